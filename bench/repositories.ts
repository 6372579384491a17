import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kinds } from "../src/repository/desired.ts";
import { progressOn } from "../tools/progress.ts";
import { toolNamed } from "../tools/registry.ts";
import type { Contender } from "./repositories/contender.ts";
import { contenders } from "./repositories/contenders.ts";
import type { ResourceSet } from "./repositories/organization.ts";
import { providerSettings } from "./repositories/provider-mirror.ts";
import { type Course, type Finish, race } from "./repositories/race.ts";
import { describeDifference, report } from "./repositories/report.ts";
import { extrapolated, type Result, type Results } from "./repositories/results.ts";
import { differences } from "./repositories/same-world.ts";
import type { Traffic } from "./repositories/traffic.ts";
import { type Work, works } from "./repositories/work.ts";

interface Options {
  readonly repositories?: number;
  readonly resources: ResourceSet;
  /** By name; all of them, where this is absent. */
  readonly contenders?: readonly string[];
  /** After the first apply, which is always done; all of it, where this is absent. */
  readonly work?: readonly Work[];
  readonly limits?: boolean;
  readonly timeScale: number;
  readonly json?: boolean;
  readonly out?: string;
}

const sizes = [20, 200, 1000];
const latencyMs = 100;

/**
 * Measures Fairway and what a user might choose instead with the same organisation, and prints times, calls at GitHub,
 * and memory for each thing that is done every day with it.
 */
export async function benchRepositories(options: Options): Promise<void> {
  const { resources: set, work = works, limits, timeScale, json, out } = options;
  const asked = contenders.filter(({ name }) => options.contenders?.includes(name) ?? true);
  const traffic: Traffic = limits ? { latencyMs, timeScale } : { latencyMs: 0 };
  const counts = options.repositories === undefined ? sizes : [options.repositories];
  const results: Results = {
    set,
    traffic,
    settings: providerSettings,
    versions: versions(),
    bulk: bulk(),
    results: await runAll(asked, counts, { set, traffic, works: work, progress: progressOn() }),
  };
  console.log(json ? JSON.stringify(results, null, 2) : report(results));
  if (out !== undefined) await keep(out, results, counts);
  if (results.results.some(isBad)) process.exitCode = 1;
}

/** Each contender with each size, or with the most that it is run with, and the figures extrapolated from there. */
async function runAll(
  asked: readonly Contender[],
  counts: readonly number[],
  course: Omit<Course, "repositories">,
): Promise<Result[]> {
  const measured = new Map<string, Result>();
  const results: Result[] = [];
  for (const size of counts) {
    let first: Finish | undefined;
    for (const contender of asked) {
      const repositories = Math.min(size, contender.atMost ?? size);
      const key = `${contender.name} ${repositories}`;
      if (!measured.has(key)) {
        const finish = await race(contender, { ...course, repositories });
        first ??= finish;
        measured.set(key, compared(finish, first, contender));
      }
      results.push(extrapolated(measured.get(key) as Result, size));
    }
  }
  return results;
}

/** A contender may have been run with fewer repositories than the first one, so its own are looked at. */
function compared({ dump, names, ...finish }: Finish, first: Finish, { mayDiffer }: Contender): Result {
  if (dump === undefined || first.dump === undefined) return finish;
  const found = differences(first.dump, dump, names, mayDiffer);
  const failing = found.filter(({ reason }) => reason === undefined).map(describeDifference);
  return {
    ...finish,
    differences: found,
    ...(failing.length ? { failure: `Its world ended otherwise:\n${failing.join("\n")}` } : {}),
  };
}

function isBad({ failure }: Result): boolean {
  return failure !== undefined;
}

function versions(): Record<string, string> {
  return Object.fromEntries(
    ["pulumi", "github-provider", "opentofu", "terragrunt", "terraform-provider-github"].map(name => [
      name,
      toolNamed(name).version,
    ]),
  );
}

function bulk(): Results["bulk"] {
  const all = Object.values(kinds);
  return {
    told: all.flatMap(({ inBulk, title }) => (inBulk ? title : [])),
    left: all.flatMap(({ inBulk, notInBulk, title }) => (inBulk ? (notInBulk ?? []) : title)),
  };
}

/** Writes the figures, and a picture for each size. */
async function keep(directory: string, results: Results, counts: readonly number[]): Promise<void> {
  const { plot } = await import("./repositories/plot.ts");
  mkdirSync(directory, { recursive: true });
  const name = `${results.set}${results.traffic.timeScale === undefined ? "" : "-limits"}`;
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  for (const size of counts) writeFileSync(join(directory, `${name}-${size}.svg`), plot(results, size));
}
