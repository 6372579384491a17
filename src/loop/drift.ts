import type { Octokit } from "octokit";
import { type StoredStack, thingsOf } from "../engine/deployment.ts";
import type { Change, Plan } from "../engine/plan.ts";
import type { PropertyChange } from "../engine/properties.ts";
import { previewStack } from "../engine/run.ts";
import { subjectOf } from "../engine/urn.ts";
import { reach } from "../github/access.ts";
import { connect } from "../github/api.ts";
import { type BulkLook, lookInBulk } from "../github/bulk-look.ts";
import { LiveOrganization } from "../github/live-organization.ts";
import { Trail } from "../github/trail.ts";
import { driftedIn } from "../judgement/drifted.ts";
import { published } from "../judgement/publications.ts";
import { traced } from "../judgement/traced.ts";
import { subjectName } from "./adopt.ts";
import { type Forecast, withoutRepositories } from "./forecast.ts";
import { isCluster } from "./is-cluster.ts";
import { type Lost, lostIn, transferredIn } from "./lost.ts";
import { affectedPart } from "./part.ts";
import { planInPortions, scopeOfExtent } from "./portion.ts";
import { type PreviewOptions, preview } from "./preview.ts";
import { sayingWhyItWaits } from "./standstill.ts";
import { findStrangers, type Stranger } from "./strangers.ts";
import { openTarget, type Target } from "./target.ts";
import { undeclaredIn } from "./undeclared.ts";
import { UpFailed, up } from "./up.ts";

/** One point in which the live world is not as declared. */
export interface Difference extends Pick<Change, "repository" | "organization" | "cluster" | "kind" | "key"> {
  /** The property that differs; absent where the whole thing is missing, or is there and not declared. */
  readonly property?: string;
  /** Null: nothing of the kind is declared. */
  readonly declared: unknown;
  /** Null: there is nothing of the kind. */
  readonly found: unknown;
  /** When Fairway wrote the thing last, RFC 3339: it came to differ after that. Absent where it is in no state. */
  readonly after?: string;
  /** Who changed it last, where GitHub tells, and when, RFC 3339. */
  readonly by?: string;
  readonly at?: string;
}

export interface DriftReport {
  readonly stack: string;
  readonly differences: readonly Difference[];
  /** What somebody made beside what is declared, of the kinds that Fairway leaves alone. */
  readonly strangers: readonly Stranger[];
  /** Repositories that no entry is about, by name. */
  readonly undeclared: readonly string[];
  /** Repositories that are gone: they are left alone, since others in their place would be empty. */
  readonly lost: readonly Lost[];
  /** Repositories that another owner has now: they are left to them. */
  readonly transferred: readonly string[];
  /** Repositories that are declared public, and that somebody has hidden: they are left so. */
  readonly hidden: readonly string[];
  /** Once it was healed: what still differed afterwards. */
  readonly left?: readonly Difference[];
  /** Whether the organisation was looked at in bulk, and so not at the kinds that such a look does not tell of. */
  readonly inBulk: boolean;
  /** The differences as the engine would put them back. */
  readonly plan: Forecast;
}

export interface DriftOptions extends PreviewOptions {
  /** Look at each thing of the organisation by itself, also at what a look in bulk does not tell of. */
  readonly full?: boolean;
}

/**
 * Finds what differs between the declared and the live world. Changes nothing.
 * @throws NoAccess, StackLocked, EngineFailed or RunFailed
 */
export async function drift(options: DriftOptions): Promise<DriftReport> {
  const { catalogue, organization } = options.target;
  const api = await reach(organization);
  const live = new LiveOrganization(api, organization, catalogue.standard.apps);
  const inBulk = !options.full && !isCluster(options.target);
  const look = inBulk ? await sayingWhyItWaits(api, options, () => lookInBulk(api, live)) : undefined;
  const drifted = look && (await driftedIn(look, live, catalogue));
  const plan = await preview({ ...options, refresh: true, drifted });
  const strangers = await strangersOf(options, plan, { api, live, look });
  const differences = await withAuthors(dated(differencesOf(plan), plan.start), plan, api, options);
  const lost = lostIn(plan.changes, organization);
  const transferred = transferredIn(plan.changes, plan.start);
  const hidden = published(plan.changes).filter(name => wasPublic(plan.start, name));
  const undeclared = isCluster(options.target)
    ? []
    : await undeclaredIn(live, options.target, plan.start, differences);
  const { stack } = plan;
  return { stack, differences, strangers, undeclared, lost, transferred, hidden, plan, inBulk };
}

/** Whether a repository was public as far as the state knows, and not only comes to be so. */
function wasPublic(state: StoredStack, name: string): boolean {
  return thingsOf(state).some(({ urn, inputs }) => {
    const { repository, kind } = subjectOf(urn);
    return repository === name && kind === "repository" && inputs?.visibility === "public";
  });
}

interface Seen {
  readonly api: Octokit;
  readonly live: LiveOrganization;
  readonly look: BulkLook | undefined;
}

