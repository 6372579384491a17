import { z } from "zod";
import { scaffoldArgs } from "../../scaffolding/desired.ts";
import { type ScaffoldLayer, scaffoldLayer } from "../../scaffolding/schema.ts";
import { type Conflict, facet } from "../facet.ts";

/** The templates that a new repository begins with. One that has commits of its own is left as it is. */
export const scaffold = facet({
  title: "Scaffold",
  fields: {
    scaffold: z.array(scaffoldLayer).min(1).optional().meta({
      description:
        "The templates that the repository begins with, one laid over the other. They make its first commit, once: a repository that has commits of its own is left as it is.",
    }),
  },
  check: ({ scaffold = [] }) =>
    scaffold.flatMap((layer, index) => conflicts(layer, index, scaffold.slice(0, index))),
  kinds: {
    scaffold: {
      type: "fairway:index:Scaffold",
      title: "first commit",
      authorship: "once",
      inBulk: true,
      remains: true,
      initial: ["branches", "layers"],
      identify: async (_, live) => ((await live.holdsWork) ? `${live.owner}/${live.name}` : undefined),
    },
  },
  resources: (repository, context) =>
    repository.scaffold
      ? [
          {
            kind: "scaffold",
            args: scaffoldArgs(repository, context),
            // What the workflows of the first commit need when they run for it.
            after: ["actionsPermissions", "variable", "secret"],
          },
        ]
      : [],
  // What a live repository began with is no difference from what its archetype would begin with.
  observe: async (live, { scaffold }) => (scaffold && (await live.holdsWork) ? { scaffold } : {}),
});

function conflicts(
  { template, into }: ScaffoldLayer,
  index: number,
  earlier: readonly ScaffoldLayer[],
): readonly Conflict[] {
  const same = earlier.find(other =>
    into === undefined ? other.into === undefined && other.template === template : other.into === into,
  );
  if (!same) return [];
  const path = ["scaffold", index, into === undefined ? "template" : "into"];
  const message =
    into === undefined
      ? `is \`${template}\` a second time, and only what makes a component can be taken twice`
      : `is the directory of \`${same.template}\` already; each component has its own`;
  return [{ path, message }];
}
