import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import type { TestWorld } from "../support/world.ts";
import { alpha, secretValues, standard, startSmallOrganization } from "./small-organization.ts";
import { stored } from "./stored.ts";

const tokenLifetimeSeconds = 20;
/** Of about thirty writes; more than one token's life. */
const millisecondsPerWrite = 1200;

describe("A run that outlives the token of a GitHub App", function () {
  this.timeout(600_000);
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }) as string;
  let world: TestWorld;
  let environment: Record<string, string>;

  before(async () => {
    world = await startSmallOrganization({
      repos: { "standard.yaml": standard, "alpha/repo.yaml": alpha },
      config: { "github:writeDelayMs": "1" },
    });
    const { id, installationId } = (await world.control("PUT", "/apps", {
      slug: "fairway",
      organization: world.organization,
      publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
      tokenLifetimeSeconds,
    })) as { id: number; installationId: number };
    environment = {
      GITHUB_TOKEN: "",
      GITHUB_APP_ID: String(id),
      GITHUB_APP_INSTALLATION_ID: String(installationId),
      GITHUB_APP_PEM_FILE: pem,
    };
  });
  after(() => world.close());

  it("goes on with a new one, and says so", async () => {
    const delay = { action: "delay", milliseconds: millisecondsPerWrite };
    await world.control(
      "PUT",
      "/faults",
      ["POST", "PUT", "PATCH"].map(method => ({ method, ...delay })),
    );
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"], environment);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    assert.match(
      stderr,
      /The GitHub App's token has expired in the middle of the run; going on with a new one\./,
    );
  });

  it("leaves nothing to do", async () => {
    await world.control("DELETE", "/faults");
    const { code, stdout, stderr } = await world.fairway(
      ["preview", "--refresh", "--expect-no-changes"],
      environment,
    );
    assert.equal(code, 0, `${stdout}\n${stderr}`);
  });

  it("stores neither the key nor any secret in the open", () => {
    const body = pem.split("\n")[1] as string;
    for (const [file, content] of stored(world)) {
      for (const secret of [body, ...Object.values(secretValues)])
        assert.ok(!content.includes(secret), `${file} has ${secret.slice(0, 12)}… in it`);
    }
  });
});
