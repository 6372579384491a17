import {
  isObject,
  markedLike,
  type Properties,
  revealed,
  secret,
} from "../../../components/provider/properties.ts";
import { withDashes, withUnderscores } from "../../../src/kubernetes/dashes.ts";
import { isSecretKind, type KubernetesObject, objectOf } from "./object.ts";

// What the state keeps of an object is the official provider's form, so that either plugin goes on where the other stopped:
// the live object, and beside its own fields what was declared, in which version, and by which field manager.
const DECLARED = "__inputs";
const API_VERSION = "__initialApiVersion";
const MANAGER = "__fieldManager";

/** What `kubectl apply` leaves behind holds a Secret's values once more. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** What the state knows of an object. */
export interface Known {
  readonly live: KubernetesObject;
  readonly declared: Properties;
  /** Undefined where no field was ever written by this resource, that is on import. */
  readonly manager: string | undefined;
}

/** The outputs of a resource. `inputs` may have secrets marked: what corresponds to them is marked in the outputs. */
export function outputsOf({ live, manager }: Omit<Known, "declared">, inputs: Properties): Properties {
  const declared = objectOf(revealed(inputs) as Properties);
  return {
    ...(withUnderscores(withSecrets(live, inputs)) as Properties),
    [DECLARED]: withUnderscores(withSecrets(declared, inputs)),
    [API_VERSION]: declared.apiVersion,
    ...(manager ? { [MANAGER]: manager } : {}),
  };
}

/** The opposite, without marks. */
export function knownFrom(outputs: Properties): Known {
  const plain = withDashes(revealed(outputs)) as Properties;
  const { [DECLARED]: declared, [API_VERSION]: _version, [MANAGER]: manager, ...live } = plain;
  return {
    live: objectOf(live),
    declared: isObject(declared) ? declared : {},
    manager: typeof manager === "string" ? manager : undefined,
  };
}

/** The object with every value marked that is secret in the inputs, and with all values of a Secret marked. */
export function withSecrets(object: Properties, inputs: Properties): Properties {
  const marked = markedLike(object, inputs) as Properties;
  return isSecretKind(objectOf(object)) ? secretMarked(marked) : marked;
}

function secretMarked(object: Properties): Properties {
  const values = Object.entries(object).map(([key, value]) =>
    key === "data" || key === "stringData" ? [key, secret(revealed(value))] : [key, value],
  );
  const hidden = Object.fromEntries(values) as Properties;
  const { metadata } = hidden;
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  if (!isObject(metadata) || !isObject(annotations) || !(LAST_APPLIED in annotations)) return hidden;
  const applied = secret(revealed(annotations[LAST_APPLIED]));
  return { ...hidden, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: applied } } };
}
