import { randomBytes } from "node:crypto";
import { isObject, type Properties } from "../../../components/provider/properties.ts";
import { annotation, type KubernetesObject, type ManagedFields } from "./object.ts";

// Who manages which field of an object, as the official provider has it.
// https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/

/** The name under which objects are created, before anything is applied to them. */
export const CREATOR = "pulumi-kubernetes";

/** People at a keyboard, and this provider itself before it applied: their fields are taken over without a conflict. */
const TAKEN_OVER: readonly Pick<ManagedFields, "manager" | "operation">[] = [
  { manager: "kubectl", operation: "Apply" },
  { manager: "kubectl", operation: "Update" },
  { manager: "before-first-apply", operation: "Update" },
  { manager: CREATOR, operation: "Update" },
  { manager: "pulumi-resource-kubernetes", operation: "Update" },
];

/** The field manager that a resource keeps for its life, so that two resources with one object meet as strangers. */
export function managerFor(object: KubernetesObject, known: string | undefined): string {
  return (
    annotation(object, "pulumi.com/patchFieldManager") ||
    known ||
    `${CREATOR}-${randomBytes(4).toString("hex")}`
  );
}

/** Whether it has been created, and not yet applied to: an update will take over before it applies, a dry run can't. */
export function isAsCreated(live: KubernetesObject): boolean {
  return managed(live).some(({ manager, operation }) => manager === CREATOR && operation === "Update");
}

/** The object's managers after `manager` has taken over; undefined where there is nothing to take. */
export function takenOver(live: KubernetesObject, manager: string): readonly ManagedFields[] | undefined {
  const isOwn = (entry: ManagedFields) => entry.manager === manager && entry.operation === "Apply";
  const taken = managed(live).filter(entry => !isOwn(entry) && isTakenOver(entry));
  if (!taken.length) return undefined;
  const own = managed(live).filter(isOwn);
  const others = managed(live).filter(entry => !own.includes(entry) && !taken.includes(entry));
  const fieldsV1 = [...own, ...taken].map(entry => entry.fieldsV1 ?? {}).reduce(union);
  const entry: ManagedFields = {
    ...own[0],
    manager,
    operation: "Apply",
    apiVersion: live.apiVersion,
    fieldsType: "FieldsV1",
    fieldsV1,
  };
  return [...others, entry];
}

function isTakenOver({ manager, operation, subresource }: ManagedFields): boolean {
  return (
    !subresource &&
    TAKEN_OVER.some(taken => manager.startsWith(taken.manager) && operation === taken.operation)
  );
}

/**
 * What to apply where the program ignores changes at some paths: there, what others manage is left to them, and everything
 * else stays as it is. Paths into lists are passed over.
 */
export function withoutIgnored(
  wanted: KubernetesObject,
  live: KubernetesObject,
  ignored: readonly string[],
  manager: string,
): KubernetesObject {
  const [own, others] = [true, false].map(ours =>
    managed(live)
      .filter(entry => (entry.manager === manager) === ours)
      .map(entry => entry.fieldsV1 ?? {})
      .reduce(union, {}),
  );
  const paths = ignored.filter(path => !path.includes("[")).map(path => path.split("."));
  return paths.reduce((object, path) => {
    const fields = path.map(key => `f:${key}`);
    const theirs = at(others, fields) !== undefined && at(own, fields) === undefined;
    return replaced(
      object,
      path,
      theirs ? undefined : (at(live, path) ?? at(object, path)),
    ) as KubernetesObject;
  }, wanted);
}

function managed({ metadata }: KubernetesObject): readonly ManagedFields[] {
  return metadata.managedFields ?? [];
}

/** Field sets are objects whose keys are fields: https://kubernetes.io/docs/reference/using-api/server-side-apply/#serialization */
function union(left: Properties, right: Properties): Properties {
  const merged = Object.entries(right).map(([key, value]) => {
    const before = left[key];
    return [key, isObject(before) && isObject(value) ? union(before, value) : value];
  });
  return { ...left, ...Object.fromEntries(merged) };
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const object = isObject(value) ? value : {};
  const inner = replaced(object[key], rest, by);
  const { [key]: _before, ...others } = object;
  return inner === undefined ? others : { ...others, [key]: inner };
}
