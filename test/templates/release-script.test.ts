import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeScript } from "../tools/small-tool.ts";
import { environment } from "./environment.ts";
import { type Generated, generate } from "./generate.ts";
import { git, TemplateRepositories } from "./template-repositories.ts";

/** A registry that keeps, in a folder, a file with the digest for each image. */
const docker = `file() { echo "$REGISTRY/$(echo "$1" | tr '/:' '__')"; }
case "$1 $2 $3" in
  "login --username "*) cat > "$WORLD/password"; echo "$3 $5" > "$WORLD/login" ;;
  "buildx imagetools inspect")
    if [ -n "$REGISTRY_IS_DOWN" ]; then echo "ERROR: $6: connection refused" >&2; exit 1; fi
    if [ ! -f "$(file "$6")" ]; then echo "ERROR: $6: not found" >&2; exit 1; fi
    printf '{"digest":"%s"}' "$(cat "$(file "$6")")" ;;
  "buildx imagetools create") echo "\${7#*@}" > "$(file "$6")"; echo "image $4" >> "$WORLD/done" ;;
  *) exit 64 ;;
esac`;

/** GitHub, for which the repository itself stands. */
const gh = `case "$1 $2 $3" in
  "api repos/acme/payments-api/branches/main --jq") git rev-parse main ;;
  "api --silent --method") git tag "\${7#ref=refs/tags/}" "\${9#sha=}" && echo tag >> "$WORLD/done" ;;
  "release view "*) test -f "$WORLD/release-$3" || { echo "release not found" >&2; exit 1; } ;;
  "release create "*)
    git rev-parse --verify --quiet "$3" > /dev/null || exit 65
    if [ -n "$GITHUB_IS_DOWN" ]; then exit 1; fi
    cp "$8" "$WORLD/release-$3"; echo release >> "$WORLD/done" ;;
  *) exit 64 ;;
esac`;

const image = "ghcr.io/acme/payments-api/api";

