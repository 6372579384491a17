import { join } from "node:path";
import { BareRepository } from "./git/bare-repository.ts";
import type {
  App,
  BranchProtectionRule,
  Installation,
  Membership,
  Organization,
  Redirect,
  Repository,
  Team,
  Token,
  User,
} from "./model.ts";
import { type Collection, type Document, Store } from "./store.ts";

/** Everything the server knows: the stored documents, the clock and where the bare git repositories lie. */
export class World {
  readonly directory: string;
  /** Paths, in small letters, of git repositories that are being made and have no document yet: their names are taken. */
  readonly unfinished = new Set<string>();
  /** What repositories lie under for git over SSH, once that is served: `ssh://git@127.0.0.1:2222`. */
  sshAddress = "";
  readonly store: Store;
  readonly organizations: Collection<Organization>;
  readonly users: Collection<User>;
  readonly memberships: Collection<Membership>;
  readonly teams: Collection<Team>;
  readonly tokens: Collection<Token>;
  readonly apps: Collection<App>;
  readonly installations: Collection<Installation>;
  readonly repositories: Collection<Repository>;
  readonly redirects: Collection<Redirect>;
  readonly branchProtectionRules: Collection<BranchProtectionRule>;

  constructor(directory: string) {
    this.directory = directory;
    this.store = new Store(directory);
    this.organizations = this.store.collection("organizations");
    this.users = this.store.collection("users");
    this.memberships = this.store.collection("memberships");
    this.teams = this.store.collection("teams");
    this.tokens = this.store.collection("tokens");
    this.apps = this.store.collection("apps");
    this.installations = this.store.collection("installations");
    this.repositories = this.store.collection("repositories");
    this.redirects = this.store.collection("redirects");
    this.branchProtectionRules = this.store.collection("branch_protection_rules");
  }

  /** A collection of one route module's own; the same object for every caller. */
  collection<T extends Document>(name: string): Collection<T> {
    return this.store.collection<T>(name);
  }

  /** The present moment as GitHub writes it: UTC, whole seconds. */
  now(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, "Z");
  }

  organization(login: string): Organization | undefined {
    return this.organizations.all().find(organization => sameName(organization.login, login));
  }

  user(login: string): User | undefined {
    return this.users.all().find(user => sameName(user.login, login));
  }

  membership(organization: Organization, user: User): Membership | undefined {
    return this.memberships.of(organization.id).find(membership => membership.userId === user.id);
  }

  team(organization: Organization, slug: string): Team | undefined {
    return this.teams.of(organization.id).find(team => sameName(team.slug, slug));
  }

  repository(owner: string, name: string): Repository | undefined {
    const organization = this.organization(owner);
    return (
      organization &&
      this.repositories.of(organization.id).find(repository => sameName(repository.name, name))
    );
  }

  organizationOf(repository: Repository): Organization {
    const organization = this.organizations.get(repository.ownerId);
    if (!organization) throw new Error(`repository ${repository.id} belongs to no organisation`);
    return organization;
  }

  /** Where the bare git repository of that name lies on disk. */
  gitPath(organization: Organization, name: string): string {
    return join(this.directory, "git", organization.login, `${name}.git`);
  }

  /** A repository's bare git repository. */
  git(repository: Repository): BareRepository {
    return new BareRepository(this.gitPath(this.organizationOf(repository), repository.name));
  }

  save(): void {
    this.store.save();
  }

  close(): void {
    this.store.close();
  }
}

/** GitHub's names of accounts, repositories and teams differ only by more than case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
