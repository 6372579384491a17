import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { imageReference } from "../../src/registry/image-reference.ts";
import { Registries } from "../../src/registry/registry.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const manifest = JSON.stringify({ schemaVersion: 2 });
const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;

/** Speaks what of the registries' protocols is asked here: manifests, and tokens for who has the right login. */
describe("A registry", () => {
  let server: Server;
  let host: string;
  let folder: ReturnType<typeof temporaryFolder>;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  before(async () => {
    folder = temporaryFolder();
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    folder.remove();
  });

  const registries = (config: object = {}) => {
    const directory = join(folder.path, "docker");
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "config.json"), JSON.stringify(config));
    return new Registries({ ...process.env, DOCKER_CONFIG: directory });
  };
  const image = (name = "acme/web:1") => {
    const found = imageReference(`${host}/${name}`);
    assert.ok(found);
    return found;
  };
  const withToken =
    (realm: string, login?: string) => (request: IncomingMessage, response: ServerResponse) => {
      const { authorization } = request.headers;
      if (request.url?.startsWith("/token")) {
        const good = authorization === (login && `Basic ${Buffer.from(login).toString("base64")}`);
        response.writeHead(good ? 200 : 401).end(JSON.stringify({ token: "pass" }));
      } else if (authorization === "Bearer pass") response.end(manifest);
      else
        response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="registry"` }).end();
    };

  it("tells the digest of what it hands over, whatever its header says", async () => {
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(200, { "docker-content-digest": `sha256:${"f".repeat(64)}` }).end(manifest);
    };
    assert.equal(await registries().digestOf(image()), digest);
    assert.deepEqual(asked, ["GET /v2/acme/web/manifests/1"]);
  });

  it("is asked with a token, for nobody, or for whom Docker's configuration says", async () => {
    answer = withToken(`http://${host}/token`);
    assert.equal(await registries().digestOf(image()), digest);
    answer = withToken(`http://${host}/token`, "ada:word:with:colons");
    await assert.rejects(registries().digestOf(image()), /refuses the login: it answers 401/);
    const auth = Buffer.from("ada:word:with:colons").toString("base64");
    assert.equal(await registries({ auths: { [host]: { auth } } }).digestOf(image()), digest);
  });

  it("gets no login to hand over unencrypted elsewhere", async () => {
    answer = withToken("http://elsewhere.example/token", "ada:secret");
    const auth = Buffer.from("ada:secret").toString("base64");
    await assert.rejects(
      registries({ auths: { [host]: { auth } } }).digestOf(image()),
      /without encryption, at elsewhere/,
    );
  });

  it("does not lead elsewhere, and tells of nothing that is not there", async () => {
    answer = (_, response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
    await assert.rejects(registries().digestOf(image()), /can't be reached/);
    answer = (_, response) => response.writeHead(404).end();
    await assert.rejects(registries().digestOf(image()), /has no such image/);
    answer = (_, response) => response.end(Buffer.alloc(5 * 1024 * 1024));
    await assert.rejects(registries().digestOf(image()), /longer than any manifest/);
  });

  it("is what fails, whatever it answers", async () => {
    const failed = (message: RegExp) => ({ name: "RegistryFailed", message });
    for (const token of ["<html>", "null", '{"token": 1}', '{"token": "with space"}', ""]) {
      answer = (request, response) => {
        const headers = { "www-authenticate": `Bearer realm="http://${host}/token"` };
        if (request.url?.startsWith("/token")) response.end(token);
        else response.writeHead(401, headers).end();
      };
      await assert.rejects(registries().digestOf(image()), failed(/gives no token/));
    }
    answer = (_, response) => {
      response.writeHead(200, { "content-length": 1000 }).write("{");
      setTimeout(() => response.destroy(), 50);
    };
    await assert.rejects(registries().digestOf(image()), failed(/the answer broke off/));
  });

  it("is asked for the digest alone where there is a tag too, which may be another image by now", async () => {
    const asked: (string | undefined)[] = [];
    answer = ({ url }, response) => {
      asked.push(url);
      response.end(manifest);
    };
    assert.equal(await registries().digestOf(image(`acme/web:1@${digest}`)), digest);
    assert.deepEqual(asked, [`/v2/acme/web/manifests/${digest}`]);
  });

  it("is held to a digest that was asked for", async () => {
    answer = (_, response) => response.end(manifest);
    assert.equal(await registries().digestOf(image(`acme/web@${digest}`)), digest);
    await assert.rejects(
      registries().digestOf(image(`acme/web@sha256:${"1".repeat(64)}`)),
      /has sha256:\w+ there/,
    );
  });
});
