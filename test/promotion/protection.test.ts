import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { devNull } from "node:os";
import { execa } from "execa";
import type { Octokit } from "octokit";
import { connect } from "../../src/github/api.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { manifests, PromotionWorld } from "./promotion-world.ts";

const of = { owner: "acme", repo: "shop-deploy" };
const production = "heads/production";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }) as string;
const privateKeyPem = privateKey.export({ type: "pkcs1", format: "pem" }) as string;

/** What moves the branch that production follows, with the example's own standard in force. */
describe("production in a deploy repository", function () {
  this.timeout(600_000);
  let promotion: PromotionWorld;
  let first: string;
  let second: string;
  let app: Octokit;

  before(async () => {
    promotion = await PromotionWorld.start();
    app = await promotion.asApp();
    first = await promotion.merge(manifests("one"), "The first of it");
    second = await promotion.merge(manifests("two"), "The second");
  });
  after(() => promotion.close());

  async function member(login: string, role: "member" | "admin"): Promise<Octokit> {
    const { world } = promotion;
    await world.control("PUT", `/organizations/acme/members/${login}`, { role });
    await world.control("PUT", `/users/${login}`, { token: `token-of-${login}` });
    return await connect({ ...world.environment, GITHUB_TOKEN: `token-of-${login}` });
  }

  const refusal = (sentence: string) => ({ status: 422, message: new RegExp(sentence) });

  it("is made by nobody but the promotion App", async () => {
    const ref = `refs/${production}`;
    const restricted = refusal("Cannot create ref due to creations being restricted");
    await assert.rejects(promotion.world.github.rest.git.createRef({ ...of, ref, sha: first }), restricted);
    await app.rest.git.createRef({ ...of, ref, sha: first });
    assert.equal(await promotion.tip("production"), first);
  });

  for (const [who, role] of [
    ["an owner of the organisation", "admin"],
    ["a member who may write", "member"],
  ] as const)
    it(`is not moved by ${who}`, async () => {
      const github = await member(`somebody-${role}`, role);
      await promotion.world.github.rest.repos.addCollaborator({
        ...of,
        username: `somebody-${role}`,
        permission: "push",
      });
      for (const force of [false, true])
        await assert.rejects(
          github.rest.git.updateRef({ ...of, ref: production, sha: second, force }),
          refusal("Cannot update this protected ref"),
        );
      assert.equal(await promotion.tip("production"), first);
    });

  it("is not moved by the token that Fairway itself has, nor by another App", async () => {
    const { world } = promotion;
    const move = (github: Octokit) => github.rest.git.updateRef({ ...of, ref: production, sha: second });
    const other = { slug: "another", organization: "acme", publicKeyPem };
    const { id, installationId } = (await world.control("PUT", "/apps", other)) as Record<string, number>;
    const another = await connect({
      ...promotion.credentials,
      GITHUB_BASE_URL: world.environment.GITHUB_BASE_URL,
      GITHUB_APP_ID: String(id),
      GITHUB_APP_INSTALLATION_ID: String(installationId),
      GITHUB_APP_PEM_FILE: privateKeyPem,
    });
    for (const github of [world.github, another])
      await assert.rejects(move(github), refusal("Cannot update this protected ref"));
  });

  it("is not pushed to with git, and git says why", async () => {
    const folder = temporaryFolder();
    const { url, token } = promotion.world.server;
    const git = (...args: string[]) =>
      execa("git", args, {
        cwd: folder.path,
        reject: false,
        all: true,
        env: { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" },
      });
    try {
      const remote = url.replace("://", `://x-access-token:${token}@`);
      await git("clone", "--quiet", `${remote}/acme/shop-deploy.git`, ".");
      for (const force of [[], ["--force"]]) {
        const { exitCode, all } = await git("push", ...force, "origin", "origin/main:refs/heads/production");
        assert.notEqual(exitCode, 0);
        assert.match(all ?? "", /GH013: Repository rule violations found for refs\/heads\/production/);
        assert.match(all ?? "", /Cannot update this protected ref/);
      }
    } finally {
      folder.remove();
    }
  });

  it("is moved forward by the promotion App, and back by nobody", async () => {
    await app.rest.git.updateRef({ ...of, ref: production, sha: second });
    await assert.rejects(
      app.rest.git.updateRef({ ...of, ref: production, sha: first, force: true }),
      refusal("Cannot force-push to this branch"),
    );
    await assert.rejects(
      app.rest.git.updateRef({ ...of, ref: production, sha: first }),
      refusal("Update is not a fast forward"),
    );
    await assert.rejects(
      app.rest.git.deleteRef({ ...of, ref: production }),
      refusal("Cannot delete this branch"),
    );
    assert.equal(await promotion.tip("production"), second);
  });

  it("leaves main to pull requests, for the promotion App as well", async () => {
    const { data } = await app.rest.git.createCommit({
      ...of,
      message: "Past everybody",
      tree: await promotion.tree(first),
      parents: [second],
    });
    await assert.rejects(
      app.rest.git.updateRef({ ...of, ref: "heads/main", sha: data.sha }),
      refusal("Changes must be made through a pull request"),
    );
  });
});
