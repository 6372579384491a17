import { isDeepStrictEqual } from "node:util";
import { isMarkedSecret } from "../engine/signature.ts";

/** A declared value that a state keeps encrypted. */
export class Secret {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

/**
 * Whether a state's inputs are those declared. Of secrets, those that are readable in the state. What the provider has
 * added by its defaults can't be judged, and counts as another input.
 */
export function isDeclared(declared: unknown, stored: unknown): boolean {
  if (isMarkedSecret(stored))
    return typeof stored.plaintext === "string" && isDeclared(clear(declared), JSON.parse(stored.plaintext));
  if (declared instanceof Secret) return false;
  if (Array.isArray(declared))
    return (
      Array.isArray(stored) &&
      declared.length === stored.length &&
      declared.every((item, index) => isDeclared(item, stored[index]))
    );
  if (!isRecord(declared)) return isDeepStrictEqual(declared, stored);
  if (!isRecord(stored)) return false;
  const names = Object.keys(declared).filter(name => declared[name] !== undefined);
  const known = Object.keys(stored).filter(name => name !== "__defaults");
  return names.length === known.length && names.every(name => isDeclared(declared[name], stored[name]));
}

/** Whether there is a secret anywhere among a state's inputs. */
export function hidesSecret(stored: unknown): boolean {
  if (typeof stored !== "object" || stored === null) return false;
  return isMarkedSecret(stored) || Object.values(stored).some(hidesSecret);
}

function clear(declared: unknown): unknown {
  return declared instanceof Secret ? declared.value : declared;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
