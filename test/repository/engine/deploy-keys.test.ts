import { deepStrictEqual, equal } from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { deployKeys } from "../../../src/repository/facets/deploy-keys.ts";
import { FacetWorld } from "./facet-world.ts";

/** A new public key as OpenSSH writes it. */
function publicKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from("ssh-ed25519")), field(Buffer.from(x, "base64url"))]);
  return `ssh-ed25519 ${blob.toString("base64")}`;
}

describe("deploy keys, by the engine", function () {
  this.timeout(600_000);
  const key = publicKey();
  let world: FacetWorld;
  before(async () => {
    world = await FacetWorld.start();
    world.declare({
      deploy_keys: {
        mirror: { key: `${key} mirror of acme` },
        release: { key: publicKey(), read_only: false },
      },
    });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made, whatever the comment", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await deployKeys.observe(world.live, world.declared), {
      deploy_keys: world.declared.deploy_keys,
    });
  });

  it("come back when somebody deletes one; another that somebody adds stays and is reported", async () => {
    const mirror = (await world.live.deployKeys).find(({ title }) => title === "mirror");
    await world.byHand(`DELETE /keys/${mirror?.id}`);
    await world.byHand("POST /keys", { title: "release", key: publicKey() });
    deepStrictEqual(await world.up({ refresh: true }), ["create deployKey/mirror"]);
    deepStrictEqual((await deployKeys.kinds.deployKey.list?.(world.live))?.toSorted(), [
      "mirror",
      "release",
      "release (2)",
    ]);
  });

  it("are taken in, and put right where somebody gave one more rights and another title", async () => {
    const mirror = (await world.live.deployKeys).find(({ title }) => title === "mirror");
    await world.byHand(`DELETE /keys/${mirror?.id}`);
    await world.byHand("POST /keys", { title: "theirs", key, read_only: false });
    const ids = await world.adopt();
    const theirs = (await world.live.deployKeys).find(({ title }) => title === "theirs");
    equal(ids["deployKey/mirror"], `widgets:${theirs?.id}`);
    // GitHub holds a key once, so the old one has to go first.
    deepStrictEqual(await world.up(), ["replace deployKey/mirror"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await deployKeys.observe(world.live, world.declared), {
      deploy_keys: world.declared.deploy_keys,
    });
  });
});
