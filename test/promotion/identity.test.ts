import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { signIn } from "../../src/promotion/identity.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

describe("Who promotes", () => {
  let server: Server;
  let environment: NodeJS.ProcessEnv;
  const asked: object[] = [];

  before(async () => {
    server = createServer(async (request, response) => {
      const isToken = request.method === "POST";
      if (isToken) asked.push((await json(request)) as object);
      const token = { token: "ghs_x", expires_at: "2999-01-01T00:00:00Z", permissions: {} };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(isToken ? token : { slug: "acme-promoter" }));
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    environment = {
      GITHUB_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_APP_ID: "1",
      GITHUB_APP_INSTALLATION_ID: "2",
      GITHUB_APP_PEM_FILE: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
    };
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [what, looking, level] of [
    ["asks for no more than to read where it only looks", true, "read"],
    ["may write where it moves something, in these repositories alone", false, "write"],
  ] as const)
    it(what, async () => {
      const standard = { promotion: "acme-promoter" };
      await signIn("acme", ["shop-deploy"], standard, { looking }, environment);
      const permissions = { contents: level, pull_requests: level, deployments: level, metadata: "read" };
      assert.deepEqual(asked.at(-1), { repositories: ["shop-deploy"], permissions });
    });
});
