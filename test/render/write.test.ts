import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WrongUsage } from "../../src/engine/project.ts";
import type { Tree } from "../../src/render/tree.ts";
import { marker, writeTree } from "../../src/render/write.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const tree = (folders: Readonly<Record<string, Readonly<Record<string, string>>>>): Tree =>
  new Map(Object.entries(folders).map(([folder, files]) => [folder, new Map(Object.entries(files))]));

const app = { "kustomization.yaml": "k", "namespace.yaml": "n" };
const all = () => true;

describe("a tree of manifests", () => {
  let to: string;
  let remove: () => void;
  beforeEach(() => {
    ({ path: to, remove } = temporaryFolder());
  });
  afterEach(() => remove());

  const files = (folder: string) => readdirSync(join(to, folder)).sort();

  it("is written, and left alone the second time", async () => {
    const one = tree({ "apps/live/shop": app, "clusters/live": { "a.yaml": "a" } });
    assert.deepEqual(await writeTree(to, one, all), { written: 3, removed: 0, unchanged: 0 });
    assert.deepEqual(files("apps/live/shop"), [marker, "kustomization.yaml", "namespace.yaml"]);
    assert.deepEqual(await writeTree(to, one, all), { written: 0, removed: 0, unchanged: 3 });
  });

  it("loses what is declared no longer: files, and whole folders", async () => {
    await writeTree(to, tree({ "apps/live/shop": app, "apps/live/till": app }), all);
    const { "namespace.yaml": _, ...less } = app;
    assert.equal((await writeTree(to, tree({ "apps/live/shop": less }), all)).removed, 3);
    assert.deepEqual(files("apps/live/shop"), [marker, "kustomization.yaml"]);
    assert.ok(!existsSync(join(to, "apps/live/till")));
  });

  it("loses nothing of other clusters where only one was asked for", async () => {
    await writeTree(to, tree({ "apps/live/shop": app, "apps/live/till": app, "apps/eks/till": app }), all);
    await writeTree(to, tree({ "apps/live/shop": app }), folder => folder.startsWith("apps/live/"));
    assert.ok(!existsSync(join(to, "apps/live/till")));
    assert.deepEqual(files("apps/eks/till"), [marker, "kustomization.yaml", "namespace.yaml"]);
  });

  it("keeps what somebody else has put beside it, in folders and among them", async () => {
    await writeTree(to, tree({ "apps/live/shop": app, "apps/live/till": app }), all);
    writeFileSync(join(to, "apps/live/till/notes.md"), "mine");
    mkdirSync(join(to, "apps/live/own"), { recursive: true });
    writeFileSync(join(to, "apps/live/own/namespace.yaml"), "mine");
    writeFileSync(join(to, "README.md"), "mine");
    await writeTree(to, tree({ "apps/live/shop": app }), all);
    assert.deepEqual(files("apps/live/till"), ["notes.md"]);
    assert.deepEqual(files("apps/live/own"), ["namespace.yaml"]);
    assert.ok(existsSync(join(to, "README.md")));
  });

  it("overwrites nothing that somebody else wrote, and then changes nothing at all", async () => {
    mkdirSync(join(to, "apps/live/till"), { recursive: true });
    writeFileSync(join(to, "apps/live/till/namespace.yaml"), "mine");
    const both = tree({ "apps/live/shop": app, "apps/live/till": app });
    await assert.rejects(writeTree(to, both, all), {
      name: WrongUsage.name,
      message: /namespace\.yaml was not written by Fairway/,
    });
    assert.equal(readFileSync(join(to, "apps/live/till/namespace.yaml"), "utf8"), "mine");
    assert.ok(!existsSync(join(to, "apps/live/shop")));
  });

  it("follows no link out of its directory", async () => {
    const elsewhere = temporaryFolder();
    try {
      writeFileSync(join(elsewhere.path, "namespace.yaml"), "precious");
      writeFileSync(join(elsewhere.path, marker), "namespace.yaml\n");
      mkdirSync(join(to, "apps/live"), { recursive: true });
      symlinkSync(elsewhere.path, join(to, "apps/live/shop"));
      await assert.rejects(writeTree(to, tree({ "apps/live/shop": app }), all), {
        message: /is not a folder/,
      });
      await writeTree(to, tree({}), all);
      assert.equal(readFileSync(join(elsewhere.path, "namespace.yaml"), "utf8"), "precious");
    } finally {
      elsewhere.remove();
    }
  });

  it("trusts no marker beyond its folder", async () => {
    await writeTree(to, tree({ "apps/live/shop": app }), all);
    writeFileSync(join(to, "precious"), "precious");
    writeFileSync(join(to, "apps/live/shop", marker), "../../../precious\n/etc/hostname\nnamespace.yaml\n");
    await writeTree(to, tree({}), all);
    assert.ok(existsSync(join(to, "precious")));
    assert.ok(!existsSync(join(to, "apps/live/shop/namespace.yaml")));
  });

  it("knows its own after a run that was cut off", async () => {
    await writeTree(to, tree({ "apps/live/shop": app }), all);
    // As if the next run had ended between the marker and the file.
    writeFileSync(join(to, "apps/live/shop", marker), "kustomization.yaml\nnamespace.yaml\nnew.yaml\n");
    writeFileSync(join(to, "apps/live/shop/new.yaml"), "half");
    await writeTree(to, tree({ "apps/live/shop": { ...app, "new.yaml": "whole" } }), all);
    assert.equal(readFileSync(join(to, "apps/live/shop/new.yaml"), "utf8"), "whole");
  });
});
