import type { Change, Plan } from "../engine/plan.ts";
import type { PropertyChange } from "../engine/properties.ts";
import { connect } from "../github/api.ts";
import type { Forecast } from "./forecast.ts";
import { type PreviewOptions, preview } from "./preview.ts";
import { findStrangers, type Stranger } from "./strangers.ts";
import { isCluster } from "./target.ts";
import { up } from "./up.ts";

/** One point in which the live world is not as declared. */
export interface Difference extends Pick<Change, "repository" | "organization" | "cluster" | "kind" | "key"> {
  /** The property that differs; absent where the whole thing is missing, or is there and not declared. */
  readonly property?: string;
  /** Null: nothing of the kind is declared. */
  readonly declared: unknown;
  /** Null: there is nothing of the kind. */
  readonly found: unknown;
}

export interface DriftReport {
  readonly stack: string;
  readonly differences: readonly Difference[];
  /** What somebody made beside what is declared, of the kinds that Fairway leaves alone. */
  readonly strangers: readonly Stranger[];
  /** With `heal`: what still differed afterwards. */
  readonly left?: readonly Difference[];
  /** The differences as the engine would put them back. */
  readonly plan: Forecast;
}

export interface DriftOptions extends PreviewOptions {
  /** Put back what differs. */
  readonly heal?: boolean;
}

/**
 * Finds what differs between the declared and the live world, and puts it back where that is asked for.
 * @throws NoAccess, StackLocked, EngineFailed or RunFailed
 */
export async function drift(options: DriftOptions): Promise<DriftReport> {
  const plan = await preview({ ...options, refresh: true });
  const strangers = isCluster(options.target) ? [] : await findStrangers(await connect(), options.target);
  const report = { stack: plan.stack, differences: differencesOf(plan), strangers, plan };
  return options.heal ? await heal(report, options) : report;
}

/**
 * Puts back what was found, and looks once more.
 * @throws NoAccess, StackLocked, EngineFailed or RunFailed
 */
export async function heal(report: DriftReport, options: PreviewOptions): Promise<DriftReport> {
  if (report.differences.length === 0) return report;
  await up({ ...options, refresh: true, plan: report.plan, confirm: async () => true });
  return { ...report, left: differencesOf(await preview({ ...options, refresh: true })) };
}

/** A plan that was made against the live world, told as what was found there. */
export function differencesOf({ changes }: Plan): readonly Difference[] {
  return changes.flatMap(({ action, effect: _, properties, ...subject }): Difference[] => {
    if (action === "create") return [{ ...subject, declared: values(properties, "to"), found: null }];
    if (action === "delete") return [{ ...subject, declared: null, found: values(properties, "from") }];
    // It is there as declared, and only the state does not know it yet.
    if (action === "import" && properties.length === 0) return [];
    if (properties.length === 0)
      return [{ ...subject, declared: "(as declared)", found: "(something else)" }];
    return properties.map(({ path, from, to }) => ({
      ...subject,
      property: path,
      declared: to,
      found: from,
    }));
  });
}

function values(properties: readonly PropertyChange[], side: "from" | "to"): Record<string, unknown> {
  return Object.fromEntries(properties.map(property => [property.path, property[side]]));
}
