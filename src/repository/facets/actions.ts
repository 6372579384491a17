import { z } from "zod";
import { facet } from "../facet.ts";
import { isMore, type Modification, valueGiven } from "../risk.ts";

const selected = z.strictObject({
  github_owned: z.boolean().default(false).meta({ description: "Whether GitHub’s own actions may run." }),
  verified: z.boolean().default(false).meta({
    description: "Whether actions of verified creators in the Marketplace may run.",
  }),
  patterns: z.array(z.string().min(1)).default([]).meta({
    description: "Actions and reusable workflows by pattern, e.g. `acme/*` or `docker/build-push-action@v6`.",
  }),
});

const permissions = z
  .strictObject({
    enabled: z.boolean().meta({ description: "Whether workflows run at all." }),
    allowed: z.enum(["all", "local_only", "selected"]).meta({
      description:
        "The actions that workflows may use: `all`, those of the organisation, or those `selected`.",
    }),
    selected: selected.optional().meta({ description: "The actions that `allowed: selected` lets run." }),
    workflow_token: z.enum(["read", "write"]).meta({
      description: "What a workflow’s own token may do where the workflow does not say.",
    }),
    approve_pull_requests: z.boolean().meta({
      description: "Whether workflows may open and approve pull requests.",
    }),
  })
  .meta({ description: "What workflows may run and do." });

/** What workflows may run and do: https://docs.github.com/en/rest/actions/permissions */
export const actions = facet({
  title: "Actions",
  fields: { actions: permissions.optional() },
  baseline: {
    actions: { enabled: true, allowed: "all", workflow_token: "read", approve_pull_requests: false },
  },
  check: ({ actions }) =>
    actions?.allowed === "selected" && !actions.selected
      ? [{ path: ["actions", "allowed"], message: "needs `selected`: no action is named that may run" }]
      : [],
  kinds: {
    actionsPermissions: {
      type: "fairway:index:ActionsPermissions",
      title: "Actions permissions",
      authorship: "only",
      audited: [
        "repo.actions_enabled",
        "repo.update_actions_settings",
        "repo.set_default_workflow_permissions",
        "repo.set_workflow_permission_can_approve_pr",
      ],
      remains: true,
      risk: actionsRisk,
      identify: async (_, live) =>
        (await live.actionsPermissions) ? `${live.owner}/${live.name}` : undefined,
    },
  },
  resources: ({ name: repository, actions }, { organization: owner }) => {
    if (!actions) return [];
    const { enabled, allowed, selected, workflow_token, approve_pull_requests } = actions;
    return [
      {
        kind: "actionsPermissions",
        args: {
          owner,
          repository,
          enabled,
          // GitHub neither takes nor tells what may run while nothing does.
          ...(enabled ? { allowed } : {}),
          ...(enabled && allowed === "selected" && selected
            ? {
                selected: {
                  githubOwned: selected.github_owned,
                  verified: selected.verified,
                  patterns: selected.patterns.toSorted(),
                },
              }
            : {}),
          workflowToken: workflow_token,
          approvePullRequests: approve_pull_requests,
        },
      },
    ];
  },
  observe: async live => {
    const [found, token] = await Promise.all([live.actionsPermissions, live.workflowPermissions]);
    if (!found || !token) return {};
    const selected = found.allowed_actions === "selected" ? await live.selectedActions : undefined;
    return {
      actions: {
        enabled: found.enabled,
        allowed: found.allowed_actions ?? "all",
        ...(selected
          ? {
              selected: {
                github_owned: selected.github_owned_allowed ?? false,
                verified: selected.verified_allowed ?? false,
                patterns: (selected.patterns_allowed ?? []).toSorted(),
              },
            }
          : {}),
        workflow_token: token.default_workflow_permissions,
        approve_pull_requests: token.can_approve_pull_request_reviews,
      },
    };
  },
});

function actionsRisk(modification: Modification): string | undefined {
  if (modification.action === "create") return undefined;
  const gains = [
    ...(valueGiven(modification, "workflowToken") === "write" ? ["write"] : []),
    ...(valueGiven(modification, "approvePullRequests") === true ? ["approve pull requests"] : []),
    ...(valueGiven(modification, "allowed") === "all" ? ["run any action"] : []),
    ...(modification.properties.some(letsMoreRun) ? ["run more actions"] : []),
  ];
  return gains.length > 0 ? `workflows may ${gains.join(", ")}` : undefined;
}

type Selected = Readonly<
  Partial<Record<"githubOwned" | "verified", boolean> & { patterns: readonly string[] }>
>;

/** Whether some actions may be run that could not until then. */
function letsMoreRun({ path, from, to }: Modification["properties"][number]): boolean {
  if (path === "allowed") return to === "selected" && from === "local_only";
  if (path !== "selected" || !from || !to) return false;
  const [before, after] = [from as Selected, to as Selected];
  const isOpened = (key: "githubOwned" | "verified") => after[key] === true && !before[key];
  const patterns = { path, from: before.patterns, to: after.patterns };
  return isOpened("githubOwned") || isOpened("verified") || isMore(patterns);
}
