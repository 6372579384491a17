import { includes, permissionsOf, roleName, roleOf } from "../access.ts";
import { apiUrl, origin, type RequestContext } from "../env.ts";
import type { Repository, RepositorySettings, Role, SecurityAndAnalysis } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { DEFAULT_SETTINGS } from "../repositories.ts";
import type { World } from "../world.ts";
import { simpleUser } from "./account.ts";

/** Settings that only those who may push see, as GitHub leaves them out for everybody else. */
const MERGE_SETTINGS = (Object.keys(DEFAULT_SETTINGS) as (keyof RepositorySettings)[]).filter(key =>
  /^allow_(?!forking)|merge/.test(key),
);

/** A repository as lists show it (GitHub's `minimal-repository`). */
export function minimalRepository(c: RequestContext, world: World, repository: Repository) {
  const owner = world.organizationOf(repository);
  const role = roleOf(world, c.get("actor"), repository) ?? "pull";
  const fullName = `${owner.login}/${repository.name}`;
  const url = apiUrl(c, `/repos/${fullName}`);
  const html = `${origin(c)}/${fullName}`;
  const host = new URL(origin(c)).host;
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.visibility !== "public",
    owner: simpleUser(c, owner, "Organization"),
    html_url: html,
    description: repository.description,
    fork: false,
    url,
    ...resourceUrls(url),
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `${world.sshAddress}/${fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: repository.homepage,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: repository.has_issues,
    has_projects: repository.has_projects,
    has_downloads: repository.has_downloads,
    has_wiki: repository.has_wiki,
    has_pages: false,
    has_discussions: repository.has_discussions,
    has_pull_requests: repository.has_pull_requests,
    pull_request_creation_policy: repository.pull_request_creation_policy,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: repository.allow_forking,
    is_template: repository.is_template,
    web_commit_signoff_required: repository.web_commit_signoff_required,
    topics: repository.topics,
    visibility: repository.visibility,
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: repository.default_branch,
    permissions: permissionsOf(role),
    role_name: roleName(role),
    created_at: repository.created_at,
    updated_at: repository.updated_at,
    pushed_at: repository.pushed_at,
    ...(role === "admin" ? { security_and_analysis: representSecurity(repository) } : {}),
  };
}

/** A repository as its own address shows it (GitHub's `full-repository`). */
export function fullRepository(c: RequestContext, world: World, repository: Repository) {
  const role: Role = roleOf(world, c.get("actor"), repository) ?? "pull";
  const template =
    repository.template && world.repository(repository.template.owner, repository.template.name);
  return {
    ...minimalRepository(c, world, repository),
    ...(includes(role, "push") ? mergeSettings(repository) : {}),
    ...(template ? { template_repository: minimalRepository(c, world, template) } : {}),
    organization: simpleUser(c, world.organizationOf(repository), "Organization"),
    temp_clone_token: "",
    network_count: 0,
    subscribers_count: 0,
  };
}

function mergeSettings(repository: Repository) {
  return {
    ...Object.fromEntries(MERGE_SETTINGS.map(key => [key, repository[key]])),
    use_squash_pr_title_as_default: repository.squash_merge_commit_title === "PR_TITLE",
  };
}

/** Advanced Security is always on in public repositories, so GitHub does not list it there. */
function representSecurity(repository: Repository) {
  const entries = Object.entries(repository.security).map(([feature, on]) => [
    feature,
    { status: on ? "enabled" : "disabled" },
  ]);
  const listed =
    repository.visibility === "public" ? entries.filter(([name]) => name !== "advanced_security") : entries;
  return {
    ...(Object.fromEntries(listed) as Partial<Record<keyof SecurityAndAnalysis, { status: string }>>),
    dependabot_security_updates: { status: repository.automated_security_fixes ? "enabled" : "disabled" },
  };
}

function resourceUrls(url: string) {
  const plain =
    "contributors,deployments,downloads,events,forks,hooks,languages,merges,stargazers,subscribers,subscription,tags,teams";
  const templated: Record<string, string> = {
    archive: "/{archive_format}{/ref}",
    assignees: "/assignees{/user}",
    blobs: "/git/blobs{/sha}",
    branches: "/branches{/branch}",
    collaborators: "/collaborators{/collaborator}",
    comments: "/comments{/number}",
    commits: "/commits{/sha}",
    compare: "/compare/{base}...{head}",
    contents: "/contents/{+path}",
    git_commits: "/git/commits{/sha}",
    git_refs: "/git/refs{/sha}",
    git_tags: "/git/tags{/sha}",
    issue_comment: "/issues/comments{/number}",
    issue_events: "/issues/events{/number}",
    issues: "/issues{/number}",
    keys: "/keys{/key_id}",
    labels: "/labels{/name}",
    milestones: "/milestones{/number}",
    notifications: "/notifications{?since,all,participating}",
    pulls: "/pulls{/number}",
    releases: "/releases{/id}",
    statuses: "/statuses/{sha}",
    trees: "/git/trees{/sha}",
  };
  return Object.fromEntries([
    ...plain.split(",").map(name => [`${name}_url`, `${url}/${name}`]),
    ...Object.entries(templated).map(([name, path]) => [`${name}_url`, `${url}${path}`]),
  ]) as Record<string, string>;
}
