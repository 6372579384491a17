import { styleText } from "node:util";
import type { Action, Change, Plan } from "../engine/plan.ts";
import { ownerOf, thingOf } from "./subject.ts";
import { type Summary, summaryOf } from "./summary.ts";
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
  const owners = Map.groupBy(plan.changes, ownerOf);
  const blocks = [...owners]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, of]) => describeOwner(owner, of));
  return [...blocks, describeSummary(summaryOf(plan))].join("\n\n");
}

function describeOwner(owner: string, changes: readonly Change[]): string {
  const heading = styleText("bold", owner);
  const whole = changes.find(({ kind }) => kind === "repository");
  if (whole?.action === "delete") return `${heading}\n  ${coloured("delete", removal(whole))}`;
  if (whole?.action === "create") return `${heading}\n  ${coloured("create", `new, ${contents(changes)}`)}`;
  return [heading, ...changes.map(describeChange)].join("\n");
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
  const forgotten = change.effect === "forgotten" ? " (stays at GitHub as it is)" : "";
  const line = `  ${coloured(change.action, `${thingOf(change)}${forgotten}`)}`;
  if (change.action !== "update" && change.action !== "replace") return line;
  return [line, ...change.properties.map(describeProperty)].join("\n");
}

function describeProperty({ path, from, to }: Change["properties"][number]): string {
  return `      ${path}: ${formatValue(from)} → ${formatValue(to)}`;
}

function coloured(action: Action, text: string): string {
  const [sign, colour] = signs[action];
  return styleText(colour, `${sign} ${text}`);
}

/** `3 to create, 1 to delete, 40 unchanged`. */
function describeSummary({ same, ...counts }: Summary): string {
  const parts = Object.entries(counts).flatMap(([action, count]) =>
    count > 0 ? [`${count} to ${action}`] : [],
  );
  if (parts.length === 0) return `No changes: all ${same} things are as declared.`;
  return [...parts, `${same} unchanged`].join(", ");
}
