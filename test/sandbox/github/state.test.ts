import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startGitHub } from "../../../sandbox/github/server.ts";
import { TestServer } from "./client.ts";

const LIBP2P = new URL("../../../../shared/data/libp2p.json", import.meta.url);

describe("sandbox GitHub: loading, dumping and restarting", () => {
  let github: TestServer;
  /** A server in a process of its own. Where a test fails before it has ended it, this process would wait for it. */
  let server: ChildProcess | undefined;
  beforeEach(async () => {
    github = await TestServer.start();
  });
  afterEach(async () => {
    server?.kill("SIGKILL");
    await github.stop();
  });

  const load = (document: unknown) => github.control("POST", "/load", document);
  const dump = async (organization: string) => (await github.control("GET", `/dump/${organization}`)).body;

  it("fills an organisation with all that a document says", async () => {
    const answer = await load({
      organization: "loaded",
      teams: [
        { name: "Child", parent: "Parent" },
        { name: "Parent", members: { maintainer: ["mona"] } },
      ],
      repositories: [
        {
          name: "app",
          description: "An application",
          homepage_url: "https://app.example",
          visibility: "private",
          default_branch: "trunk",
          topics: ["python"],
          files: [".github/CODEOWNERS"],
          has_wiki: false,
          allow_auto_merge: true,
          web_commit_signoff_required: true,
          secret_scanning: true,
          vulnerability_alerts: true,
          labels: { defect: { color: "FF0000" } },
          collaborators: { push: ["guest"] },
          teams: { maintain: ["Child"] },
          branch_protection: {
            trunk: {
              enforce_admins: true,
              push_restrictions: ["/mona", "loaded/parent", "loaded/some-app"],
              required_status_checks: { contexts: ["test"] },
            },
          },
        },
        { name: "old", archived: true },
      ],
    });
    assert.equal(answer.status, 201);
    const app = (await github.rest("GET", "/repos/loaded/app")).body;
    assert.equal(app.homepage, "https://app.example");
    assert.deepEqual([app.default_branch, app.visibility, app.has_wiki], ["trunk", "private", false]);
    assert.deepEqual([app.allow_auto_merge, app.web_commit_signoff_required], [true, true]);
    assert.equal(app.security_and_analysis.secret_scanning.status, "enabled");
    assert.equal((await github.rest("GET", "/repos/loaded/app/vulnerability-alerts")).status, 204);
    assert.equal(
      (await github.rest("GET", "/repos/loaded/app/contents/.github/CODEOWNERS?ref=trunk")).status,
      200,
    );
    const labels = (await github.rest("GET", "/repos/loaded/app/labels")).body;
    assert.deepEqual(
      labels.map(({ name, color }: Record<string, string>) => [name, color]),
      [["defect", "ff0000"]],
    );
    const guests = (await github.rest("GET", "/repos/loaded/app/collaborators?affiliation=outside")).body;
    assert.deepEqual(
      guests.map(({ login }: { login: string }) => login),
      ["guest"],
    );
    assert.equal((await github.rest("GET", "/repos/loaded/app/teams")).body[0].permission, "maintain");
    assert.equal((await github.rest("GET", "/orgs/loaded/teams/child")).body.parent.slug, "parent");
    const { restrictions, enforce_admins } = (
      await github.rest("GET", "/repos/loaded/app/branches/trunk/protection")
    ).body;
    assert.equal(enforce_admins.enabled, true);
    const actors = [restrictions.users[0].login, restrictions.teams[0].slug, restrictions.apps[0].slug];
    assert.deepEqual(actors, ["mona", "parent", "some-app"]);
    assert.equal((await github.rest("GET", "/repos/loaded/old")).body.archived, true);
    assert.equal((await github.rest("GET", "/repos/loaded/old/branches/main")).status, 200);
  });

  it("names everything that is wrong with a document, with its place, and makes nothing", async () => {
    const { status, body } = await load({
      organization: "broken",
      surprise: 1,
      teams: [{ name: "a" }, { name: "A" }],
      repositories: [
        { name: "ok", teams: { owner: ["a"] } },
        { name: "../escape" },
        { name: "paths", files: ["../../etc/passwd", ".git/hooks/post-receive"] },
        { name: "branch", default_branch: "--upload-pack=x y" },
      ],
    });
    assert.equal(status, 422);
    assert.deepEqual(body.errors.sort(), [
      "repositories[0].teams.owner: is not known",
      "repositories[1].name: is no repository name",
      "repositories[2].files[0]: is no path inside a repository",
      "repositories[2].files[1]: is no path inside a repository",
      "repositories[3].default_branch: is no branch name",
      "surprise: is not known",
    ]);
    const second = await load({
      organization: "broken",
      teams: [{ name: "a" }, { name: "A" }],
      repositories: [{ name: "ok", teams: { admin: ["b"] } }],
    });
    assert.deepEqual(second.body.errors, [
      "teams[1].name: 'A' is there twice",
      "repositories[0].teams.admin[0]: there is no team 'b'",
    ]);
    assert.equal((await github.rest("GET", "/orgs/broken")).status, 404);
  });

  it("does not load over a repository that is there", async () => {
    await github.repository("app");
    const { status, body } = await load({ organization: "acme", repositories: [{ name: "App" }] });
    assert.equal(status, 422);
    assert.match(body.errors[0], /already has a repository 'App'/);
  });

  it("dumps the same bytes while nothing changes, whatever is read", async () => {
    await github.repository("app");
    const text = async () => (await fetch(`${github.server.url}/_sandbox/dump/acme`)).text();
    const before = await text();
    await github.rest("GET", "/repos/acme/app/actions/permissions");
    await github.rest("GET", "/repos/acme/app/actions/secrets/public-key");
    await github.rest("GET", "/repos/acme/app/code-scanning/default-setup");
    assert.equal(await text(), before);
    await github.rest("PATCH", "/repos/acme/app", { description: "changed" });
    assert.notEqual(await text(), before);
  });

  it("has all it had after a restart, and gives out no id twice", async () => {
    const { body: created } = await github.repository("app");
    await github.rest("PUT", "/repos/acme/app/topics", { names: ["kept"] });
    const { body: doomed } = await github.repository("doomed");
    await github.rest("DELETE", "/repos/acme/doomed");
    const before = await dump("acme");
    const { token } = github.server;
    github = await github.restart();
    assert.equal(github.server.token, token);
    assert.deepEqual(await dump("acme"), before);
    assert.equal((await github.rest("GET", "/repos/acme/app")).body.id, created.id);
    assert.ok((await github.repository("next")).body.id > doomed.id);
  });

  it("shares its state with no second server", async () => {
    await assert.rejects(startGitHub({ directory: github.stateDirectory }), /is another server using it/);
  });

  it("finishes what it was doing before it stops", async () => {
    await github.control("PUT", "/faults", [{ write: 1, action: "delay", milliseconds: 200 }]);
    const request = assert.rejects(github.repository("last-minute"));
    await sleep(100);
    github = await github.restart();
    await request;
    assert.equal((await github.rest("GET", "/repos/acme/last-minute/branches/main")).status, 200);
  });

  it("has whole repositories only when it was killed while it made some", async () => {
    await github.server.close();
    const main = fileURLToPath(new URL("../../../sandbox/github/main.ts", import.meta.url));
    const child = spawn(process.execPath, [main, "--directory", github.stateDirectory]);
    server = child;
    const [line] = await once(child.stdout, "data");
    const names = Array.from({ length: 30 }, (_, index) => `app-${index}`);
    const requests = names.map(name =>
      fetch(`${JSON.parse(String(line)).url}/api/v3/orgs/acme/repos`, {
        method: "POST",
        headers: { authorization: `token ${github.server.token}` },
        body: JSON.stringify({ name, auto_init: true }),
      }),
    );
    await Promise.race(requests);
    child.kill("SIGKILL");
    await Promise.all([once(child, "exit"), Promise.allSettled(requests)]);
    github = await TestServer.open(github.stateDirectory);
    const made = (await github.rest("GET", "/orgs/acme/repos?per_page=100")).body;
    for (const { name } of made) {
      assert.equal((await github.rest("GET", `/repos/acme/${name}/branches/main`)).status, 200, name);
      assert.equal((await github.rest("GET", `/repos/acme/${name}/labels`)).body.length, 9, name);
    }
    const again = await Promise.all(names.map(name => github.repository(name)));
    assert.equal(again.filter(({ status }) => status === 201).length, names.length - made.length);
  });

  it("fills a real organisation within its time", async function () {
    if (!existsSync(LIBP2P)) return this.skip();
    this.timeout(600_000);
    const start = performance.now();
    const { status, body } = await load(JSON.parse(readFileSync(LIBP2P, "utf8")));
    assert.deepEqual([status, body.repositories], [201, 282]);
    assert.ok(performance.now() - start < 20_000);
    assert.equal(
      (await github.rest("GET", "/repos/libp2p/go-libp2p/branches/master/protection")).status,
      200,
    );
    assert.equal((await github.rest("GET", "/orgs/libp2p/teams?per_page=100")).body.length, 26);
  });
});
