import { styleText } from "node:util";
import type { Action, Change, Plan } from "../engine/plan.ts";
import { marksOf } from "../judgement/risks.ts";
import { ownerOf, thingOf } from "./subject.ts";
import { summaryOf } from "./summary.ts";
import { formatValue } from "./value.ts";

type Colour = Parameters<typeof styleText>[0];

const signs: Readonly<Record<Action, readonly [sign: string, colour: Colour]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  replace: ["±", "magenta"],
  delete: ["-", "red"],
  import: ["=", "cyan"],
};

/** A plan for people: what changes, by repository, and how much of what in one line at the end. */
export function describePlan(plan: Plan): string {
  const blocks = byOwner(plan).map(([owner, of]) => `${styleText("bold", owner)}\n${describeOwned(of)}`);
  return [...describeMarks(plan), ...blocks, describeSummary(plan)].join("\n\n");
}

/** What to look at twice, before everything else. */
function describeMarks({ changes }: Plan): readonly string[] {
  const marks = marksOf(changes);
  if (marks.length === 0) return [];
  const lines = marks.map(
    mark => `  ${styleText("red", "!")} ${ownerOf(mark)}, ${thingOf(mark)}: ${mark.risk}`,
  );
  return [[styleText("bold", "Look twice"), ...lines].join("\n")];
}

/** Whose changes are whose, in the order of names. */
export function byOwner({ changes }: Pick<Plan, "changes">): [owner: string, of: readonly Change[]][] {
  return [...Map.groupBy(changes, ownerOf)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What changes of one owner's, a line or more each. */
export function describeOwned(changes: readonly Change[]): string {
  const whole = changes.find(({ kind }) => kind === "repository");
  if (whole?.action === "delete") return `  ${coloured("delete", removal(whole))}`;
  if (whole?.action === "create") return `  ${coloured("create", `${novelty(whole)}, ${contents(changes)}`)}`;
  const [asTheyAre, others] = [
    changes.filter(isTakenAsItIs),
    changes.filter(change => !isTakenAsItIs(change)),
  ];
  const taken =
    asTheyAre.length > 0 ? [`  ${coloured("import", `taken over as it is: ${listed(asTheyAre)}`)}`] : [];
  return [...taken, ...others.map(describeChange)].join("\n");
}

function novelty({ lost }: Change): string {
  return lost ? "lost at GitHub, made anew and empty" : "new";
}

function isTakenAsItIs({ action, properties }: Change): boolean {
  return action === "import" && properties.length === 0;
}

/** `labels, ruleset ×2, variable REGION`. */
function listed(changes: readonly Change[]): string {
  return [...Map.groupBy(changes, ({ kind }) => kind)]
    .map(([kind, [first, ...more]]) =>
      first && more.length === 0 ? thingOf(first) : `${kind} ×${more.length + 1}`,
    )
    .join(", ");
}

function removal({ effect }: Change): string {
  if (effect === "archived") return "archive: read-only from then on, with all its history";
  if (effect === "forgotten") return "no longer kept in shape; it stays at GitHub as it is";
  return "delete for good";
}

/** `3 labels`-like counts of what comes with a new repository. */
function contents(changes: readonly Change[]): string {
  const kinds = Map.groupBy(
    changes.filter(({ kind }) => kind !== "repository"),
    ({ kind }) => kind,
  );
  if (kinds.size === 0) return "with nothing in it";
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return `with ${sorted.map(([kind, of]) => (of.length > 1 ? `${kind} ×${of.length}` : kind)).join(", ")}`;
}

function describeChange(change: Change): string {
  const { action, effect } = change;
  const forgotten = effect === "forgotten" ? " (stays at GitHub as it is)" : "";
  const taken = action === "import" ? ", taken over and then changed" : "";
  const line = `  ${coloured(action, `${thingOf(change)}${forgotten}${taken}`)}`;
  if (action === "create" || action === "delete") return line;
  return [line, ...change.properties.map(describeProperty)].join("\n");
}

function describeProperty({ path, from, to }: Change["properties"][number]): string {
  return `      ${path}: ${formatValue(from)} → ${formatValue(to)}`;
}

function coloured(action: Action, text: string): string {
  const [sign, colour] = signs[action];
  return styleText(colour, `${sign} ${text}`);
}

/** `3 to create, 1 to take over, 40 unchanged`. */
export function describeSummary(plan: Pick<Plan, "changes" | "same">): string {
  const { same, import: taken, delete: removed, ...counts } = summaryOf(plan);
  const archived = plan.changes.filter(({ effect }) => effect === "archived").length;
  const told = { ...counts, delete: removed - archived, archive: archived, "take over": taken };
  const parts = Object.entries(told).flatMap(([action, count]) =>
    count > 0 ? [`${count} to ${action}`] : [],
  );
  if (parts.length === 0) return `No changes: all ${same} things are as declared.`;
  return [...parts, `${same} unchanged`].join(", ");
}
