import type { Octokit } from "octokit";
import type { KindName } from "../../src/repository/resource.ts";
import { overwriteSecret } from "../repository/engine/by-hand.ts";
import { openSshKey } from "../sandbox/github/client.ts";

/** What somebody does by hand at GitHub, and what it happens to. */
export interface Deed {
  readonly repository: string;
  readonly key?: string;
  do(by: Hand): Promise<unknown>;
}

/** A deed that makes something, and how one sees that it is there. */
export interface Addition extends Deed {
  isThere(by: Hand): Promise<boolean>;
}

/** One kind of thing changed, taken away and added to; a kind that is only on or off can't be added to. */
export interface ByHand {
  readonly changed?: Deed;
  readonly removed?: Deed;
  readonly added?: Addition;
}

type Fields = Readonly<Record<string, unknown>>;

/** Somebody with an administrator's token. */
export class Hand {
  readonly github: Octokit;

  constructor(github: Octokit) {
    this.github = github;
  }

  /** Asks for something below a repository of the organisation, e.g. `DELETE alpha/topics`. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many endpoints, looked at by tests
  async ask(route: `${string} ${string}`, parameters: Fields = {}): Promise<any> {
    const [method, path] = route.split(" ");
    return (await this.github.request(`${method} /repos/acme/${path}`, { ...parameters })).data;
  }

  /** The id of the one thing in a list that is so. */
  async id(path: string, is: Fields): Promise<number> {
    const listed = (await this.ask(`GET ${path}`)) as { id: number }[];
    const found = listed.find(item =>
      Object.entries(is).every(([key, value]) => item[key as "id"] === value),
    );
    if (!found) throw new Error(`${path} has nothing with ${JSON.stringify(is)}`);
    return found.id;
  }

  async has(path: string, key: string, value: string): Promise<boolean> {
    const listed = await this.ask(`GET ${path}`);
    const items = Array.isArray(listed) ? listed : Object.values(listed).find(Array.isArray);
    return (items as unknown[]).some(item => (item as Fields)[key] === value);
  }
}

const hook = { config: { url: "https://stranger.example/", content_type: "json" }, events: ["push"] };
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0cPpO3ifqwB4kP4O8mUo2wXo0Bd2Qh8bZ0Y3w3b3wQ";

const preview = "alpha/environments/preview";