describe("a release", () => {
  let templates: TemplateRepositories;
  let generated: Generated;
  let world: ReturnType<typeof temporaryFolder>;

  before(async () => {
    templates = await TemplateRepositories.create();
  });
  after(() => templates.remove());
  beforeEach(async () => {
    world = temporaryFolder();
    mkdirSync(join(world.path, "registry"));
    writeScript(join(world.path, "bin/docker"), docker);
    writeScript(join(world.path, "bin/gh"), gh);
    generated = await generate(templates, [{ template: "base" }]);
    mkdirSync(join(generated.folder, "api"));
    generated.write("api/Taskfile.yml", "version: '3'\n");
    generated.write("api/Dockerfile", "FROM scratch AS prod\n");
    await generated.commit("feat: pay");
  });
  afterEach(() => {
    generated.remove();
    world.remove();
  });

  const head = () => git(generated.folder, "rev-parse", "HEAD");
  const place = (reference: string) => join(world.path, "registry", reference.replaceAll(/[/:]/g, "_"));
  const publish = (tag: string, digest: string) =>
    writeFileSync(place(`${image}:${tag}`), `sha256:${digest}`);
  const digestOf = (tag: string) => readFileSync(place(`${image}:${tag}`), "utf8").trim();
  const done = () =>
    existsSync(join(world.path, "done"))
      ? readFileSync(join(world.path, "done"), "utf8").trim().split("\n")
      : [];

  /** Runs the script for a commit, as the workflow does. */
  async function release(commit: string, settings: NodeJS.ProcessEnv = {}, ...args: readonly string[]) {
    const { env = {}, ...options } = await environment();
    const { exitCode, all } = await execa("bash", [".github/scripts/release", ...args], {
      ...options,
      cwd: generated.folder,
      env: {
        ...env,
        PATH: [join(world.path, "bin"), env.PATH].join(delimiter),
        WORLD: world.path,
        REGISTRY: join(world.path, "registry"),
        GITHUB_REPOSITORY: "acme/payments-api",
        GITHUB_REF_NAME: "main",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_ACTOR: "somebody",
        GITHUB_TOKEN: "token",
        GITHUB_SHA: commit,
        GITHUB_STEP_SUMMARY: join(world.path, "summary"),
        PATIENCE_SECONDS: "0",
        ...settings,
      },
      reject: false,
      all: true,
    });
    return { exitCode, all };
  }

  it("is the tag, the images of that commit by their digests, and the notes, in this order", async () => {
    publish(await head(), "one");
    const { exitCode, all } = await release(await head());
    assert.equal(exitCode, 0, all);
    assert.deepEqual(done(), ["tag", "image --prefer-index=false", "release"]);
    assert.equal(digestOf("0.1.0"), "sha256:one");
    assert.match(readFileSync(join(world.path, "release-v0.1.0"), "utf8"), /### New\n\n(- .*\n)*- pay/);
    assert.match((await release(await head())).all ?? "", /Nothing to release/);
    assert.match((await release(await head(), {}, "--first")).all ?? "", /a release already, v0\.1\.0/);
    assert.equal(done().length, 3);
  });

  it("is not begun before the images of all components are there", async () => {
    const { exitCode, all } = await release(await head());
    assert.equal(exitCode, 1);
    assert.match(all ?? "", /::error::ghcr\.io\/acme\/payments-api\/api:[0-9a-f]{40} is not published/);
    assert.deepEqual(done(), []);
  });

  it("moves nothing: neither an older commit nor another image takes a version", async () => {
    const older = await head();
    publish(older, "one");
    await release(older);
    await generated.commit("fix: pay once");
    publish(await head(), "two");
    await git(generated.folder, "tag", "--delete", "v0.1.0");
    await git(generated.folder, "checkout", "--quiet", "--detach", older);
    const { exitCode, all } = await release(older);
    assert.equal(exitCode, 0, all);
    assert.match(all ?? "", /main has moved on/);
    await git(generated.folder, "checkout", "--quiet", "main");
    const refused = await release(await head());
    assert.equal(refused.exitCode, 1);
    assert.match(refused.all ?? "", /api:0\.1\.0 is there already, and is not the image of/);
    assert.equal(digestOf("0.1.0"), "sha256:one");
    assert.equal(done().length, 3);
  });

  it("that was stopped is finished for the commit that has the tag", async () => {
    const first = await head();
    publish(first, "one");
    assert.equal((await release(first, { GITHUB_IS_DOWN: "yes" })).exitCode, 1);
    await generated.commit("feat: pay back");
    publish(await head(), "two");
    assert.match((await release(await head())).all ?? "", /0\.1\.0 is released/);
    assert.equal(digestOf("0.1.0"), "sha256:one");
    assert.doesNotMatch(readFileSync(join(world.path, "release-v0.1.0"), "utf8"), /pay back/);
    assert.match((await release(await head())).all ?? "", /0\.2\.0 is released/);
    assert.equal(digestOf("0.2.0"), "sha256:two");
  });

  it("takes nothing for not there that a registry does not tell of", async () => {
    publish(await head(), "one");
    assert.equal((await release(await head(), { REGISTRY_IS_DOWN: "yes" })).exitCode, 1);
    assert.deepEqual(done(), []);
  });

  it("shows GitHub's token to nobody but GitHub's registry", async () => {
    publish(await head(), "one");
    await release(await head());
    const login = () => readFileSync(join(world.path, "login"), "utf8").trim();
    const password = () => readFileSync(join(world.path, "password"), "utf8").trim();
    assert.deepEqual([login(), password()], ["somebody ghcr.io", "token"]);
    const env = { GITHUB_SERVER_URL: "https://github.acme.example" };
    const { exitCode, all } = await release(await head(), env);
    assert.equal(exitCode, 0, all);
    await generated.commit("fix: pay once");
    const refused = await release(await head(), env);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.all ?? "", /set the variable REGISTRY_USERNAME and the secret REGISTRY_PASSWORD/);
    await release(await head(), { ...env, REGISTRY_USERNAME: "publisher", REGISTRY_PASSWORD: "secret" });
    assert.deepEqual([login(), password()], ["publisher ghcr.io", "secret"]);
  });
});
