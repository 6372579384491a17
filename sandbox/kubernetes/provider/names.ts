import { createHash, randomBytes } from "node:crypto";
import { isObject, isUnknown, type Properties } from "../../../components/provider/properties.ts";
import type { CheckRequest } from "../../../components/provider/service.ts";
import { isAutonamed } from "./immutable.ts";
import { objectOf } from "./object.ts";

/**
 * The inputs with a name: the one that they have, or the one that was made up before, or a new one of the resource's own and
 * eight digits, marked by an annotation.
 * @throws when a name is needed and the engine forbids to make one up, or the server is asked to.
 */
export function withName(inputs: Properties, request: CheckRequest): Properties {
  const metadata = inputs.metadata ?? {};
  if (!isObject(metadata) || metadata.name || isUnknown(metadata.name)) return inputs;
  if (metadata.generateName) {
    throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
  }
  const name = madeUp(request);
  if (!name) return inputs;
  // Nothing can be added to annotations that are not known yet.
  const annotations = isUnknown(metadata.annotations)
    ? metadata.annotations
    : { ...(isObject(metadata.annotations) ? metadata.annotations : {}), "pulumi.com/autonamed": "true" };
  return { ...inputs, metadata: { ...metadata, name, annotations } };
}

/** Undefined where the object has had a name that was not made up: without it, it is to be another object. */
function madeUp({ name, seed, autonaming, olds }: CheckRequest): string | undefined {
  const before = objectOf(olds);
  if (Object.keys(olds).length) return isAutonamed(before) ? before.metadata.name : undefined;
  if (autonaming?.disabled) {
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  }
  const digits = seed.length
    ? createHash("sha256").update(seed).digest("hex")
    : randomBytes(4).toString("hex");
  return autonaming?.proposed || `${name}-${digits.slice(0, 8)}`;
}
