import assert from "node:assert/strict";
import { branchFilesKind } from "../../../components/provider/branch-files.ts";
import type { Properties } from "../../../components/provider/properties.ts";
import { connect } from "../../../src/github/api.ts";
import { TestServer } from "../../sandbox/github/client.ts";

const write = { type: "", id: "", preview: false, timeout: 0, ignored: [] };

describe("files of a branch as a resource", () => {
  let github: TestServer;

  const kind = branchFilesKind(() =>
    connect({ GITHUB_BASE_URL: github.server.url, GITHUB_TOKEN: github.server.token }),
  );
  const place = { owner: "acme", repository: "fleet", branch: "main", directories: ["clusters/live"] };
  const wanted = (files: Record<string, string>, more: Properties = {}): Properties => ({
    ...place,
    message: "Bring live into the declared shape",
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`clusters/live/${name}`, text])),
    ...more,
  });
  const create = (news: Properties) => kind.create({ ...write, news });
  const update = (news: Properties) => kind.update({ ...write, news, olds: news });
  const read = async (outputs: Properties) =>
    (await kind.read({ type: "", id: "", outputs, inputs: outputs }))?.outputs;
  const commits = async (branch = "main") =>
    (await github.rest("GET", `/repos/acme/fleet/commits?sha=${branch}`)).body.length;
  const pulls = async () => (await github.rest("GET", "/repos/acme/fleet/pulls?state=open")).body;

  before(async () => {
    github = await TestServer.start();
  });
  beforeEach(async () => {
    await github.rest("DELETE", "/repos/acme/fleet");
    await github.repository("fleet");
  });
  after(() => github.stop());

  it("are one commit for each change, and none where nothing changes", async () => {
    const before = await commits();
    const made = wanted({ "a.yaml": "a", "b.yaml": "b" });
    assert.equal((await create(made)).id, "acme/fleet/clusters/live");
    assert.equal(await commits(), before + 1);
    await update(made);
    assert.equal(await commits(), before + 1);
    await update(wanted({ "a.yaml": "other" }));
    assert.equal(await commits(), before + 2);
    assert.deepEqual(await read(made), wanted({ "a.yaml": "other" }));
  });

  it("differ by path", async () => {
    const difference = await kind.diff({
      type: "",
      ignored: [],
      olds: wanted({ "a.yaml": "a", "b.yaml": "b" }),
      news: wanted({ "a.yaml": "other", "c.yaml": "c" }, { message: "Something else" }),
    });
    assert.deepEqual(difference.kinds, {
      'files["clusters/live/a.yaml"]': "update",
      'files["clusters/live/b.yaml"]': "delete",
      'files["clusters/live/c.yaml"]': "add",
    });
    assert.deepEqual(difference.replacing, []);
  });

  it("are read as somebody has left them, and gone with their branch", async () => {
    const made = wanted({ "a.yaml": "a" });
    await create(made);
    await github.rest("PUT", "/repos/acme/fleet/contents/clusters/live/by-hand.yaml", {
      message: "By hand",
      content: Buffer.from("x").toString("base64"),
    });
    assert.deepEqual(await read(made), wanted({ "a.yaml": "a", "by-hand.yaml": "x" }));
    await github.rest("DELETE", "/repos/acme/fleet");
    assert.equal(await read(made), undefined);
  });

  it("are proposed as one pull request, which grows, and is closed when it is pointless", async () => {
    const proposal = { proposal: "fairway/live" };
    const before = await commits();
    const made = wanted({ "a.yaml": "a" }, proposal);
    await create(made);
    assert.equal(await commits(), before);
    assert.deepEqual(await read(made), made);
    const changed = wanted({ "a.yaml": "other" }, proposal);
    await update(changed);
    const [pull, ...others] = await pulls();
    assert.deepEqual([pull.title, pull.head.ref, others], [made.message, "fairway/live", []]);
    assert.deepEqual(await read(changed), changed);
    await update(wanted({}, proposal));
    assert.deepEqual(await pulls(), []);
    await update(changed);
    const [again] = await pulls();
    const { status } = await github.rest("PUT", `/repos/acme/fleet/pulls/${again.number}/merge`);
    assert.equal(status, 200);
    assert.deepEqual(await read(changed), changed);
    assert.deepEqual(await pulls(), []);
  });

  it("go to the branch itself once they are no longer to be proposed", async () => {
    const proposed = wanted({ "a.yaml": "a" }, { proposal: "fairway/live" });
    await create(proposed);
    const direct = wanted({ "a.yaml": "a" });
    const { kinds } = await kind.diff({ type: "", ignored: [], olds: proposed, news: direct });
    assert.deepEqual(kinds, { proposal: "update" });
    await kind.update({ ...write, news: direct, olds: proposed });
    assert.deepEqual(await read(direct), direct);
    assert.deepEqual(await pulls(), []);
  });

  it("stay when they are no longer declared", async () => {
    const made = wanted({ "a.yaml": "a" });
    await create(made);
    await kind.delete({ type: "", id: "", outputs: made, timeout: 0 });
    assert.deepEqual(await read(made), made);
  });
});
