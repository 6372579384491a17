import { z } from "zod";
import { facet } from "../facet.ts";
import { type Modification, valueGiven } from "../risk.ts";

/** A topic that a repository is found by. */
export const topic = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "is not a topic: lower-case letters, digits and `-`, at most 50");

const features = z
  .strictObject({
    issues: z.boolean(),
    projects: z.boolean(),
    wiki: z.boolean(),
    discussions: z.boolean(),
    downloads: z.boolean().meta({ description: "The old downloads page; GitHub still keeps the switch." }),
  })
  .meta({ description: "The parts of the repository’s page that are switched on." });

/** How the audit log tells of a change in how pull requests are merged. */
const merging = ["repo.change_merge_setting"];

/** What a repository is, for people: its description, its place in the world, the features it offers. */
export const settings = facet({
  title: "Settings",
  fields: {
    description: z
      .string()
      .max(350, "is longer than the 350 characters GitHub allows")
      .refine(text => !/\p{Cc}/u.test(text), "has line breaks or control characters, which GitHub refuses")
      .optional()
      .meta({ description: "One line on what the repository is for." }),
    homepage: z
      .string()
      .max(255)
      .optional()
      .meta({ description: "The address shown beside the description." }),
    visibility: z
      .enum(["public", "private", "internal"])
      .meta({ description: "Who can see the repository." }),
    topics: z
      .array(topic)
      .max(20, "has more than the 20 topics GitHub allows")
      .optional()
      .meta({ description: "The topics it is found by." }),
    template: z.boolean().optional().meta({ description: "Whether new repositories can be made from it." }),
    forking: z.boolean().optional().meta({
      description: "Whether a private or internal repository may be forked; public ones always may.",
    }),
    features,
  },
  baseline: {
    visibility: "private",
    features: { issues: true, projects: true, wiki: true, discussions: false, downloads: true },
  },
  kinds: {
    repository: {
      type: "github:index/repository:Repository",
      title: "settings",
      authorship: "only",
      audited: {
        visibility: ["repo.access"],
        name: ["repo.rename"],
        allowMergeCommit: merging,
        allowSquashMerge: merging,
        allowRebaseMerge: merging,
        allowAutoMerge: merging,
        deleteBranchOnMerge: merging,
      },
      inBulk: true,
      remains: true,
      risk: repositoryRisk,
      identify: async (_, live) => ((await live.settings) ? live.name : undefined),
      // Nothing at GitHub tells whether a repository began with a commit, and the provider's import takes it that none did.
      amend: imported => ({ ...imported, autoInit: true }),
    },
    topics: {
      type: "fairway:index:Topics",
      title: "topics",
      authorship: "only",
      audited: ["repo.add_topic", "repo.remove_topic"],
      inBulk: true,
      remains: true,
      identify: async (_, live) => ((await live.settings) ? `${live.owner}/${live.name}` : undefined),
    },
  },
  settings: ({ name, description, homepage, visibility, template, forking, features }) => ({
    name,
    description: description ?? "",
    homepageUrl: homepage ?? "",
    visibility,
    isTemplate: template ?? false,
    ...(forking === undefined || visibility === "public" ? {} : { allowForking: forking }),
    hasIssues: features.issues,
    hasProjects: features.projects,
    hasWiki: features.wiki,
    hasDiscussions: features.discussions,
    hasDownloads: features.downloads,
  }),
  resources: ({ name: repository, topics = [] }, { organization: owner }) => [
    { kind: "topics", args: { owner, repository, topics: topics.toSorted() } },
  ],
  observe: async live => {
    const found = await live.settings;
    if (!found) return {};
    return {
      ...(found.description ? { description: found.description } : {}),
      ...(found.homepage ? { homepage: found.homepage } : {}),
      visibility: found.visibility as "public" | "private" | "internal",
      ...(found.topics?.length ? { topics: found.topics } : {}),
      ...(found.is_template ? { template: true } : {}),
      ...(found.visibility === "public" || found.allow_forking === undefined
        ? {}
        : { forking: found.allow_forking }),
      features: {
        issues: found.has_issues,
        projects: found.has_projects,
        wiki: found.has_wiki,
        discussions: found.has_discussions,
        downloads: found.has_downloads,
      },
    };
  },
});

function repositoryRisk(modification: Modification): string | undefined {
  const { action, effect } = modification;
  if (action === "delete") return goes[effect ?? "deleted"];
  if (action === "replace") return "deleted and made anew";
  const visibility = valueGiven(modification, "visibility");
  return typeof visibility === "string" ? seen[visibility] : undefined;
}

const goes = { deleted: "deleted for good", archived: "goes into the archive", forgotten: undefined };
const seen: Readonly<Record<string, string>> = {
  public: "everybody can see it",
  internal: "the whole enterprise can see it",
};