async function strangersOf(
  options: DriftOptions,
  { seen }: Forecast,
  { api, live, look }: Seen,
): Promise<readonly Stranger[]> {
  const { target } = options;
  const cluster = target.catalogue.clusters.find(({ name }) => name === target.stack);
  if (cluster?.delivery === "git") return [];
  if (cluster) {
    const { findStrangersOn } = await import("./strangers-on-cluster.ts");
    return await findStrangersOn(cluster, target, seen);
  }
  return await sayingWhyItWaits(api, options, () => findStrangers(api, live, target, look));
}

/**
 * Puts back what was found, and looks at it once more; everything else is left in peace. So is what waits for `up`, which may have
 * to be agreed to, and what drifted in the same place; and a repository that is lost, which somebody may restore, that another
 * owner has now, or that somebody has hidden.
 * @throws NoAccess, StackLocked, EngineFailed or RunFailed; UpFailed once something was put back
 */
export async function heal(report: DriftReport, options: PreviewOptions): Promise<DriftReport> {
  if (report.differences.length === 0) return report;
  const { target, onNotice } = options;
  const { changes: waiting } = await preview({
    target,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  if (waiting.length > 0) {
    const owners = new Set(
      waiting.map(({ repository, organization = target.stack }) => repository ?? organization),
    );
    onNotice?.(`Left for \`fairway up\`, which has something to do there: ${[...owners].join(", ")}.`);
  }
  // Everything may depend on what is the organisation's own, and on a cluster on everything else.
  if (waiting.some(({ repository }) => repository === undefined))
    return { ...report, left: report.differences };
  const alone = new Set([
    ...leftAlone(target),
    ...report.hidden,
    ...report.transferred,
    ...report.lost.map(({ repository }) => repository),
    ...waiting.flatMap(({ repository = [] }) => repository),
  ]);
  const plan = withoutRepositories(report.plan, alone);
  const reported = report.differences.filter(({ repository = "" }) => alone.has(repository));
  const refresh = true;
  if (plan.changes.length === 0) return { ...report, left: reported };
  // What is declared was carried out before, be it less than what somebody has made of it by hand.
  const permission = { remove: [], weaker: true, publish: false };
  const confirm = async () => true;
  const healed = await up({ ...options, refresh, plan, partial: true, except: alone, permission, confirm });
  try {
    const left = isCluster(target)
      ? await preview({ ...options, refresh })
      : await sayingWhyItWaits(await connect(), options, reporting =>
          lookAgain(plan, { ...options, ...reporting }),
        );
    return { ...report, left: [...differencesOf(left), ...reported] };
  } catch (error) {
    const { outcome, adopted } = healed;
    throw outcome ? new UpFailed(error as Error, outcome, adopted) : error;
  }
}

/** The repositories in which drift is named and left. */
function leftAlone({ catalogue }: Target): ReadonlySet<string> {
  return new Set(catalogue.repositories.filter(({ drift }) => drift === "report").map(({ name }) => name));
}

/** Looks at what a plan has changed, and at nothing else. */
async function lookAgain(
  { extent }: Forecast,
  { target, onProgress, signal }: PreviewOptions,
): Promise<Plan> {
  const open = await openTarget(target);
  const touched = { scope: scopeOfExtent(extent), state: open.state, target };
  return await planInPortions(open, touched, (scratch, part) => {
    const { stack } = affectedPart(scratch, part, extent, target, scratch.program);
    return previewStack(stack, { onProgress, signal, refresh: true });
  });
}

/**
 * A plan that was made against the live world, told as what was found there. A change in which no property differs is none
 * of the live world: the engine makes a thing anew for one it depends on, or only its own notes on the thing change.
 */
export function differencesOf({ changes }: Pick<Plan, "changes">): readonly Difference[] {
  return changes.flatMap(({ action, effect: _, lost: _lost, properties, ...subject }): Difference[] => {
    if (action === "create") return [{ ...subject, declared: values(properties, "to"), found: null }];
    if (action === "delete") return [{ ...subject, declared: null, found: values(properties, "from") }];
    return properties.map(({ path, from, to }) => ({
      ...subject,
      property: path,
      declared: to,
      found: from,
    }));
  });
}

/** Differences with who made them, where GitHub tells; of what Fairway never wrote nobody is named. */
async function withAuthors(
  differences: readonly Difference[],
  { start }: Forecast,
  api: Octokit,
  options: PreviewOptions,
): Promise<readonly Difference[]> {
  if (differences.length === 0 || isCluster(options.target)) return differences;
  const ids = new Map(
    (start.deployment.resources ?? []).map(({ urn, id }) => [subjectName(subjectOf(urn)), id]),
  );
  const trail = new Trail(api, options.target.organization);
  return await sayingWhyItWaits(api, options, () =>
    traced(differences, trail, difference => ids.get(subjectName(difference))),
  );
}

/** Differences with the time after which they came about, as a state tells. */
function dated(differences: readonly Difference[], { deployment }: StoredStack): readonly Difference[] {
  const times = new Map(
    (deployment.resources ?? []).map(({ urn, modified }) => [subjectName(subjectOf(urn)), modified]),
  );
  return differences.map(difference => {
    const after = times.get(subjectName(difference));
    return after === undefined ? difference : { ...difference, after: toSecond(after) };
  });
}

function toSecond(time: string): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

function values(properties: readonly PropertyChange[], side: "from" | "to"): Record<string, unknown> {
  return Object.fromEntries(properties.map(property => [property.path, property[side]]));
}
