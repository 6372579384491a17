/** Property values, as the engine sends and keeps them. */
export type Properties = Readonly<Record<string, unknown>>;

// How the engine marks a secret, and what it sends for a value that only the update itself will tell.
// https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
// https://github.com/pulumi/pulumi/blob/master/pkg/resource/plugin/rpc.go
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as the engine takes it for a secret: encrypted in the state, and shown nowhere. */
export function secret(value: unknown): Properties {
  return { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: unknown): value is { readonly value: unknown } {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

export function isUnknown(value: unknown): boolean {
  return UNKNOWN.has(value);
}

/** The same without its marks: every secret is its value. */
export function revealed(value: unknown): unknown {
  if (isSecret(value)) return revealed(value.value);
  if (Array.isArray(value)) return value.map(revealed);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

export function hasSecrets(value: unknown): boolean {
  return isSecret(value) || inner(value).some(hasSecrets);
}

export function hasUnknowns(value: unknown): boolean {
  return isUnknown(value) || inner(value).some(hasUnknowns);
}

/**
 * `plain` with everything marked as a secret that is one in `marked`. A list with a secret in it becomes one as a whole, since
 * its items may come back in another order.
 */
export function markedLike(plain: unknown, marked: unknown): unknown {
  if (isObject(plain) && isObject(marked) && !isSecret(plain) && !isSecret(marked)) {
    const mark = ([key, value]: [string, unknown]) => [
      key,
      Object.hasOwn(marked, key) ? markedLike(value, marked[key]) : value,
    ];
    return Object.fromEntries(Object.entries(plain).map(mark));
  }
  return hasSecrets(marked) && !isSecret(plain) ? secret(plain) : plain;
}

function inner(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}
