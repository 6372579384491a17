import fc from "fast-check";

/**
 * Organisations in the form that `fairway sandbox load` takes: any mixture of settings, access, classic branch protection,
 * topics and archived repositories.
 */
export function documents(): fc.Arbitrary<Document> {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9._-]{0,20}[a-zA-Z0-9]$/), {
    minLength: 4,
    maxLength: 8,
    selector: name => name.toLowerCase(),
  });
  return names
    .filter(all => all.every(name => !/\.(git|wiki|atom)$/i.test(name)))
    .chain(all => fc.tuple(...all.map(repository)))
    .map(repositories => ({ organization: "somebody", teams, repositories }));
}

export interface Document {
  readonly organization: string;
  readonly teams: readonly object[];
  readonly repositories: readonly { readonly name: string; readonly archived: boolean }[];
}

const teams = [
  { name: "Core", parent: null, privacy: "closed" },
  { name: "core: Release & QA", parent: "Core", privacy: "closed" },
  { name: "Hidden", parent: null, privacy: "secret" },
];

function repository(name: string): fc.Arbitrary<{ name: string; archived: boolean }> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({ name, archived: true }) },
    { weight: 3, arbitrary: fc.record(active(name), { requiredKeys: ["name", "archived", "visibility"] }) },
  );
}

function active(name: string) {
  const flag = fc.boolean();
  const text = fc.stringMatching(/^[ -~äöü€]{1,60}$/).filter(value => value.trim() === value && value !== "");
  const logins = fc.subarray(["user-001", "user-002", "user-003", "user-004"]);
  return {
    name: fc.constant(name),
    archived: fc.constant(false),
    visibility: fc.constantFrom("public", "private"),
    description: text,
    homepage_url: fc.constantFrom("https://acme.example", "http://acme.example/a?b=c#d"),
    topics: fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,12}$/), { maxLength: 4 }),
    default_branch: fc.constantFrom("main", "master", "develop", "release/1.x"),
    has_discussions: flag,
    has_issues: flag,
    has_projects: flag,
    has_wiki: flag,
    is_template: flag,
    allow_auto_merge: flag,
    allow_update_branch: flag,
    delete_branch_on_merge: flag,
    allow_merge_commit: flag,
    allow_rebase_merge: flag,
    web_commit_signoff_required: flag,
    merge_commit_title: fc.constantFrom("PR_TITLE", "MERGE_MESSAGE"),
    merge_commit_message: fc.constantFrom("PR_TITLE", "PR_BODY", "BLANK"),
    squash_merge_commit_title: fc.constantFrom("PR_TITLE", "COMMIT_OR_PR_TITLE"),
    squash_merge_commit_message: fc.constantFrom("PR_BODY", "COMMIT_MESSAGES", "BLANK"),
    secret_scanning: fc.constant(true),
    secret_scanning_push_protection: flag,
    vulnerability_alerts: flag,
    labels: fc.dictionary(fc.constantFrom("bug", "Überfällig", "a: b"), fc.constant({ color: "ededed" })),
    collaborators: fc.record({ admin: fc.constant(["user-005"]), push: logins }),
    teams: fc.record({
      admin: fc.subarray(["Core"]),
      pull: fc.subarray(["Hidden"]),
      maintain: fc.subarray(["core: Release & QA"]),
    }),
    branch_protection: fc.dictionary(
      fc.constantFrom("main", "master", "release-v0[0-9]", "v*"),
      protection(),
      {
        maxKeys: 2,
      },
    ),
  };
}

function protection(): fc.Arbitrary<object> {
  const flag = fc.boolean();
  const actors = fc.subarray(["/user-001", "somebody/core", "somebody/some-app"]);
  return fc.record(
    {
      allows_deletions: flag,
      allows_force_pushes: flag,
      blocks_creations: flag,
      enforce_admins: flag,
      lock_branch: flag,
      push_restrictions: actors,
      require_conversation_resolution: flag,
      require_signed_commits: flag,
      required_linear_history: flag,
      required_pull_request_reviews: fc.record(
        {
          dismiss_stale_reviews: flag,
          pull_request_bypassers: actors,
          require_code_owner_reviews: flag,
          required_approving_review_count: fc.integer({ min: 0, max: 6 }),
          restrict_dismissals: flag,
        },
        { requiredKeys: [] },
      ),
      required_status_checks: fc.record(
        { strict: flag, contexts: fc.uniqueArray(fc.constantFrom("build", "lint / all", "test (20)")) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
}
