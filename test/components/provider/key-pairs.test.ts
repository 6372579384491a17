import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { Decrypter, Encrypter } from "age-encryption";
import { ageKey } from "../../../components/provider/age-key.ts";
import { deployKey } from "../../../components/provider/deploy-key.ts";
import { keyPairKind } from "../../../components/provider/key-pair.ts";
import type { Properties } from "../../../components/provider/properties.ts";
import { connect } from "../../../src/github/api.ts";
import { TestServer } from "../../sandbox/github/client.ts";

const write = { type: "", preview: false, timeout: 0 };

describe("a deploy key that is made once", () => {
  const inputs = { owner: "acme", repository: "shop", title: "fairway/live", readOnly: true };
  let github: TestServer;

  const kind = keyPairKind(deployKey, () =>
    connect({ GITHUB_BASE_URL: github.server.url, GITHUB_TOKEN: github.server.token }),
  );
  const make = async (news: Properties = inputs) => (await kind.create({ ...write, news })).outputs;
  const read = async (outputs: Properties) =>
    (await kind.read({ type: "", id: "", outputs, inputs: outputs }))?.outputs;
  const keys = async () => (await github.rest("GET", "/repos/acme/shop/keys")).body;
  const diff = async (olds: Properties, news: Properties) =>
    (await kind.diff({ type: "", olds, news, ignored: [] })).replacing;

  before(async () => {
    github = await TestServer.start();
  });
  beforeEach(async () => {
    await github.rest("DELETE", "/repos/acme/shop");
    await github.repository("shop");
  });
  after(() => github.stop());

  it("has its public half at GitHub, which only reads, and its private half in the outputs", async () => {
    const { privateKey, publicKey, ...made } = await make();
    const [{ id, key, title, read_only }] = await keys();
    assert.deepEqual([id, key, title, read_only], [made.keyId, publicKey, "fairway/live", true]);
    const { x = "" } = createPublicKey(createPrivateKey(String(privateKey))).export({ format: "jwk" });
    assert.ok(
      Buffer.from(String(publicKey).split(" ")[1] ?? "", "base64").includes(Buffer.from(x, "base64url")),
    );
  });

  it("is the same as long as it is there, and gone when somebody deletes it", async () => {
    const made = await make();
    assert.deepEqual(await read(made), made);
    await github.rest("DELETE", `/repos/acme/shop/keys/${made.keyId}`);
    assert.equal(await read(made), undefined);
  });

  it("is gone with its repository, and can't be read without its private half", async () => {
    const { privateKey: _, ...known } = await make();
    assert.equal(await read(known), undefined);
    const made = await make();
    await github.rest("DELETE", "/repos/acme/shop");
    assert.equal(await read(made), undefined);
    await kind.delete({ type: "", id: "", outputs: made, timeout: 0 });
  });

  it("is replaced for another title or repository, and not for a private half that is given", async () => {
    const made = await make();
    assert.deepEqual(await diff(made, { ...inputs, privateKey: "another" }), []);
    assert.deepEqual(await diff(made, { ...inputs, title: "fairway/other" }), ["title"]);
    assert.deepEqual(await diff({ ...made, readOnly: false }, inputs), ["readOnly"]);
  });

  it("takes the place of one whose private half nobody has, once it is there itself", async () => {
    await make();
    await make({ ...inputs, title: "fairway/other" });
    const { keyId } = await make();
    const titles = (await keys()).map(({ id, title }: { id: number; title: string }) => [
      id === keyId,
      title,
    ]);
    assert.deepEqual(titles.sort(), [
      [false, "fairway/other"],
      [true, "fairway/live"],
    ]);
  });

  it("leaves the one that it succeeds, until that is taken away", async () => {
    const before = await make();
    const made = await make({ ...inputs, succeeds: true });
    assert.equal((await keys()).length, 2);
    await kind.delete({ type: "", id: "", outputs: before, timeout: 0 });
    assert.deepEqual(
      (await keys()).map(({ id }: { id: number }) => id),
      [made.keyId],
    );
  });

  it("takes a private half that is there already, and makes nothing where GitHub knows it", async () => {
    const made = await make();
    assert.deepEqual(await make({ ...inputs, privateKey: made.privateKey }), made);
    assert.equal((await keys()).length, 1);
    await github.rest("DELETE", `/repos/acme/shop/keys/${made.keyId}`);
    const other = await make({ ...inputs, privateKey: made.privateKey });
    assert.notEqual(other.publicKey, made.publicKey);
  });

  it("is another one where the private half is another repository's", async () => {
    const made = await make();
    await github.rest("DELETE", "/repos/acme/store");
    await github.repository("store");
    const other = await make({ ...inputs, repository: "store", privateKey: made.privateKey });
    assert.notEqual(other.publicKey, made.publicKey);
  });

  it("stays in a repository that was renamed, where it is the new name's", async () => {
    const made = await make();
    await github.rest("DELETE", "/repos/acme/store");
    await github.rest("PATCH", "/repos/acme/shop", { name: "store" });
    await kind.delete({ type: "", id: "", outputs: made, timeout: 0 });
    assert.equal((await github.rest("GET", "/repos/acme/store/keys")).body.length, 1);
    await github.rest("DELETE", "/repos/acme/store");
  });

  it("tells no private half where the engine looks for inputs", async () => {
    const { outputs } = await kind.create({ ...write, news: inputs });
    const live = await kind.read({ type: "", id: "", outputs, inputs });
    assert.deepEqual(live?.inputs, inputs);
  });

  it("goes, and has gone already", async () => {
    const made = await make();
    for (const _ of [1, 2]) await kind.delete({ type: "", id: "", outputs: made, timeout: 0 });
    assert.deepEqual(await keys(), []);
  });
});

describe("a key of age", () => {
  const kind = keyPairKind(ageKey, () => assert.fail("a key of age needs no GitHub"));
  const make = async (news: Properties) => (await kind.create({ ...write, news })).outputs;

  it("decrypts what is encrypted for its recipient", async () => {
    const { identity, recipient } = await make({ name: "payments" });
    const encrypter = new Encrypter();
    encrypter.addRecipient(String(recipient));
    const decrypter = new Decrypter();
    decrypter.addIdentity(String(identity));
    const file = await encrypter.encrypt("a password");
    assert.equal(await decrypter.decrypt(file, "text"), "a password");
  });

  it("is another one each time, unless it is given", async () => {
    const [one, other] = [await make({ name: "a" }), await make({ name: "a" })];
    assert.notEqual(one.identity, other.identity);
    assert.deepEqual(await make({ name: "a", identity: one.identity }), one);
    assert.deepEqual((await kind.read({ type: "", id: "", outputs: one, inputs: {} }))?.outputs, one);
  });
});
