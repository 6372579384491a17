import { z } from "zod";
import { facet } from "../facet.ts";

const methods = z
  .strictObject({
    merge: z.boolean().meta({ description: "Merge commits." }),
    squash: z.boolean().meta({ description: "Squashed commits." }),
    rebase: z.boolean().meta({ description: "Rebased commits." }),
    auto: z
      .boolean()
      .meta({ description: "Whether a pull request may be set to merge by itself once it is ready." }),
    update_branch: z
      .boolean()
      .meta({ description: "Whether GitHub always offers to update a pull request’s branch." }),
    delete_branch: z
      .boolean()
      .meta({ description: "Whether a merged pull request’s branch is deleted, rulesets notwithstanding." }),
    signoff: z.boolean().meta({ description: "Whether commits made in the browser must be signed off." }),
    merge_title: z.enum(["PR_TITLE", "MERGE_MESSAGE"]).meta({ description: "A merge commit’s title." }),
    merge_message: z
      .enum(["PR_TITLE", "PR_BODY", "BLANK"])
      .meta({ description: "A merge commit’s message." }),
    squash_title: z
      .enum(["PR_TITLE", "COMMIT_OR_PR_TITLE"])
      .meta({ description: "A squashed commit’s title." }),
    squash_message: z
      .enum(["PR_BODY", "COMMIT_MESSAGES", "BLANK"])
      .meta({ description: "A squashed commit’s message." }),
  })
  .meta({ description: "How pull requests are merged." });

/** How pull requests get merged. */
export const merging = facet({
  title: "Merging",
  fields: { merging: methods },
  baseline: {
    merging: {
      merge: true,
      squash: true,
      rebase: true,
      auto: false,
      update_branch: false,
      delete_branch: false,
      signoff: false,
      merge_title: "MERGE_MESSAGE",
      merge_message: "PR_TITLE",
      squash_title: "COMMIT_OR_PR_TITLE",
      squash_message: "COMMIT_MESSAGES",
    },
  },
  kinds: {},
  check: ({ merging }) =>
    merging.merge || merging.squash || merging.rebase
      ? []
      : [
          {
            path: ["merging"],
            message: "allows no way to merge: one of merge, squash and rebase must be true",
          },
        ],
  settings: ({ merging }) => ({
    allowMergeCommit: merging.merge,
    allowSquashMerge: merging.squash,
    allowRebaseMerge: merging.rebase,
    allowAutoMerge: merging.auto,
    allowUpdateBranch: merging.update_branch,
    deleteBranchOnMerge: merging.delete_branch,
    webCommitSignoffRequired: merging.signoff,
    mergeCommitTitle: merging.merge_title,
    mergeCommitMessage: merging.merge_message,
    squashMergeCommitTitle: merging.squash_title,
    squashMergeCommitMessage: merging.squash_message,
  }),
  observe: async live => {
    const found = await live.settings;
    if (!found) return {};
    return {
      merging: {
        merge: found.allow_merge_commit ?? true,
        squash: found.allow_squash_merge ?? true,
        rebase: found.allow_rebase_merge ?? true,
        auto: found.allow_auto_merge ?? false,
        update_branch: found.allow_update_branch ?? false,
        delete_branch: found.delete_branch_on_merge ?? false,
        signoff: found.web_commit_signoff_required ?? false,
        merge_title: found.merge_commit_title ?? "MERGE_MESSAGE",
        merge_message: found.merge_commit_message ?? "PR_TITLE",
        squash_title: found.squash_merge_commit_title ?? "COMMIT_OR_PR_TITLE",
        squash_message: found.squash_merge_commit_message ?? "COMMIT_MESSAGES",
      },
    };
  },
});
