import * as z from "zod";
import { isRefName } from "./git/names.ts";

/*
 * The form of a document that fills an organisation: the keys of github-mgmt's YAML
 * (https://github.com/ipdxco/github-as-code), with lists in place of maps for teams and repositories.
 * What is not named here is an error, so that nothing in a document is silently left out.
 */

const login = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/, "is no login");
const flag = z.boolean().optional();
const branch = z.string().refine(name => isRefName(`refs/heads/${name}`), "is no branch name");
const path = z.string().refine(isPath, "is no path inside a repository");

const team = z.strictObject({
  name: z.string().min(1),
  parent: z.string().nullish(),
  privacy: z.enum(["closed", "secret"]).default("closed"),
  description: z.string().nullish(),
  members: z
    .strictObject({ maintainer: z.array(login).default([]), member: z.array(login).default([]) })
    .optional(),
});

const byRole = <T extends z.ZodType>(item: T) =>
  z
    .strictObject({
      admin: z.array(item).default([]),
      maintain: z.array(item).default([]),
      push: z.array(item).default([]),
      triage: z.array(item).default([]),
      pull: z.array(item).default([]),
    })
    .prefault({});

/** `/login` for a user, `organisation/slug` for a team or an App. */
const actor = z
  .string()
  .regex(/^[A-Za-z0-9_-]*\/[A-Za-z0-9_.-]+$/, "is neither /login nor organisation/slug");
const actors = z.array(actor).optional();

const protection = z.strictObject({
  allows_deletions: flag,
  allows_force_pushes: flag,
  blocks_creations: flag,
  enforce_admins: flag,
  force_push_bypassers: actors,
  lock_branch: flag,
  push_restrictions: actors,
  require_conversation_resolution: flag,
  require_signed_commits: flag,
  required_linear_history: flag,
  required_pull_request_reviews: z
    .strictObject({
      dismiss_stale_reviews: flag,
      dismissal_restrictions: actors,
      pull_request_bypassers: actors,
      require_code_owner_reviews: flag,
      require_last_push_approval: flag,
      required_approving_review_count: z.int().min(0).max(6).optional(),
      restrict_dismissals: flag,
    })
    .optional(),
  required_status_checks: z
    .strictObject({ strict: flag, contexts: z.array(z.string().min(1)).default([]) })
    .optional(),
});

const label = z.strictObject({
  color: z
    .string()
    .regex(/^[0-9a-f]{6}$/i, "is no colour of six hexadecimal digits")
    .optional(),
  description: z.string().nullish(),
});

const repository = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, "is no repository name"),
  archived: z.boolean().default(false),
  description: z.string().nullish(),
  homepage_url: z.string().nullish(),
  visibility: z.enum(["public", "private", "internal"]).default("public"),
  default_branch: branch.optional(),
  topics: z.array(z.string()).default([]),
  files: z.array(path).default([]),
  is_template: flag,
  has_discussions: flag,
  has_downloads: flag,
  has_issues: flag,
  has_projects: flag,
  has_wiki: flag,
  allow_auto_merge: flag,
  allow_forking: flag,
  allow_merge_commit: flag,
  allow_rebase_merge: flag,
  allow_squash_merge: flag,
  allow_update_branch: flag,
  delete_branch_on_merge: flag,
  merge_commit_message: z.enum(["PR_BODY", "PR_TITLE", "BLANK"]).optional(),
  merge_commit_title: z.enum(["PR_TITLE", "MERGE_MESSAGE"]).optional(),
  squash_merge_commit_message: z.enum(["PR_BODY", "COMMIT_MESSAGES", "BLANK"]).optional(),
  squash_merge_commit_title: z.enum(["PR_TITLE", "COMMIT_OR_PR_TITLE"]).optional(),
  web_commit_signoff_required: flag,
  advanced_security: flag,
  secret_scanning: flag,
  secret_scanning_push_protection: flag,
  vulnerability_alerts: flag,
  labels: z.record(z.string().min(1).max(50), label).optional(),
  collaborators: byRole(login),
  teams: byRole(z.string().min(1)),
  branch_protection: z.record(z.string().min(1), protection).default({}),
});

const loadDocument = z.strictObject({
  organization: login,
  source: z.string().optional(),
  members: z
    .strictObject({ admin: z.array(login).default([]), member: z.array(login).default([]) })
    .optional(),
  teams: z.array(team).default([]),
  repositories: z.array(repository).default([]),
});

export type LoadDocument = z.infer<typeof loadDocument>;
export type LoadRepository = LoadDocument["repositories"][number];
export type LoadProtection = z.infer<typeof protection>;

/**
 * Reads a document from outside and checks it as a whole.
 * Returns it, or one sentence for each thing that is wrong, each beginning with its place.
 */
export function readLoadDocument(input: unknown): { document: LoadDocument } | { errors: string[] } {
  const parsed = loadDocument.safeParse(input);
  if (!parsed.success) return { errors: parsed.error.issues.flatMap(sentences) };
  const errors = contradictions(parsed.data);
  return errors.length > 0 ? { errors } : { document: parsed.data };
}

function sentences(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") return [`${place(issue.path)}: ${issue.message}`];
  return issue.keys.map(key => `${place([...issue.path, key])}: is not known`);
}

function place(path: PropertyKey[]): string {
  return (
    path
      .map(part => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
      .join("")
      .slice(1) || "document"
  );
}

/** Names given twice, and names of teams that the document does not have. */
function contradictions({ teams, repositories }: LoadDocument): string[] {
  const names = new Set(teams.map(({ name }) => name));
  const repeated = (list: { name: string }[], kind: string) =>
    list.flatMap(({ name }, index) => {
      const first = list.findIndex(other => other.name.toLowerCase() === name.toLowerCase());
      return first < index ? [`${kind}[${index}].name: '${name}' is there twice`] : [];
    });
  const parents = teams.flatMap(({ parent }, index) =>
    parent && !names.has(parent) ? [`teams[${index}].parent: there is no team '${parent}'`] : [],
  );
  const strangers = repositories.flatMap((entry, index) =>
    Object.entries(entry.teams).flatMap(([role, list]) =>
      list.flatMap((name, at) =>
        names.has(name) ? [] : [`repositories[${index}].teams.${role}[${at}]: there is no team '${name}'`],
      ),
    ),
  );
  return [...repeated(teams, "teams"), ...repeated(repositories, "repositories"), ...parents, ...strangers];
}

function isPath(text: string): boolean {
  const control = [...text].some(character => character < " ");
  return (
    !control &&
    text.split("/").every(part => !["", ".", ".."].includes(part) && part.toLowerCase() !== ".git")
  );
}
