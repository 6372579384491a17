import { generateKeyPairSync } from "node:crypto";
import { grant } from "./collaborators.ts";
import { unprocessable } from "./errors.ts";
import { FirstCommits } from "./first-commits.ts";
import { labelsOf } from "./labels.ts";
import { type LoadDocument, type LoadRepository, readLoadDocument } from "./load-document.ts";
import { protectionRule } from "./load-protection.ts";
import type { Organization, Repository, RepositorySettings, Role } from "./model.ts";
import { addMember, ensureApp, ensureOrganization, ensureUser } from "./people.ts";
import { createRepository, DEFAULT_SETTINGS } from "./repositories.ts";
import { changeTeam, createTeam, setTeamRole } from "./teams.ts";
import { setTopics } from "./topics.ts";
import type { World } from "./world.ts";

/** How many repositories are made at once: each starts git processes. */
const AT_ONCE = 4;

/**
 * Fills an organisation, made if need be, with what a document says it has.
 * Errors: 422 with everything that is wrong with the document, or with the names that are taken; nothing is made then.
 */
export async function load(
  world: World,
  input: unknown,
): Promise<{ organization: string; repositories: number }> {
  const read = readLoadDocument(input);
  if ("errors" in read) throw unprocessable("The document cannot be loaded", read.errors);
  const { document } = read;
  const organization = ensureOrganization(world, document.organization);
  checkFree(world, organization, document);
  loadMembers(world, organization, document);
  loadTeams(world, organization, document);
  const queue = [...document.repositories];
  const firstCommits = new FirstCommits();
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await loadRepository(world, organization, next, firstCommits);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { organization: organization.login, repositories: document.repositories.length };
}

function checkFree(world: World, organization: Organization, document: LoadDocument): void {
  const taken = document.repositories.filter(({ name }) => world.repository(organization.login, name));
  const errors = taken.map(({ name }) => `The organisation already has a repository '${name}'`);
  if (errors.length > 0) throw unprocessable("The document cannot be loaded", errors);
}

function loadMembers(world: World, organization: Organization, { members }: LoadDocument): void {
  for (const role of ["member", "admin"] as const) {
    for (const login of members?.[role] ?? []) addMember(world, organization, ensureUser(world, login), role);
  }
}

function loadTeams(world: World, organization: Organization, { teams }: LoadDocument): void {
  const made = new Map(
    teams.map(({ name, privacy, description }) => [
      name,
      createTeam(world, organization, { name, privacy, description }),
    ]),
  );
  for (const { name, parent, members } of teams) {
    const team = made.get(name);
    if (!team) continue;
    if (parent) changeTeam(world, team, { parentId: made.get(parent)?.id ?? null });
    const listed = (["maintainer", "member"] as const).flatMap(role =>
      (members?.[role] ?? []).map(login => ({ userId: memberId(world, organization, login), role })),
    );
    world.teams.update(team, { members: listed });
  }
}

/** Whoever is in a team is in the organisation. */
function memberId(world: World, organization: Organization, login: string): number {
  const user = ensureUser(world, login);
  if (!world.membership(organization, user)) addMember(world, organization, user, "member");
  return user.id;
}

async function loadRepository(
  world: World,
  organization: Organization,
  wanted: LoadRepository,
  firstCommits: FirstCommits,
): Promise<void> {
  const paths = wanted.files.length > 0 ? wanted.files : ["README.md"];
  const repository = await createRepository(
    world,
    organization,
    {
      name: wanted.name,
      visibility: wanted.visibility,
      settings: { ...settings(wanted), archived: false },
      ...(wanted.default_branch ? { defaultBranch: wanted.default_branch } : {}),
    },
    (git, branch) => firstCommits.give(git, branch, paths),
  );
  setTopics(world, repository, wanted.topics);
  loadAccess(world, organization, repository, wanted);
  loadLabels(world, repository, wanted);
  loadProtections(world, organization, repository, wanted);
  world.repositories.update(repository, {
    archived: wanted.archived,
    vulnerability_alerts: wanted.vulnerability_alerts ?? false,
    security: {
      ...repository.security,
      advanced_security: wanted.visibility !== "public" && (wanted.advanced_security ?? false),
      secret_scanning: wanted.secret_scanning ?? false,
      secret_scanning_push_protection: wanted.secret_scanning_push_protection ?? false,
    },
  });
}

function settings(wanted: LoadRepository): Partial<RepositorySettings> {
  const given: Record<string, unknown> = { ...wanted, homepage: wanted.homepage_url };
  const keys = Object.keys(DEFAULT_SETTINGS).filter(key => given[key] !== undefined);
  return Object.fromEntries(keys.map(key => [key, given[key] === "" ? null : given[key]]));
}

function loadAccess(
  world: World,
  organization: Organization,
  repository: Repository,
  wanted: LoadRepository,
): void {
  for (const [role, logins] of Object.entries(wanted.collaborators)) {
    for (const login of logins) grant(world, repository, ensureUser(world, login).id, role as Role);
  }
  const teams = world.teams.of(organization.id);
  for (const [role, names] of Object.entries(wanted.teams)) {
    for (const team of teams)
      if (names.includes(team.name)) setTeamRole(world, repository, team, role as Role);
  }
}

/** A document that lists labels lists all of them. */
function loadLabels(world: World, repository: Repository, { labels }: LoadRepository): void {
  if (!labels) return;
  const all = labelsOf(world);
  for (const label of all.of(repository.id)) all.remove(label);
  for (const [name, { color, description }] of Object.entries(labels)) {
    all.add({
      ownerId: repository.id,
      name,
      color: (color ?? "ededed").toLowerCase(),
      description: description || null,
      default: false,
    });
  }
}

function loadProtections(
  world: World,
  organization: Organization,
  repository: Repository,
  { branch_protection }: LoadRepository,
): void {
  const resolve = (name: string) => actorOf(world, organization, name);
  for (const [pattern, protection] of Object.entries(branch_protection)) {
    world.branchProtectionRules.add({
      ownerId: repository.id,
      ...protectionRule(pattern, protection, resolve),
    });
  }
}

/** What `/login` or `organisation/slug` names: a user, a team, or else an App, which is installed when it is new. */
function actorOf(world: World, organization: Organization, name: string) {
  const [owner = "", slug = ""] = name.split("/");
  if (owner === "") return { kind: "User" as const, id: ensureUser(world, slug).id };
  const team = world.team(organization, slug);
  if (team) return { kind: "Team" as const, id: team.id };
  const known = world.apps.all().find(app => app.slug === slug);
  return { kind: "App" as const, id: known?.id ?? installStranger(world, organization, slug) };
}

/** An App of which only the name is known: its key is thrown away, so nobody can speak for it. */
function installStranger(world: World, organization: Organization, slug: string): number {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return ensureApp(world, organization, { slug, publicKeyPem }).ownerId;
}
