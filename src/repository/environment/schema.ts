import { z } from "zod";
import { actionsSecrets, actionsVariables } from "../actions-values.ts";
import { login, teamName } from "../names.ts";

const pattern = z.string().min(1).max(255);

/** The rules of one deployment environment: https://docs.github.com/en/rest/deployments/environments */
export const environment = z.strictObject({
  reviewers: z
    .strictObject({
      teams: z.array(teamName).optional().meta({ description: "Teams, as the standard names them." }),
      users: z.array(login).optional().meta({ description: "People, by login." }),
    })
    .optional()
    .meta({
      description:
        "Who may approve a deployment: at most six teams and people who can read the repository. One approval does.",
    }),
  prevent_self_review: z.boolean().optional().meta({
    description: "Whether somebody else must approve than the one who started the deployment.",
  }),
  wait_minutes: z
    .int()
    .min(0)
    .max(43_200)
    .optional()
    .meta({ description: "How long every deployment waits, in minutes; at most 30 days." }),
  admins_bypass: z.boolean().optional().meta({
    description: "Whether administrators may deploy without approval and wait; they may by default.",
  }),
  branches: z
    .union([z.literal("protected"), z.array(pattern)])
    .optional()
    .meta({
      description:
        "The branches that may deploy: `protected` for those with a protection rule, or patterns such as " +
        "`release/*`. All may where neither `branches` nor `tags` is given.",
    }),
  tags: z.array(pattern).optional().meta({
    description: "Patterns of tags that may deploy; branches then need patterns of their own.",
  }),
  variables: actionsVariables.optional().meta({
    description: "Actions variables for the jobs that deploy to it, by name.",
  }),
  secrets: actionsSecrets.optional().meta({
    description:
      "Actions secrets for the jobs that deploy to it, by name, each with the place its value comes from. No other job is " +
      "given them.",
  }),
});
export type Environment = z.output<typeof environment>;
