import { isObject, isUnknown, type Properties } from "../../../components/provider/properties.ts";
import { isDefinition, isSecretKind, objectOf } from "./object.ts";

/** What only the server says of an object. */
const READ_ONLY = new Set([
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
]);

/** The inputs in the one form, among those that mean the same, in which the server keeps them. */
export function normalized(inputs: Properties): Properties {
  const { metadata } = inputs;
  const form = isObject(metadata) ? { ...inputs, metadata: without(metadata, READ_ONLY) } : inputs;
  if (isSecretKind(objectOf(form))) return secretForm(form);
  return isDefinition(objectOf(form)) ? definitionForm(form) : form;
}

/** The server turns text into base64, and leaves base64 without white space. */
function secretForm({ stringData, ...inputs }: Properties): Properties {
  const { data } = inputs;
  const compact = (value: unknown) => (typeof value === "string" ? value.replace(/\s/g, "") : value);
  const encoded = (value: unknown) =>
    typeof value === "string" && !isUnknown(value) ? Buffer.from(value).toString("base64") : value;
  const held = isObject(data) ? { ...inputs, data: mapped(data, compact) } : inputs;
  if (!isObject(stringData)) return stringData === undefined ? held : { ...held, stringData };
  return { ...held, data: { ...(isObject(held.data) ? held.data : {}), ...mapped(stringData, encoded) } };
}

/** The server forgets the status and the default of a field of old. */
function definitionForm({ status: _status, ...inputs }: Properties): Properties {
  const { spec } = inputs;
  if (!isObject(spec) || spec.preserveUnknownFields !== false) return inputs;
  return { ...inputs, spec: without(spec, new Set(["preserveUnknownFields"])) };
}

function without(object: Properties, keys: ReadonlySet<string>): Properties {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}

function mapped(object: Properties, change: (value: unknown) => unknown): Properties {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
