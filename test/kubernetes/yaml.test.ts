import assert from "node:assert/strict";
import { formatManifests, NotManifests, parseManifests } from "../../src/kubernetes/yaml.ts";

const one = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text: "a: b\nc" } };
const other = { apiVersion: "v1", kind: "Secret", metadata: { name: "b", namespace: "c" } };

describe("manifests as YAML", () => {
  it("are the same after writing and reading", () => {
    assert.deepEqual(parseManifests(formatManifests([one, other]), "here"), [one, other]);
  });

  it("may have empty documents and lists between them", () => {
    const list = { apiVersion: "v1", kind: "List", metadata: {}, items: [one, other] };
    assert.deepEqual(parseManifests(`---\n# nothing\n---\n${formatManifests([list])}---\n`, "here"), [
      one,
      other,
    ]);
  });

  it("repeat what stands twice, so that every object can be read by itself", () => {
    const labels = { a: "b" };
    assert.doesNotMatch(
      formatManifests([{ ...one, metadata: { name: "a", labels, annotations: labels } }]),
      /[&*]/,
    );
  });

  it("are objects, or refused", () => {
    for (const text of ["- a", "kind: Pod", "{", "apiVersion: v1\nkind: Pod\nmetadata: {}"])
      assert.throws(() => parseManifests(text, "here.yaml"), {
        name: NotManifests.name,
        message: /here\.yaml/,
      });
  });
});