/** Every kind of thing of a standard repository that Fairway looks after, done to by hand. */
export const byHand: { readonly [K in Exclude<KindName, "scaffold">]: ByHand } = {
  repository: {
    changed: { repository: "alpha", do: by => by.ask("PATCH alpha", { has_wiki: false }) },
    removed: { repository: "alpha", do: by => by.ask("PATCH alpha", { description: "" }) },
    added: {
      repository: "alpha",
      do: by => by.ask("PATCH alpha", { homepage: "https://stranger.example" }),
      isThere: async by => Boolean((await by.ask("GET alpha")).homepage),
    },
  },
  securityFeatures: {
    changed: {
      repository: "alpha",
      do: by => by.ask("PATCH alpha", { security_and_analysis: { secret_scanning: { status: "disabled" } } }),
    },
  },
  lifecycle: {
    changed: { repository: "gamma", do: by => by.ask("PATCH gamma", { archived: true }) },
  },
  defaultBranch: {
    changed: {
      repository: "beta",
      do: async by => {
        const { object } = await by.ask("GET beta/git/ref/heads/main");
        await by.ask("POST beta/git/refs", { ref: "refs/heads/other", sha: object.sha });
        await by.ask("PATCH beta", { default_branch: "other" });
      },
    },
  },
  topics: {
    changed: { repository: "alpha", do: by => by.ask("PUT alpha/topics", { names: ["one", "three"] }) },
    removed: { repository: "alpha", do: by => by.ask("PUT alpha/topics", { names: [] }) },
    added: {
      repository: "gamma",
      do: by => by.ask("PUT gamma/topics", { names: ["stray"] }),
      isThere: async by => (await by.ask("GET gamma/topics")).names.length > 0,
    },
  },
  ruleset: {
    changed: {
      repository: "alpha",
      key: "default-branch",
      do: async by => {
        const id = await by.id("alpha/rulesets", { name: "default-branch" });
        await by.ask(`PUT alpha/rulesets/${id}`, { enforcement: "disabled" });
      },
    },
    removed: {
      repository: "alpha",
      key: "release-tags",
      do: async by =>
        await by.ask(`DELETE alpha/rulesets/${await by.id("alpha/rulesets", { name: "release-tags" })}`),
    },
    added: {
      repository: "alpha",
      key: "by hand",
      do: by =>
        by.ask("POST alpha/rulesets", {
          name: "by hand",
          target: "tag",
          enforcement: "active",
          conditions: { ref_name: { include: ["~ALL"], exclude: [] } },
          rules: [{ type: "deletion" }],
        }),
      isThere: by => by.has("alpha/rulesets", "name", "by hand"),
    },
  },
  branchProtection: {
    changed: {
      repository: "beta",
      key: "main",
      do: by => by.ask("DELETE beta/branches/main/protection/enforce_admins"),
    },
    removed: {
      repository: "beta",
      key: "main",
      do: by => by.ask("DELETE beta/branches/main/protection"),
    },
    added: {
      repository: "gamma",
      key: "main",
      do: by =>
        by.ask("PUT gamma/branches/main/protection", {
          required_status_checks: null,
          enforce_admins: true,
          required_pull_request_reviews: null,
          restrictions: null,
        }),
      isThere: async by => (await by.ask("GET gamma/branches/main")).protected,
    },
  },
  collaborators: {
    changed: {
      repository: "alpha",
      do: by => by.ask("PUT alpha/collaborators/octocat", { permission: "admin" }),
    },
    removed: { repository: "alpha", do: by => by.ask("DELETE alpha/collaborators/octocat") },
    added: {
      repository: "gamma",
      do: by => by.ask("PUT gamma/collaborators/octocat", { permission: "push" }),
      isThere: by => by.has("gamma/collaborators?affiliation=direct", "login", "octocat"),
    },
  },
  labels: {
    changed: { repository: "alpha", do: by => by.ask("PATCH alpha/labels/keep", { color: "ffffff" }) },
    removed: { repository: "alpha", do: by => by.ask("DELETE alpha/labels/urgent") },
    added: {
      repository: "alpha",
      key: "stray",
      do: by => by.ask("POST alpha/labels", { name: "stray", color: "00ff00" }),
      isThere: by => by.has("alpha/labels?per_page=100", "name", "stray"),
    },
  },
  environment: {
    changed: {
      repository: "alpha",
      key: "preview",
      do: by => by.ask("PUT alpha/environments/preview", { wait_timer: 30 }),
    },
    removed: { repository: "alpha", key: "live", do: by => by.ask("DELETE alpha/environments/live") },
    added: {
      repository: "alpha",
      key: "by-hand",
      do: by => by.ask("PUT alpha/environments/by-hand", { wait_timer: 5 }),
      isThere: by => by.has("alpha/environments", "name", "by-hand"),
    },
  },
  environmentVariable: {
    changed: {
      repository: "alpha",
      key: "preview/REGION",
      do: by => by.ask(`PATCH ${preview}/variables/REGION`, { value: "moon" }),
    },
    removed: {
      repository: "alpha",
      key: "preview/SIZE",
      do: by => by.ask(`DELETE ${preview}/variables/SIZE`),
    },
    added: {
      repository: "alpha",
      key: "preview/STRAY",
      do: by => by.ask(`POST ${preview}/variables`, { name: "STRAY", value: "x" }),
      isThere: by => by.has(`${preview}/variables`, "name", "STRAY"),
    },
  },
  environmentSecret: {
    changed: { repository: "alpha", key: "preview/TOKEN", do: by => overwriteInPreview(by, "TOKEN") },
    removed: {
      repository: "alpha",
      key: "preview/TOKEN",
      do: by => by.ask(`DELETE ${preview}/secrets/TOKEN`),
    },
    added: {
      repository: "alpha",
      key: "preview/STRAY",
      do: by => overwriteInPreview(by, "STRAY"),
      isThere: by => by.has(`${preview}/secrets`, "name", "STRAY"),
    },
  },
  actionsPermissions: {
    changed: { repository: "alpha", do: by => by.ask("PUT alpha/actions/permissions", { enabled: false }) },
    removed: { repository: "alpha", do: by => allow(by, []) },
    added: {
      repository: "alpha",
      do: by => allow(by, ["acme/*", "stranger/*"]),
      isThere: async by =>
        (await by.ask("GET alpha/actions/permissions/selected-actions")).patterns_allowed.length > 1,
    },
  },
  variable: {
    changed: {
      repository: "alpha",
      key: "REGION",
      do: by => by.ask("PATCH alpha/actions/variables/REGION", { value: "moon" }),
    },
    removed: { repository: "alpha", key: "SIZE", do: by => by.ask("DELETE alpha/actions/variables/SIZE") },
    added: {
      repository: "alpha",
      key: "STRAY",
      do: by => by.ask("POST alpha/actions/variables", { name: "STRAY", value: "x" }),
      isThere: by => by.has("alpha/actions/variables", "name", "STRAY"),
    },
  },
  secret: {
    changed: { repository: "alpha", key: "TOKEN", do: by => overwrite(by, "TOKEN") },
    removed: { repository: "alpha", key: "TOKEN", do: by => by.ask("DELETE alpha/actions/secrets/TOKEN") },
    added: {
      repository: "alpha",
      key: "STRAY",
      do: by => overwrite(by, "STRAY"),
      isThere: by => by.has("alpha/actions/secrets", "name", "STRAY"),
    },
  },
  dependabotAlerts: {
    changed: { repository: "alpha", do: by => by.ask("DELETE alpha/vulnerability-alerts") },
  },
  dependabotUpdates: {
    removed: { repository: "alpha", do: by => by.ask("DELETE alpha/automated-security-fixes") },
  },
  codeScanning: {
    changed: {
      repository: "alpha",
      do: by => by.ask("PATCH alpha/code-scanning/default-setup", { state: "not-configured" }),
    },
  },
  privateVulnerabilityReporting: {
    changed: { repository: "alpha", do: by => by.ask("DELETE alpha/private-vulnerability-reporting") },
  },
  immutableReleases: {
    changed: { repository: "alpha", do: by => by.ask("DELETE alpha/immutable-releases") },
  },
  property: {
    changed: { repository: "alpha", key: "tier", do: by => setProperty(by, "tier", "silver") },
    removed: { repository: "alpha", key: "tier", do: by => setProperty(by, "tier", null) },
    added: {
      repository: "alpha",
      key: "stray",
      do: async by => {
        const of = { org: "acme", custom_property_name: "stray", value_type: "string" };
        await by.github.request("PUT /orgs/{org}/properties/schema/{custom_property_name}", of as never);
        await setProperty(by, "stray", "x");
      },
      isThere: by => by.has("alpha/properties/values", "property_name", "stray"),
    },
  },
  autolink: {
    changed: {
      repository: "alpha",
      key: "T-",
      do: async by => {
        await by.ask(`DELETE alpha/autolinks/${await by.id("alpha/autolinks", { key_prefix: "T-" })}`);
        await by.ask("POST alpha/autolinks", {
          key_prefix: "T-",
          url_template: "https://moon.example/<num>",
        });
      },
    },
    removed: {
      repository: "beta",
      key: "B-",
      do: async by =>
        await by.ask(`DELETE beta/autolinks/${await by.id("beta/autolinks", { key_prefix: "B-" })}`),
    },
    added: {
      repository: "alpha",
      key: "S-",
      do: by =>
        by.ask("POST alpha/autolinks", { key_prefix: "S-", url_template: "https://moon.example/<num>" }),
      isThere: by => by.has("alpha/autolinks", "key_prefix", "S-"),
    },
  },
  deployKey: {
    changed: {
      repository: "alpha",
      key: "reader",
      do: async by => {
        await by.ask(`DELETE alpha/keys/${await by.id("alpha/keys", { title: "reader" })}`);
        await by.ask("POST alpha/keys", { title: "reader", key, read_only: false });
      },
    },
    removed: {
      repository: "alpha",
      key: "reader",
      do: async by => await by.ask(`DELETE alpha/keys/${await by.id("alpha/keys", { title: "reader" })}`),
    },
    added: {
      repository: "alpha",
      key: "stranger",
      do: by => by.ask("POST alpha/keys", { title: "stranger", key: openSshKey(), read_only: false }),
      isThere: by => by.has("alpha/keys", "title", "stranger"),
    },
  },
  webhook: {
    changed: {
      repository: "beta",
      key: "hooks.acme.example d356e96d",
      do: async by =>
        await by.ask(`PATCH beta/hooks/${await by.id("beta/hooks", {})}`, { events: ["push", "release"] }),
    },
    removed: {
      repository: "beta",
      key: "hooks.acme.example d356e96d",
      do: async by => await by.ask(`DELETE beta/hooks/${await by.id("beta/hooks", {})}`),
    },
    added: {
      repository: "gamma",
      key: "stranger.example 8cdd7a05",
      do: by => by.ask("POST gamma/hooks", hook),
      isThere: async by => (await by.ask("GET gamma/hooks")).length > 0,
    },
  },
};

async function allow(by: Hand, patterns: readonly string[]): Promise<void> {
  await by.ask("PUT alpha/actions/permissions/selected-actions", {
    github_owned_allowed: true,
    patterns_allowed: patterns,
  });
}

async function setProperty(by: Hand, property_name: string, value: string | null): Promise<void> {
  await by.ask("PATCH alpha/properties/values", { properties: [{ property_name, value }] });
}

async function overwrite(by: Hand, name: string): Promise<void> {
  await overwriteSecret(by.github, "/repos/acme/alpha/actions/secrets", name);
}

async function overwriteInPreview(by: Hand, name: string): Promise<void> {
  await overwriteSecret(by.github, `/repos/acme/${preview}/secrets`, name);
}
