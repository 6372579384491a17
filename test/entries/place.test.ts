import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { placeOf } from "../../src/entries/place.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("where a catalogue is kept", () => {
  const folder = temporaryFolder();
  const root = join(folder.path, "inside");
  const project = { root, stacks: join(root, "stacks") };
  const git = (...args: readonly string[]) => execa("git", [...args], { cwd: folder.path });

  const shells = process.env.GH_REPO;

  before(async () => {
    delete process.env.GH_REPO;
    mkdirSync(join(root, "repos"), { recursive: true });
    await git("init", "-q");
    await git("remote", "add", "origin", "x");
  });
  after(() => {
    if (shells !== undefined) process.env.GH_REPO = shells;
    folder.remove();
  });

  for (const address of [
    "https://github.com/acme/fairway.git",
    "https://github.com/acme/fairway/",
    "git@github.com:acme/fairway.git",
    "ssh://git@github.example:2222/acme/fairway",
    "http://127.0.0.1:8080/acme/fairway.git",
  ]) {
    it(`is told by the remote ${address}`, async () => {
      await git("remote", "set-url", "origin", address);
      const { owner, repository, repos, stacks } = await placeOf({ project });
      assert.deepEqual(
        [owner, repository, repos, stacks],
        ["acme", "fairway", "inside/repos", "inside/stacks"],
      );
    });
  }

  for (const address of ["/srv/git/acme/fairway.git", "../acme/fairway", "file:///srv/acme/fairway"]) {
    it(`is not told by the remote ${address}`, async () => {
      await git("remote", "set-url", "origin", address);
      await assert.rejects(placeOf({ project }), /no repository at GitHub/);
    });
  }

  for (const name of ["acme/catalogue", "github.com/acme/catalogue"]) {
    it(`is told by GH_REPO=${name} before any remote`, async () => {
      process.env.GH_REPO = name;
      try {
        const { owner, repository } = await placeOf({ project });
        assert.deepEqual([owner, repository], ["acme", "catalogue"]);
      } finally {
        delete process.env.GH_REPO;
      }
    });
  }

  it("is not told by a GH_REPO of another server", async () => {
    process.env.GH_REPO = "github.example.com/acme/catalogue";
    try {
      await assert.rejects(placeOf({ project }), /is a repository at github\.example\.com/);
    } finally {
      delete process.env.GH_REPO;
    }
  });

  it("lies within the checkout", async () => {
    const repos = folder.path;
    await assert.rejects(
      placeOf({ project, repository: "acme/fairway", repos }),
      /is no folder of the checkout/,
    );
  });
});
