import { deepStrictEqual, equal } from "node:assert/strict";
import { deployKeys } from "../../../src/repository/facets/deploy-keys.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAA";
const other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBB";
const live = () =>
  liveRepository({
    "/keys": [
      { id: 5, title: "mirror", key, read_only: true },
      { id: 6, title: "mirror", key: other, read_only: false },
      { id: 9, title: "forgotten", key: `${other}C`, read_only: false },
    ],
  });

describe("deploy keys", () => {
  it("asks for the key without its comment, however many words it has", () => {
    const spec = {
      ...identity,
      deploy_keys: { mirror: { key: `${key} mirror of acme\n`, read_only: true } },
    };
    deepStrictEqual(deployKeys.resources?.(spec, context), [
      {
        kind: "deployKey",
        key: "mirror",
        args: { repository: "widgets", title: "mirror", key, readOnly: true },
      },
    ]);
  });

  it("observes what is declared, the comment as declared where the key is the same", async () => {
    const told = async (declared: string) =>
      (
        await deployKeys.observe(live(), {
          ...identity,
          deploy_keys: { forgotten: { key: declared, read_only: true } },
        })
      ).deploy_keys;
    deepStrictEqual(await told(`${other}C by hand`), {
      forgotten: { key: `${other}C by hand`, read_only: false },
    });
    deepStrictEqual(await told(key), { forgotten: { key: `${other}C`, read_only: false } });
    deepStrictEqual(await deployKeys.observe(live(), identity), {});
  });

  it("finds one by the key itself, whatever its title", async () => {
    const { identify } = deployKeys.kinds.deployKey;
    const id = (key: string) => identify({ repository: "widgets", title: "x", key }, live());
    equal(await id(`${other} comment`), "widgets:6");
    equal(await id("ssh-ed25519 AAAA"), undefined);
  });

  it("reports every key, a second one under the same title too", async () => {
    deepStrictEqual(await deployKeys.kinds.deployKey.list?.(live()), ["mirror", "mirror (2)", "forgotten"]);
  });

  it("refuses what is no public key", () => {
    const read = (key: string) => deployKeys.fields.deploy_keys.safeParse({ mirror: { key } }).data;
    deepStrictEqual(read(key), { mirror: { key, read_only: true } });
    equal(read("-----BEGIN OPENSSH PRIVATE KEY-----"), undefined);
    equal(read("AAAAC3NzaC1lZDI1NTE5AAAAIAAA"), undefined);
  });
});
