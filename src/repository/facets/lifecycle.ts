import { z } from "zod";
import { facet } from "../facet.ts";
import { repositoryName } from "../names.ts";
import { type Modification, valueGiven } from "../risk.ts";

/** In use, archived or on its way out; and the name it had before. */
export const lifecycle = facet({
  title: "Lifecycle",
  fields: {
    archived: z.boolean().optional().meta({
      description: "Archive the repository: GitHub makes it read-only, and Fairway asks nothing else of it.",
    }),
    deletion: z
      .enum(["archive", "permanent"])
      .default("archive")
      .meta({
        description:
          "What removing the entry does. `archive` keeps the repository, read-only, with its history. `permanent` " +
          "deletes it for good, and has to be applied before the entry is removed.",
      }),
    formerly: repositoryName.optional().meta({
      description:
        "The name the repository had before: it is renamed at GitHub, never deleted and made again.",
    }),
  },
  kinds: {
    lifecycle: {
      type: "fairway:index:Lifecycle",
      title: "archiving",
      authorship: "only",
      audited: ["repo.archived", "repo.unarchived"],
      inBulk: true,
      risk: lifecycleRisk,
      identify: async (_, live) => ((await live.settings) ? `${live.owner}/${live.name}` : undefined),
    },
  },
  resources: ({ name, archived, deletion }, { organization }) => [
    {
      kind: "lifecycle",
      args: { owner: organization, repository: name, archived: archived ?? false, deletion },
      ...(archived ? {} : { after: ["repository"] as const }),
    },
  ],
  observe: async live => ((await live.settings)?.archived ? { archived: true } : {}),
});

function lifecycleRisk(modification: Modification): string | undefined {
  if (modification.action !== "create" && valueGiven(modification, "archived") === true)
    return "goes into the archive";
  return valueGiven(modification, "deletion") === "permanent"
    ? "will be deleted for good with its entry"
    : undefined;
}
