import { deepEqual } from "node:assert/strict";
import { changes } from "../../../sandbox/kubernetes/provider/difference.ts";
import { observed } from "../../../src/kubernetes/observed.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("what differs between two declarations", () => {
  it("is named by paths that the engine reads", () => {
    const held = {
      metadata: { annotations: { "acme.example/a": "1" } },
      spec: { ports: [{ port: 80 }, { port: 81 }] },
    };
    const wanted = { metadata: {}, spec: { ports: [{ port: 8080 }], type: "ClusterIP" } };
    deepEqual(changes(held, wanted), [
      { path: "metadata.annotations", kind: "delete" },
      { path: "spec.ports[0].port", kind: "update" },
      { path: "spec.ports[1]", kind: "delete" },
      { path: "spec.type", kind: "add" },
    ]);
    deepEqual(changes({ metadata: { annotations: {} } }, held)[0], {
      path: 'metadata.annotations["acme.example/a"]',
      kind: "add",
    });
  });

  it("counts what is not known yet, and not what is null", () => {
    deepEqual(changes({ a: "1" }, { a: UNKNOWN, b: UNKNOWN, c: null }), [
      { path: "a", kind: "update" },
      { path: "b", kind: "add" },
    ]);
  });
});

describe("what is declared, as it is now", () => {
  const declared = { cpu: "1000m", rules: [], off: false, on: true, hosts: ["a", "b"] };
  const written = { cpu: "1", on: true, hosts: ["a", "b"], added: "by the server" };

  it("stays as declared where nothing has changed since it was written", () => {
    deepEqual(observed(declared, written, { ...written, added: "by another" }), declared);
  });

  it("is the live value where that has changed", () => {
    deepEqual(observed(declared, written, { ...written, cpu: "2", on: false }), {
      ...declared,
      cpu: "2",
      on: false,
    });
  });

  it("lacks what was taken away", () => {
    const { on: _on, ...rest } = written;
    const { on: _declared, ...expected } = declared;
    deepEqual(observed(declared, written, rest), expected);
    deepEqual(observed(declared, written, { ...written, hosts: ["a"] }), { ...declared, hosts: ["a"] });
  });

  it("has nothing that others have added", () => {
    deepEqual(observed(declared, written, { ...written, hosts: ["a", "b", "c"], more: 1 }), declared);
  });
});
