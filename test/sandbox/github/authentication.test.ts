import assert from "node:assert/strict";
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startGitHub } from "../../../sandbox/github/server.ts";
import { TestServer } from "./client.ts";

describe("sandbox GitHub: authentication", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" });
  let github: TestServer;
  before(async () => {
    github = await TestServer.start();
  });
  after(() => github.stop());

  const as = (authorization: string, path = "/orgs/acme") =>
    github.rest("GET", path, undefined, { authorization });
  const install = (more: Record<string, unknown> = {}) =>
    github.control("PUT", "/apps", { slug: "fairway", organization: "acme", publicKeyPem, ...more });

  it("takes a token in each of the forms clients send", async () => {
    const { token } = github.server;
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    for (const value of [`token ${token}`, `Bearer ${token}`, `bearer ${token}`, `Basic ${basic}`]) {
      assert.equal((await as(value)).status, 200, value);
    }
  });

  it("answers 401 to a wrong token, and to none", async () => {
    const wrong = await as("token ghp_wrong");
    assert.equal(wrong.status, 401);
    assert.equal(wrong.body.message, "Bad credentials");
    assert.equal((await as("")).status, 401);
  });

  it("tells who the token's user is", async () => {
    assert.equal((await github.rest("GET", "/user")).body.login, "sandbox-admin");
  });

  it("gives an App's installation a token that ends", async () => {
    const { body } = await install({ tokenLifetimeSeconds: 1 });
    const jwt = `Bearer ${sign(privateKey, body.id)}`;
    assert.equal((await as(jwt, "/app")).body.slug, "fairway");
    assert.equal((await as(jwt, "/orgs/acme/installation")).body.id, body.installationId);
    const path = `/app/installations/${body.installationId}/access_tokens`;
    const issued = await github.rest("POST", path, undefined, { authorization: jwt });
    assert.equal(issued.status, 201);
    assert.equal((await as(`token ${issued.body.token}`)).status, 200);
    await sleep(1100);
    assert.equal((await as(`token ${issued.body.token}`)).status, 401);
  });

  it("lets an installation act as an owner, but is no user", async () => {
    const { body } = await install({ tokenLifetimeSeconds: 60 });
    const authorization = `Bearer ${sign(privateKey, body.id)}`;
    const path = `/app/installations/${body.installationId}/access_tokens`;
    const { token } = (await github.rest("POST", path, undefined, { authorization })).body;
    const headers = { authorization: `token ${token}` };
    assert.equal((await github.rest("POST", "/orgs/acme/repos", { name: "by-app" }, headers)).status, 201);
    assert.equal(
      (await github.rest("POST", "/orgs/acme/teams", { name: "by-app" }, headers)).body.members_count,
      0,
    );
    assert.equal((await github.rest("GET", "/user", undefined, headers)).status, 403);
  });

  it("refuses a JWT of another key, an expired one and one valid too long", async () => {
    const { id } = (await install()).body;
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const now = Math.floor(Date.now() / 1000);
    for (const jwt of [
      sign(stranger, id),
      sign(privateKey, id, now - 10),
      sign(privateKey, id, now + 3600),
      "a.b.c",
    ]) {
      assert.equal((await as(`Bearer ${jwt}`, "/app")).status, 401);
    }
  });

  it("does not listen beyond loopback", async () => {
    await assert.rejects(startGitHub({ directory: "/nonexistent", host: "0.0.0.0" }), /loopback only/);
  });
});

function sign(key: KeyObject, app: number, exp = Math.floor(Date.now() / 1000) + 300): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iss: app, iat: exp - 300, exp })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}
