import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import { isNothing, type Scope } from "../../src/engine/scope.ts";
import { lookInBulk } from "../../src/github/bulk-look.ts";
import { LiveOrganization } from "../../src/github/live-organization.ts";
import { driftedIn } from "../../src/judgement/drifted.ts";
import { type DriftReport, drift, heal } from "../../src/loop/drift.ts";
import type { Target } from "../../src/loop/target.ts";
import { up } from "../../src/loop/up.ts";
import { desiredRepository, kinds } from "../../src/repository/desired.ts";
import { symbolicContext } from "../../src/repository/desired-state.ts";
import type { KindName } from "../../src/repository/resource.ts";
import { type Repository, specification } from "../../src/repository/specification.ts";
import { byHand, Hand } from "../robustness/by-hand.ts";
import { startSmallOrganization } from "../robustness/small-organization.ts";
import { targetOf } from "../support/target.ts";
import type { Calls, TestWorld } from "../support/world.ts";

/** What is made once is not looked after: whatever becomes of it. */
const names = (Object.keys(kinds) as KindName[]).filter(
  (kind): kind is keyof typeof byHand => kinds[kind].authorship !== "once",
);

describe("A look in bulk", function () {
  this.timeout(900_000);
  let world: TestWorld;
  let hand: Hand;

  before(async () => {
    world = await startSmallOrganization();
    hand = new Hand(world.github);
    await up({ target: await target(), confirm: async () => true });
  });
  after(() => world.close());

  async function target(): Promise<Target> {
    return await targetOf(world);
  }

  async function find(options: { full?: boolean } = {}): Promise<DriftReport> {
    return await drift({ target: await target(), ...options });
  }

  async function healed(): Promise<DriftReport> {
    return await heal(await find(), { target: await target() });
  }

  async function drifted(catalogue: Catalogue): Promise<Scope> {
    const live = new LiveOrganization(world.github, world.organization, catalogue.standard.apps);
    return await driftedIn(await lookInBulk(world.github, live), live, catalogue);
  }

  it("finds nothing where nothing was changed, in a few requests and none for a repository", async () => {
    await world.resetCalls();
    const { differences, strangers, plan } = await find();
    assert.deepEqual([differences, strangers, isNothing(plan.scope)], [[], [], true]);
    const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
    assert.deepEqual(
      Object.keys(calls).filter(route => route.includes("/repos/")),
      [],
    );
    assert.ok(Object.values(calls).reduce((sum, count) => sum + count) <= 9, JSON.stringify(calls));
  });

  it("tells of every attribute of the kinds it is said to tell of, and of no other", async () => {
    const { catalogue } = await target();
    const context = symbolicContext(world.organization, catalogue.standard);
    const live = new LiveOrganization(world.github, world.organization, catalogue.standard.apps);
    const look = await lookInBulk(world.github, live);
    const tried = new Set<string>();
    for (const [index, repository] of catalogue.repositories.entries()) {
      const declared = desiredRepository(repository, context);
      for (const variant of variants(repository)) {
        const asked = desiredRepository(variant, context);
        const others = asked.filter(one => !declared.some(other => isDeepStrictEqual(one, other)));
        const [changed] = others;
        // What is no longer declared is left, and a lifecycle's `deletion` is nothing that GitHub has.
        if (!changed || isDeletionAlone(repository, variant)) continue;
        const attributes = others.map(({ kind }) => kind);
        const repositories = catalogue.repositories.with(index, variant);
        const scope = await driftedIn(look, live, { ...catalogue, repositories });
        const expected = attributes.some(kind => kinds[kind].inBulk);
        assert.equal(scope.repositories.has(repository.name), expected, JSON.stringify(others));
        for (const kind of attributes) tried.add(kind);
      }
    }
    assert.deepEqual(
      names.filter(kind => !tried.has(kind)),
      [],
    );
  });

  for (const deed of ["changed", "removed"] as const) {
    it(`finds each kind of thing that it tells of where one was ${deed}, and heals it`, async () => {
      const told = names.filter(kind => kinds[kind].inBulk && byHand[kind][deed]);
      await sleep(1100); // GitHub tells the time of a secret's writing in seconds.
      for (const kind of told) await byHand[kind][deed]?.do(hand);
      const found = await healed();
      for (const kind of told)
        assert.ok(
          found.differences.some(difference => difference.kind === kind),
          `${kind}: ${JSON.stringify(found.differences)}`,
        );
      assert.deepEqual(found.left, []);
      assert.deepEqual((await find({ full: true })).differences, []);
    });
  }

  it("names the strangers that it sees", async () => {
    for (const kind of ["ruleset", "branchProtection", "deployKey", "webhook"] as const)
      await byHand[kind].added?.do(hand);
    const seen = (report: DriftReport) => report.strangers.map(({ kind }) => kind).toSorted();
    const [inBulk, singly] = [seen(await find()), seen(await find({ full: true }))];
    assert.deepEqual(singly, [...inBulk, "webhook"].toSorted());
    assert.deepEqual(inBulk, ["branchProtection", "deployKey", "ruleset"]);
  });

  it("reads nothing of a repository that is as declared where another one is not", async () => {
    await hand.ask("PATCH gamma/labels/keep", { color: "ffffff" });
    await world.control("PUT", "/faults", [
      { path: "/repos/acme/(alpha|beta)", action: "status", status: 500 },
    ]);
    const { differences, left } = await healed();
    await world.control("PUT", "/faults", []);
    assert.deepEqual([differences.length, left], [1, []]);
  });

  it("goes on to each repository that GraphQL does not tell the whole of", async () => {
    const [ruleset] = (await hand.ask("GET gamma/rulesets")) as { id: number }[];
    assert.equal(ruleset, undefined);
    const { catalogue } = await target();
    assert.deepEqual([...(await drifted(catalogue)).repositories], []);
    const rules = [{ type: "deletion" }];
    const conditions = { ref_name: { include: ["~ALL"], exclude: [] } };
    const { data: octocat } = await world.github.rest.users.getByUsername({ username: "octocat" });
    const bypass = [{ actor_type: "User", actor_id: octocat.id, bypass_mode: "always" }];
    const body = { name: "by a person", target: "branch", enforcement: "active", conditions, rules };
    await hand.ask("POST gamma/rulesets", { ...body, bypass_actors: bypass });
    assert.deepEqual([...(await drifted(catalogue)).repositories], ["gamma"]);
    assert.deepEqual((await find()).differences, []);
  });

  it("takes no role that a team has from the team above it for its own", async () => {
    const { catalogue } = await target();
    const gamma = catalogue.repositories.find(({ name }) => name === "gamma") as Repository;
    const of = (teams: Record<string, string>) =>
      ({ ...gamma, team: undefined, access: { teams } }) as Repository;
    const look = async (repository: Repository) =>
      (await drifted({ ...catalogue, repositories: [repository] })).repositories.has("gamma");
    await world.github.rest.repos.deleteRepoRuleset({
      owner: "acme",
      repo: "gamma",
      ruleset_id: await hand.id("gamma/rulesets", { name: "by a person" }),
    });
    assert.equal(await look(of({ core: "maintain" })), false);
    assert.equal(await look(of({ core: "push" })), true);
    assert.equal(await look(of({ core: "maintain", release: "admin" })), true);
  });

  it("finds and takes back a role that a team was given beyond that of the team above it", async () => {
    const grant = { org: "acme", team_slug: "release", owner: "acme", repo: "gamma", permission: "admin" };
    await world.github.rest.teams.addOrUpdateRepoPermissionsInOrg(grant);
    const { differences, left } = await healed();
    assert.deepEqual([differences.map(({ repository }) => repository), left], [["gamma"], []]);
  });

  it("finds what a classic rule has beyond what is declared of it", async () => {
    const { catalogue } = await target();
    const beta = catalogue.repositories.find(({ name }) => name === "beta") as Repository;
    for (const block of ["reviews", "checks", "push"] as const) {
      const { [block]: _, ...main } = beta.branch_protection?.main ?? {};
      const repositories = [{ ...beta, branch_protection: { main } } as Repository];
      assert.ok((await drifted({ ...catalogue, repositories })).repositories.has("beta"), block);
    }
  });

  const reviews = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
    allowed_merge_methods: ["merge", "squash"],
  };
  const noChecks = { required_status_checks: [], strict_required_status_checks_policy: false };
  for (const [what, type, parameters, found] of [
    ["is not confused by ways to merge", "pull_request", reviews, []],
    ["goes on past a rule that no entry can say", "required_status_checks", noChecks, ["gamma"]],
  ] as const)
    it(what, async () => {
      const conditions = { ref_name: { include: ["~ALL"], exclude: [] } };
      const rules = [{ type, parameters }];
      const body = { name: "by hand", target: "branch", enforcement: "active", conditions, rules };
      const { id } = await hand.ask("POST gamma/rulesets", body);
      const { catalogue } = await target();
      assert.deepEqual([...(await drifted(catalogue)).repositories], found);
      await hand.ask(`DELETE gamma/rulesets/${id}`);
    });
});

