import assert from "node:assert/strict";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { difference } from "../../src/promotion/difference.ts";

const configMap = (name: string, text: string) =>
  ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { text } }) as Manifest;
const secret = (name: string, more: object) =>
  ({ apiVersion: "v1", kind: "Secret", metadata: { name }, ...more }) as Manifest;

describe("The difference of two lists of objects", () => {
  it("has what is created, changed and removed, in this order, and nothing that stays", () => {
    const found = difference(
      [configMap("gone", "x"), configMap("same", "x"), configMap("other", "one")],
      [configMap("other", "two"), configMap("same", "x"), configMap("another", "x")],
    );
    assert.deepEqual(
      found.map(({ action, object }) => [action, object]),
      [
        ["create", "ConfigMap/another"],
        ["update", "ConfigMap/other"],
        ["delete", "ConfigMap/gone"],
      ],
    );
    assert.deepEqual(
      found[1]?.lines.filter(line => /^[+-]/.test(line)),
      ["-  text: one", "+  text: two"],
    );
  });

  it("never has what a Secret holds, and tells all the same that it is another", () => {
    const found = difference(
      [
        secret("token", { data: { token: "b25l", kept: "c2FtZQ==" } }),
        secret("old", { stringData: { a: "hidden1" } }),
      ],
      [
        secret("token", { data: { token: "dHdv", kept: "c2FtZQ==" } }),
        secret("new", { stringData: { a: "hidden2" } }),
      ],
    );
    const text = JSON.stringify(found);
    for (const hidden of ["b25l", "dHdv", "c2FtZQ", "hidden1", "hidden2"])
      assert.ok(!text.includes(hidden), hidden);
    const changed = found.find(({ action }) => action === "update");
    assert.deepEqual(
      changed?.lines.filter(line => /^[+-]/.test(line)),
      ["-  token: (secret)", "+  token: (secret, another)"],
    );
  });

  it("has nothing of what SOPS has encrypted, in whatever kind, nor of whom it is encrypted for", () => {
    const encrypted = (value: string, mac: string) =>
      ({
        ...configMap("settings", `ENC[AES256_GCM,data:${value},iv:x,tag:y,type:str]`),
        sops: { mac, age: [{ recipient: "age1secret" }] },
      }) as Manifest;
    const found = difference(
      [encrypted("one", "ENC[AES256_GCM,a]")],
      [encrypted("two", "ENC[AES256_GCM,b]")],
    );
    const text = JSON.stringify(found);
    assert.equal(found[0]?.action, "update");
    assert.ok(!/ENC\[|age1secret/.test(text), text);
    assert.deepEqual(
      difference([encrypted("one", "ENC[AES256_GCM,a]")], [encrypted("one", "ENC[AES256_GCM,b]")]),
      [],
    );
  });

  it("does not have what kubectl has written into a Secret's annotations", () => {
    const annotations = {
      "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"token":"aGlkZGVu"}}',
    };
    const found = difference(
      [],
      [{ ...secret("token", {}), metadata: { name: "token", annotations } } as Manifest],
    );
    assert.ok(!JSON.stringify(found).includes("aGlkZGVu"));
  });
});
