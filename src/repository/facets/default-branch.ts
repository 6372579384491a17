import { z } from "zod";
import { facet } from "../facet.ts";

/** https://git-scm.com/docs/git-check-ref-format */
const branchName = z
  .string()
  .min(1)
  .max(244)
  .refine(
    name => !/[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|\.lock(\/|$)|(^|\/)\.|^-|[./]$|^\/|^@$/u.test(name),
    "is not a branch name that git allows",
  );

/** The branch that pull requests go to and clones start from. */
export const defaultBranch = facet({
  title: "Default branch",
  fields: {
    default_branch: branchName.meta({
      description: "The branch that pull requests go to. It must exist; a new repository has `main`.",
    }),
  },
  baseline: { default_branch: "main" },
  kinds: {
    defaultBranch: {
      type: "github:index/branchDefault:BranchDefault",
      title: "default branch",
      authorship: "only",
      audited: ["repo.update_default_branch"],
      inBulk: true,
      remains: true,
      identify: async (_, live) => ((await live.settings) ? live.name : undefined),
    },
  },
  resources: ({ name, default_branch }) => [
    { kind: "defaultBranch", args: { repository: name, branch: default_branch }, after: ["scaffold"] },
  ],
  observe: async live => {
    const found = await live.settings;
    return found ? { default_branch: found.default_branch } : {};
  },
});
