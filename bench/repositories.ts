import { stringify } from "yaml";
import { table } from "../src/report/table.ts";
import { TestWorld } from "../test/support/world.ts";
import { countCalls, type Measured, measured } from "./measured.ts";

interface Options {
  readonly repositories: number;
  readonly json?: boolean;
}

interface Measurement extends Measured {
  readonly what: string;
}

/** Seventeen things in each repository, of nearly every kind. */
const standard = stringify({
  teams: { platform: {}, payments: {} },
  properties: { tier: { type: "single_select", values: ["standard", "critical"] } },
  defaults: {
    visibility: "private",
    merging: { merge: false, rebase: false, delete_branch: true },
    access: { teams: { platform: "admin" } },
    rulesets: {
      "default-branch": {
        include: ["~DEFAULT_BRANCH"],
        rules: { deletion: true, non_fast_forward: true, linear_history: true },
      },
      "release-tags": { target: "tag", include: ["refs/tags/v*"], rules: { update: true, deletion: true } },
    },
    checks: ["build", "lint", "test"],
    reviews: { approvals: 1, code_owners: true },
    labels: {
      bug: { color: "d73a4a" },
      enhancement: { color: "a2eeef" },
      security: { color: "b60205" },
    },
    actions: { allowed: "selected", selected: { github_owned: true, patterns: ["acme/*"] } },
    security: {
      advanced_security: true,
      secret_scanning: true,
      push_protection: true,
      dependabot_alerts: true,
      dependabot_updates: true,
      code_scanning: "default",
      immutable_releases: true,
    },
    environments: { live: { branches: ["main"] } },
    properties: { tier: "standard" },
    autolinks: { "ACME-": { url: "https://tickets.acme.example/browse/ACME-<num>" } },
  },
  archetypes: { service: { summary: "A program that runs somewhere" } },
});

const entry = (description: string) => stringify({ archetype: "service", team: "payments", description });

/** How many repositories somebody meddles with. */
const meddled = 10;

/** Prints times, calls at GitHub, and memory, for each thing that is done every day with an organisation's repositories. */
export async function benchRepositories({ repositories, json = false }: Options): Promise<void> {
  const config = { "github:parallelRequests": "true", "github:writeDelayMs": "0" };
  const world = await TestWorld.start({ config });
  const measurements: Measurement[] = [];
  const measure = async (what: string, ...args: readonly string[]) => {
    measurements.push({ what, ...(await measured(world, args)) });
    console.error(row(measurements.at(-1) as Measurement).join("  "));
  };
  const names = Array.from({ length: repositories }, (_, index) => `service-${index + 1}`);
  try {
    world.write("repos/standard.yaml", standard);
    for (const name of names) world.write(`repos/${name}/repo.yaml`, entry(`The service ${name}`));
    await measure("up from nothing", "up", "--yes");
    await measure("preview, unchanged", "preview", "--expect-no-changes");
    world.write(`repos/${names[0]}/repo.yaml`, entry("Something else"));
    await measure("preview, one changed entry", "preview");
    await measure("up, one changed entry", "up", "--yes");
    await measure("drift, none", "drift");
    for (const repo of names.slice(0, meddled))
      await world.github.rest.issues.updateLabel({ owner: "acme", repo, name: "bug", color: "ffffff" });
    await measure(`drift of ${meddled} repositories, found and healed`, "drift", "--heal");
    if (json) console.log(JSON.stringify({ repositories, measurements }, null, 2));
    else console.log(`${repositories} repositories\n\n${table(head, measurements.map(row))}`);
  } finally {
    await world.close();
  }
}

const head = ["what", "time", "calls at GitHub", "memory at most"];

function row({ what, seconds, calls, megabytes }: Measurement): string[] {
  return [what, `${seconds.toFixed(1)} s`, `${countCalls(calls)}`, `${megabytes.toFixed(0)} MB`];
}
