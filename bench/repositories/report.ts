import { table } from "../../src/report/table.ts";
import { bound, type Measurement, type Result, type Results } from "./results.ts";
import type { Difference } from "./same-world.ts";
import { tasks } from "./work.ts";

/** The figures for people: a table for each size, and what has to be known to read it. */
export function report(results: Results): string {
  const sizes = [...new Set(results.results.map(({ repositories }) => repositories))];
  return [
    introduction(results),
    ...sizes.map(size => sizeReport(results, size)),
    ...conclusions(results),
  ].join("\n\n");
}

function introduction({ set, traffic, settings, versions }: Results): string {
  const { latencyMs, timeScale } = traffic;
  const list = (values: Readonly<Record<string, unknown>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  return [
    `Resources: ${set}. ${list(versions)}.`,
    `The provider's settings for all: ${list(settings)}. Latency: ${latencyMs} ms an answer.`,
    timeScale === undefined
      ? "Nothing is limited."
      : `GitHub's limits are in force; ${timeScale} s of its time pass in one, so what they cost is ${timeScale} times as long there. A refusal tells whole seconds to wait.`,
  ].join("\n");
}

function sizeReport(results: Results, size: number): string {
  const here = results.results.filter(({ repositories }) => repositories === size);
  const [reference] = here;
  const usual = new Map(
    reference?.measurements
      .filter(measurement => measurement.usual)
      .map(({ work, seconds }) => [work, seconds]),
  );
  const columns = columnsOf(results);
  const rows = tasks.flatMap(({ work, title }) =>
    here.flatMap(({ contender, measurements }) =>
      measurements
        .filter(measurement => measurement.work === work)
        .map(measurement => [
          title,
          contender,
          measurement.title,
          ...columns.map(({ cell }) => cell(measurement, usual.get(work))),
        ]),
    ),
  );
  const failures = here.flatMap(({ contender, failure }) =>
    failure === undefined ? [] : [`${contender} failed. ${failure}`],
  );
  const ratio = `× ${reference?.contender}`;
  const head = ["work", "by", "command", ...columns.map(({ title }) => title ?? ratio)];
  return [`${size} repositories`, table(head, rows), ...failures].join("\n\n");
}

interface Column {
  /** Absent for the ratio to the first contender, whose title is made of its name. */
  readonly title?: string;
  cell(measurement: Measurement, usual: number | undefined): string;
}

const columns: readonly Column[] = [
  {
    title: "time",
    cell: ({ seconds, extrapolatedFrom }) =>
      extrapolatedFrom ? `about ${seconds.toFixed(0)} s, extrapolated` : `${seconds.toFixed(1)} s`,
  },
  { cell: ({ seconds }, usual) => (usual ? (seconds / usual).toFixed(1) : "–") },
  { title: "REST reads", cell: ({ calls }) => `${calls.restReads}` },
  { title: "writes", cell: ({ calls }) => `${calls.restWrites}` },
  {
    title: "GraphQL",
    cell: ({ calls }) => `${calls.graphqlQueries + calls.graphqlMutations}`,
  },
  ...(["program", "engine", "providers", "together"] as const).map(kind => ({
    title: kind,
    cell: ({ memory }: Measurement) => (memory?.[kind] ? `${(memory[kind] / 1e6).toFixed(0)} MB` : "–"),
  })),
];

function columnsOf({ traffic: { timeScale } }: Results): readonly Column[] {
  if (timeScale === undefined) return columns;
  return [
    ...columns,
    { title: "creations", cell: ({ calls }) => `${calls.content}` },
    {
      title: "refusals",
      cell: ({ calls: { refused } }) =>
        `${refused.secondary}${refused.primary ? ` + ${refused.primary} primary` : ""}`,
    },
    {
      title: "limits allow",
      cell: measurement => {
        const { seconds, limit } = bound(measurement);
        return limit ? `${(seconds / timeScale).toFixed(1)} s (${seconds} s of GitHub's: ${limit})` : "any";
      },
    },
  ];
}

function conclusions({ bulk, results }: Results): string[] {
  const worlds = [...new Map(results.map(result => [result.contender, result])).values()];
  return [
    `fairway drift looks in bulk at: ${bulk.told.join(", ")}.\nOnly fairway drift --full looks at: ${bulk.left.join(", ")}.`,
    ...worlds.slice(1).map(world => describeWorld(world, worlds[0]?.contender ?? "")),
  ];
}

function describeWorld({ contender, differences }: Result, reference: string): string {
  if (!differences) return `${contender}'s world was not compared.`;
  if (differences.length === 0) return `${contender}'s world ended like ${reference}'s.`;
  return `${contender}'s world ended like ${reference}'s but for:\n${differences.map(describeDifference).join("\n")}`;
}

export function describeDifference({ path, values, repositories, reason }: Difference): string {
  const [expected, found] = values;
  return `  ${path}: ${found} instead of ${expected} (${repositories} times): ${reason ?? "not allowed"}`;
}
