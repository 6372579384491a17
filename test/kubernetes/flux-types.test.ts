import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { interfaceOf } from "../../src/kubernetes/crd-types.ts";
import { fluxTypes, fluxTypesFile } from "../../src/kubernetes/flux-types.ts";

describe("types from custom resource definitions", () => {
  const definition = (spec: object) => ({
    spec: {
      group: "acme.example",
      names: { kind: "Shop" },
      versions: [
        { name: "v1beta1", storage: false, schema: { openAPIV3Schema: {} } },
        {
          name: "v1",
          storage: true,
          schema: { openAPIV3Schema: { properties: { spec, status: { type: "object" } } } },
        },
      ],
    },
  });
  const typeOf = (spec: object) =>
    interfaceOf(definition(spec)).match(/readonly spec: (.*);\n\}$/s)?.[1] ?? "none";

  it("name the kind in the version that is stored", () => {
    const text = interfaceOf(definition({ type: "object" }));
    assert.match(text, /^export interface Shop \{\n {2}readonly apiVersion: "acme.example\/v1";\n/);
    assert.match(text, /readonly kind: "Shop";/);
    assert.doesNotMatch(text, /status/);
  });

  it("ask for what is required, and for nothing else", () => {
    const spec = {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string", description: "a sentence" }, open: { type: "boolean" } },
    };
    assert.equal(typeOf(spec), '{ readonly "name": string; readonly "open"?: boolean; }');
  });

  it("know lists, maps, choices and numbers", () => {
    assert.equal(
      typeOf({ type: "array", items: { type: "string", enum: ["a", "b"] } }),
      'readonly ("a" | "b")[]',
    );
    assert.equal(
      typeOf({ type: "object", additionalProperties: { type: "integer" } }),
      "Readonly<Record<string, number>>",
    );
    assert.equal(typeOf({ "x-kubernetes-int-or-string": true }), "number | string");
    assert.equal(typeOf({ "x-kubernetes-preserve-unknown-fields": true }), "unknown");
  });

  it("are those of the pinned release of Flux", async function () {
    const go = await execa("go", ["version"], { reject: false });
    if (go.failed) return this.skip();
    assert.ok(
      (await readFile(fluxTypesFile, "utf8")) === (await fluxTypes()),
      `${fluxTypesFile} is stale: run \`npm run crds\``,
    );
  });
});
