import { createTwoFilesPatch } from "diff";
import { isMap } from "../catalogue/layer.ts";
import { identity, type Manifest } from "../kubernetes/manifest.ts";
import { formatManifests } from "../kubernetes/yaml.ts";

/** What becomes of one object. */
export interface ObjectChange {
  readonly action: "create" | "update" | "delete";
  /** E.g. `Deployment.apps/shop`. */
  readonly object: string;
  /** Lines as `diff -u` writes them, without anything secret. */
  readonly lines: readonly string[];
}

const redacted = "(secret)";
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const redactedOther = "(secret, another)";

/** What differs between two lists of objects, in the order of what is created, changed and removed. */
export function difference(before: readonly Manifest[], after: readonly Manifest[]): readonly ObjectChange[] {
  const [then, now] = [byIdentity(before), byIdentity(after)];
  const names = [...new Set([...then.keys(), ...now.keys()])].toSorted();
  const changes = names.map((object): ObjectChange => {
    const [one, other] = withoutSecrets(then.get(object), now.get(object));
    const action = one === undefined ? "create" : other === undefined ? "delete" : "update";
    return { action, object, lines: linesOf(one, other) };
  });
  const order = ["create", "update", "delete"];
  return changes
    .filter(({ lines }) => lines.length > 0)
    .toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
}

function byIdentity(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(manifests.map(manifest => [identity(manifest), manifest]));
}

function linesOf(before: unknown, after: unknown): readonly string[] {
  const text = (value: unknown) => (value === undefined ? "" : formatManifests([value as object]));
  const patch = createTwoFilesPatch("", "", text(before), text(after), "", "", { context: 2 });
  // What stands before the first hunk names the files.
  const start = patch.indexOf("@@");
  if (start < 0) return [];
  return patch
    .slice(start)
    .split("\n")
    .filter(line => line !== "" && !line.startsWith("\\"));
}

/** Both without what is secret in them; where it differs, that is still to be seen. */
function withoutSecrets(before: unknown, after: unknown): readonly [unknown, unknown] {
  return [hidden(before, undefined, isSecret(before)), hidden(after, before, isSecret(after))];
}

/** What a Secret holds, by its two fields, and what SOPS has encrypted in whatever object. */
function isSecret(value: unknown): boolean {
  return isMap(value) && value.kind === "Secret";
}

function hidden(value: unknown, before: unknown, inSecret: boolean, isValue = false): unknown {
  if (Array.isArray(value))
    return value.map((item, index) =>
      hidden(item, Array.isArray(before) ? before[index] : undefined, inSecret, isValue),
    );
  if (isMap(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !isSops(value, key) && !(inSecret && key === lastApplied))
        .map(([key, item]) => [
          key,
          hidden(item, isMap(before) ? before[key] : undefined, inSecret, isValue || holds(inSecret, key)),
        ]),
    );
  if (!isValue && !isEncrypted(value)) return value;
  return before === undefined || before === value ? redacted : redactedOther;
}

function holds(inSecret: boolean, key: string): boolean {
  return inSecret && (key === "data" || key === "stringData");
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "string" && /ENC\[AES256_GCM,/.test(value);
}

/** Whom it is encrypted for, and when that was. */
function isSops(value: Readonly<Record<string, unknown>>, key: string): boolean {
  return key === "sops" && isMap(value.sops) && "mac" in value.sops;
}