function isDeletionAlone(one: Repository, other: Repository): boolean {
  return isDeepStrictEqual({ ...one, deletion: "" }, { ...other, deletion: "" });
}

/** The repository with one thing said otherwise, for each thing that it says. */
function variants(repository: Repository): readonly Repository[] {
  const { name, archetype, formerly: _, ...fields } = repository;
  const archived = { ...repository, archived: true };
  const others = leaves(fields).flatMap(path => {
    const value = path.reduce<unknown>((of, key) => (of as Record<string, unknown>)[key], fields);
    return otherwise(value).flatMap(other => {
      const parsed = specification.safeParse(withValue(fields, path, other));
      return parsed.success ? [{ ...parsed.data, name, archetype } as Repository] : [];
    });
  });
  return [archived, ...others];
}

/** Values of the same type; those that the schema refuses are left out by whoever asks. */
function otherwise(value: unknown): readonly unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1];
  if (typeof value !== "string") return [];
  const known = [
    "private",
    "public",
    "push",
    "admin",
    "triage",
    "disabled",
    "off",
    "BLANK",
    "PR_BODY",
    "PR_TITLE",
  ];
  return [`${value}x`, ...known, "333333", "MERGE_MESSAGE", "tag"]
    .filter(other => other !== value)
    .slice(0, 14);
}

function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function withValue(of: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(of)) return of.with(Number(key), withValue(of[Number(key)], rest, value));
  const map = of as Record<string, unknown>;
  return { ...map, [key]: withValue(map[key], rest, value) };
}
