import { isDeepStrictEqual } from "node:util";
import type { DiagnosticEvent } from "@pulumi/pulumi/automation/index.js";
import { type Subject, subjectOf } from "./urn.ts";

/** Something that the engine, a provider or the program had to say. */
export interface Diagnostic {
  readonly severity: "warning" | "error";
  readonly message: string;
  /** What it is about, where the engine tells. */
  readonly subject?: Subject;
}

/** What the engine says of every run, or says again in other words. */
const noise: readonly RegExp[] = [
  /^using pulumi-resource-\S+ from \$PATH/,
  /^using pulumi-resource-\S+ from .*components/,
  /^Unhandled exception: Error: resource .* failed to register/,
  /^(update|preview|refresh) failed$/,
];

/** A diagnostic for people, or undefined for what is no news to them. */
export function diagnosticOf(event: DiagnosticEvent): Diagnostic | undefined {
  const { severity, urn, ephemeral } = event;
  const message = plain(event.message);
  if ((severity !== "warning" && severity !== "error") || ephemeral) return undefined;
  if (!message || noise.some(pattern => pattern.test(message))) return undefined;
  const subject = urn ? subjectOf(urn) : undefined;
  const owned = subject?.repository ?? subject?.organization ?? subject?.cluster;
  return { severity, message, ...(subject && owned ? { subject } : {}) };
}

/**
 * Without the wrapping of the provider's bridge, `1 error occurred:\n\t* text` and `file.go:12: sdk.helper: text: provider=…`, and
 * of the engine, which says the same again: `1 error occurred:\n\t* updating urn:pulumi:…: 1 error occurred:\n\t* text`.
 */
function plain(message: string): string {
  return message
    .trim()
    .replace(/^sdk-v2\/\S+\.go:\d+: sdk\.\w+: /, "")
    .replace(/: provider=\S+@\S+$/, "")
    .replace(/^\d+ errors? occurred:\s*\* (\w+ urn:pulumi:.*?: \d+ errors? occurred:\s*\* )?/, "")
    .trim();
}

/** A diagnostic as one sentence, with the thing it is about: `checkout, label bug: …`. */
export function describeDiagnostic({ message, subject }: Diagnostic): string {
  if (!subject) return message;
  const { repository, organization, cluster, kind, key } = subject;
  const thing = key === undefined ? kind : `${kind} ${key}`;
  return `${repository ?? organization ?? cluster}, ${thing}: ${message}`;
}

/**
 * Adds a diagnostic to a list unless the list has it already. The engine says an error again without what it is about; of two
 * things the same may be said.
 */
export function addDiagnostic(list: Diagnostic[], diagnostic: Diagnostic | undefined): void {
  if (diagnostic && !list.some(known => isRepeated(known, diagnostic))) list.push(diagnostic);
}

function isRepeated(known: Diagnostic, { message, subject }: Diagnostic): boolean {
  return known.message === message && (!subject || isDeepStrictEqual(known.subject, subject));
}
