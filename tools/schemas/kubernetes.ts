import { type JsonSchema, type KindSchema, mapped, strict } from "./json-schema.ts";

/** The part of Kubernetes' OpenAPI document that describes its objects. */
export interface OpenApi {
  readonly definitions: Readonly<Record<string, Definition>>;
}

interface Definition extends JsonSchema {
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** What the document calls a string though the API takes a number as well. */
const numberToo: Readonly<Record<string, JsonSchema>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: ["integer", "string"] },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: ["number", "string"] },
};

const reference = /^#\/definitions\/(.+)$/;

/** Each kind's schema, with all definitions that it needs: kubeconform then reads one file and no other. */
export function kubernetesSchemas({ definitions }: OpenApi): readonly KindSchema[] {
  const known = Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, numberToo[name] ?? strict(definition)]),
  );
  return Object.entries(definitions).flatMap(([name, definition]) => {
    const { "x-kubernetes-group-version-kind": kinds = [], properties } = definition;
    const [only] = kinds;
    // Where there are several it is no object of its own but what all kinds have in common.
    if (!only || kinds.length > 1 || !properties?.metadata) return [];
    const apiVersion = only.group ? `${only.group}/${only.version}` : only.version;
    const { kind } = only;
    return [{ apiVersion, kind, schema: standalone(known, name, { apiVersion, kind }) }];
  });
}

function standalone(
  known: Readonly<Record<string, JsonSchema>>,
  name: string,
  { apiVersion, kind }: Omit<KindSchema, "schema">,
): JsonSchema {
  const { properties, required = [], ...root } = known[name] ?? {};
  const needed = new Set<string>();
  collect(known, name, needed);
  return {
    ...root,
    required: [...new Set([...required, "apiVersion", "kind", "metadata"])],
    properties: { ...properties, apiVersion: { enum: [apiVersion] }, kind: { enum: [kind] } },
    definitions: Object.fromEntries([...needed].sort().map(one => [one, known[one] ?? {}])),
  };
}

function collect(known: Readonly<Record<string, JsonSchema>>, name: string, into: Set<string>): void {
  mapped(known[name] ?? {}, schema => {
    const [, target] = reference.exec(schema.$ref ?? "") ?? [];
    if (target !== undefined && !into.has(target)) {
      into.add(target);
      collect(known, target, into);
    }
    return schema;
  });
}
