import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";
import { obtain } from "../../tools/obtain.ts";
import { plainLines, progressOn } from "../../tools/progress.ts";
import { currentPlatform, toolNamed, tools } from "../../tools/registry.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { serve, smallTool, writeModule, writeScript } from "./small-tool.ts";

/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:4/";

describe("tools", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let module: string;
  let environment: NodeJS.ProcessEnv;
  let lines: string[];

  const progress = { say: (line: string) => lines.push(line), update: () => {}, end: () => {} };
  const small = (url: string, sha256?: string, more: NodeJS.ProcessEnv = {}) =>
    obtain(["small"], {
      registry: [smallTool(module, url, sha256)],
      environment: { ...environment, ...more },
      progress,
    }).then(folders => folders.small);
  const onPath = (name: string) => join(folder.path, name);
  const cached = () => (existsSync(onPath("cache/tools")) ? readdirSync(onPath("cache/tools")) : []);

  beforeEach(() => {
    folder = temporaryFolder();
    module = join(folder.path, "module");
    writeModule(module);
    lines = [];
    const { PATH, GOPATH, GOMODCACHE, GOCACHE } = process.env;
    environment = {
      PATH,
      HOME: process.env.HOME,
      FAIRWAY_CACHE: onPath("cache"),
      PULUMI_HOME: onPath("pulumi"),
      ...(GOPATH && { GOPATH }),
      ...(GOMODCACHE && { GOMODCACHE }),
      ...(GOCACHE && { GOCACHE }),
    };
  });
  afterEach(() => folder.remove());

  describe("on the machine", () => {
    it("takes the one on PATH when it has the right version", async () => {
      writeScript(onPath("bin/small"), "echo v1.2.3");
      const PATH = [onPath("bin"), environment.PATH].join(delimiter);
      assert.equal(await small(NOWHERE, undefined, { PATH }), onPath("bin"));
      assert.deepEqual(lines, []);
    });

    it("takes no other version, nor one that a different version on PATH hides", async () => {
      writeScript(onPath("old/small"), "echo v1.2.2");
      writeScript(onPath("bin/small"), "echo v1.2.3");
      const PATH = [onPath("old"), onPath("bin")].join(delimiter);
      await assert.rejects(small(NOWHERE, undefined, { PATH }), /Go is not on PATH/);
    });

    it("takes a provider that the engine has installed, but not one it is still installing", async () => {
      const plugin = onPath("pulumi/plugins/resource-small-v1.2.3");
      writeScript(join(plugin, "small"), "exit 1");
      const registry = [{ ...smallTool(module, NOWHERE), plugin: "resource-small" }];
      const PATH = onPath("nothing");
      const find = () => obtain(["small"], { registry, environment: { ...environment, PATH } });
      assert.deepEqual(await find(), { small: plugin });
      writeFileSync(`${plugin}.partial`, "");
      await assert.rejects(find(), /could not be obtained/);
    });
  });

  describe("downloaded", () => {
    let archive: Buffer;
    let sha256: string;
    let release: Awaited<ReturnType<typeof serve>>;
    let checksums: string;
    let answer: (response: ServerResponse) => void;

    beforeEach(async () => {
      writeScript(onPath("release/small/small"), "echo v1.2.3");
      await execa("tar", ["-czf", onPath("small.tar.gz"), "-C", onPath("release"), "small"]);
      archive = readFileSync(onPath("small.tar.gz"));
      sha256 = createHash("sha256").update(archive).digest("hex");
      checksums = `${"0".repeat(64)}  other.tar.gz\n${sha256}  small.tar.gz\n`;
      answer = response => response.end(archive);
      release = await serve((request, response) =>
        request.url === "/checksums.txt" ? response.end(checksums) : answer(response),
      );
      environment.PATH = join(folder.path, "only-tar");
      writeScript(onPath("only-tar/tar"), `PATH=/usr/bin:/bin exec tar "$@"`);
    });
    afterEach(() => release.close());

    it("is unpacked into the cache after its checksum proved right, and found there the next time", async () => {
      const found = await small(release.url);
      assert.deepEqual(readdirSync(found), ["small"]);
      release.close();
      assert.equal(await small(release.url), found);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? "", /^small 1\.2\.3: ready after \d+ s, kept in /);
    });

    it("may be the executable itself, below a folder, with nothing but its checksum beside it", async () => {
      const plain = Buffer.from("#!/bin/sh\necho v1.2.3\n");
      const server = await serve((request, response) =>
        request.url === "/linux/small.sha256"
          ? response.end(createHash("sha256").update(plain).digest("hex"))
          : response.end(request.url === "/linux/small" ? plain : ""),
      );
      const file = () => "linux/small";
      const checksums = (path: string) => `${path}.sha256`;
      const registry = [
        { ...smallTool(module, ""), release: { url: server.url, file, checksums, sha256: {} } },
      ];
      const folders = await obtain(["small"], { registry, environment, progress });
      server.close();
      assert.deepEqual(readdirSync(folders.small), ["small"]);
      const { stdout } = await execa(join(folders.small, "small"), { env: { PATH: "/usr/bin:/bin" } });
      assert.equal(stdout, "v1.2.3");
    });

    it("believes a SHA-1 with a path before the name, as provider releases publish", async () => {
      const sha1 = createHash("sha1").update(archive).digest("hex");
      checksums = `${sha1}  ./small.tar.gz\n`;
      assert.ok(existsSync(join(await small(release.url), "small")));
    });

    it("prefers a pinned checksum to the published one", async () => {
      checksums = `${"0".repeat(64)}  small.tar.gz\n`;
      assert.ok(existsSync(join(await small(release.url, sha256), "small")));
    });

    it("is refused when its checksum differs", async () => {
      answer = response => response.end(Buffer.concat([archive, Buffer.from("more")]));
      await assert.rejects(
        small(release.url),
        /checksum of http:\S+small\.tar\.gz is [0-9a-f]{64} where .* was expected/,
      );
      assert.deepEqual(
        cached(),
        cached().filter(name => name.endsWith(".lock")),
      );
    });

    it("is refused when only half of it arrives", async () => {
      answer = response => {
        response.setHeader("content-length", archive.length);
        response.write(archive.subarray(0, archive.length / 2), () => response.destroy());
      };
      await assert.rejects(small(release.url), /127\.0\.0\.1:\d+ could not be reached/);
      assert.deepEqual(
        cached(),
        cached().filter(name => name.endsWith(".lock")),
      );
    });

    it("is refused when the release has no checksum for it", async () => {
      checksums = `${sha256}  other.tar.gz\n`;
      await assert.rejects(small(release.url), /checksums\.txt has no checksum for small\.tar\.gz/);
    });

    it("is given up within five seconds when the host never answers", async () => {
      const mute = await serve(() => {});
      const started = Date.now();
      await assert.rejects(small(mute.url), /127\.0\.0\.1:\d+ could not be reached \(no answer in time\)/);
      assert.ok(Date.now() - started < 5_000);
      mute.close();
    });
  });

  describe("built", function () {
    // The first time the compiler builds Go's runtime with these flags as well.
    this.timeout(600_000);

    it("comes from its module with its version, in one line why", async () => {
      const found = await small(NOWHERE);
      const { stderr } = await execa(join(found, "small"));
      assert.equal(stderr, "v1.2.3");
      assert.match(
        lines[0] ?? "",
        /^small 1\.2\.3: 127\.0\.0\.1:4 could not be reached .*, so it is built from source/,
      );
    });

    it("is built where nobody publishes an executable for the platform, or none at all", async () => {
      const { release, ...unpublished } = smallTool(module, NOWHERE);
      assert.ok(release);
      const forOthers = { ...unpublished, release: { ...release, file: () => undefined } };
      for (const [index, tool] of [unpublished, forOthers].entries()) {
        lines = [];
        const place = { ...environment, FAIRWAY_CACHE: onPath(`cache-${index}`) };
        const { small } = await obtain(["small"], { registry: [tool], environment: place, progress });
        assert.ok(existsSync(join(small, "small")));
        assert.match(
          lines[0] ?? "",
          /^small 1\.2\.3: there is no official executable for \w+-\w+, so it is built/,
        );
      }
    });

    it("has the CustomResourceDefinitions of its module beside it", async () => {
      mkdirSync(join(module, "config"));
      writeFileSync(join(module, "config/things.yaml"), "kind: CustomResourceDefinition\n");
      const tool = smallTool(module, NOWHERE);
      const registry = [{ ...tool, module: { ...tool.module, crds: "config" } }];
      const { small } = await obtain(["small"], { registry, environment, progress });
      assert.equal(readFileSync(join(small, "crds/things.yaml"), "utf8"), "kind: CustomResourceDefinition\n");
    });

    it("is built once when two processes want it at the same time", async () => {
      const script = join(import.meta.dirname, "fixtures/obtain.ts");
      const run = () =>
        execa(process.execPath, [script, module, NOWHERE], { env: environment, extendEnv: false });
      const answers = (await Promise.all([run(), run()])).map(({ stdout }) => JSON.parse(stdout));
      assert.equal(answers[0].folder, answers[1].folder);
      const said = answers.flatMap(({ lines }) => lines as string[]);
      assert.equal(said.filter(line => line.includes("built from source")).length, 1);
      assert.equal(said.filter(line => line.includes("another process is installing it")).length, 1);
    });

    it("goes on at once after whoever held the lock was killed", async () => {
      writeScript(onPath("slow/go"), `echo $$ > ${onPath("go.pid")}\nexec sleep 60`);
      const script = join(import.meta.dirname, "fixtures/obtain.ts");
      const killed = execa(process.execPath, [script, module, NOWHERE], {
        env: { ...environment, PATH: [onPath("slow"), environment.PATH].join(delimiter) },
        extendEnv: false,
        reject: false,
      });
      while (!existsSync(onPath("go.pid"))) await setTimeout(50);
      killed.kill("SIGKILL");
      await killed;
      process.kill(Number(readFileSync(onPath("go.pid"), "utf8")));
      const found = await small(NOWHERE);
      assert.ok(existsSync(join(found, "small")));
      assert.ok(!lines.some(line => line.includes("another process")));
    });

    it("is built anew when its module changes", async () => {
      const before = await small(NOWHERE);
      writeFileSync(join(module, "more.go"), "package main\n");
      assert.notEqual(await small(NOWHERE), before);
    });

    it("needs Go, and says where to get it", async () => {
      await assert.rejects(
        small(NOWHERE, undefined, { PATH: onPath("nothing") }),
        /could not be reached .*could not be built either\.\nGo is not on PATH; install Go from https:\/\/go\.dev/,
      );
    });

    it("needs a Go that is new enough, and names both versions", async () => {
      writeModule(module, "1.25.11");
      writeScript(onPath("bin/go"), "echo go1.25.3");
      await assert.rejects(
        small(NOWHERE, undefined, { PATH: onPath("bin") }),
        /Go 1\.25\.3 is too old, small 1\.2\.3 needs 1\.25\.11 or newer; install Go/,
      );
    });

    it("shows the compiler's words when it fails", async () => {
      writeFileSync(join(module, "main.go"), "package main\n\nfunc main() { missing() }\n");
      await assert.rejects(small(NOWHERE), /go build failed in \S+:\n[\s\S]*undefined: missing/);
      assert.deepEqual(
        cached(),
        cached().filter(name => name.endsWith(".lock")),
      );
    });
  });

  describe("registry", () => {
    it("has a module with checksums for each tool, in the tool's version", () => {
      for (const { name, version, module: source } of tools) {
        assert.ok(existsSync(join(source.folder, "go.sum")), name);
        if (source.package === ".") continue;
        const modules = readFileSync(join(source.folder, "go.mod"), "utf8");
        const pinned = [...modules.matchAll(/^\s*(\S+) v(\S+)(?: \/\/ indirect)?$/gm)].filter(
          ([, path]) => source.package === path || source.package.startsWith(`${path}/`),
        );
        assert.deepEqual(
          pinned.map(([, , found]) => found),
          [version],
          name,
        );
      }
    });

    it("names a release's file for each platform, by version and platform", () => {
      const files = (name: string) => {
        const release = toolNamed(name).release;
        return (["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"] as const).map(platform => {
          const file = release?.file(platform);
          return release && file && [release.url + file, release.url + release.checksums(file)];
        });
      };
      const pulumi = "https://github.com/pulumi/pulumi/releases/download/v3.257.0";
      assert.deepEqual(files("pulumi")[0], [
        `${pulumi}/pulumi-v3.257.0-linux-x64.tar.gz`,
        `${pulumi}/pulumi-3.257.0-checksums.txt`,
      ]);
      const apiServer = "https://dl.k8s.io/release/v1.34.1/bin/linux/arm64/kube-apiserver";
      assert.deepEqual(files("kube-apiserver"), [
        [apiServer, `${apiServer}.sha256`].map(url => url.replace("arm64", "amd64")),
        [apiServer, `${apiServer}.sha256`],
        undefined,
        undefined,
      ]);
      const etcd = "https://github.com/etcd-io/etcd/releases/download/v3.5.21";
      assert.deepEqual(files("etcd")[0], [`${etcd}/etcd-v3.5.21-linux-amd64.tar.gz`, `${etcd}/SHA256SUMS`]);
      const tofu = "https://github.com/opentofu/opentofu/releases/download/v1.10.0";
      assert.deepEqual(files("opentofu")[3], [
        `${tofu}/tofu_1.10.0_darwin_arm64.tar.gz`,
        `${tofu}/tofu_1.10.0_SHA256SUMS`,
      ]);
      const terragrunt = "https://github.com/gruntwork-io/terragrunt/releases/download/v0.77.22";
      assert.deepEqual(files("terragrunt")[0], [
        `${terragrunt}/terragrunt_linux_amd64`,
        `${terragrunt}/SHA256SUMS`,
      ]);
      assert.deepEqual(files("kwok"), [undefined, undefined, undefined, undefined]);
    });

    it("has the versions of the npm packages that drive them", () => {
      const { dependencies } = JSON.parse(
        readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"),
      );
      const versions = Object.fromEntries(tools.map(({ name, version }) => [name, version]));
      assert.equal(versions.pulumi, dependencies["@pulumi/pulumi"]);
      assert.equal(versions["github-provider"], dependencies["@pulumi/github"]);
    });

    it("compares with the very provider that Fairway's own wraps", () => {
      const upstream = /terraform-provider-github\/v6 v(\S+)/;
      const { module: source } = toolNamed("github-provider");
      const [, wrapped] = upstream.exec(readFileSync(join(source.folder, "go.mod"), "utf8")) ?? [];
      assert.equal(toolNamed("terraform-provider-github").version, wrapped);
    });

    it("refuses a platform without releases", () => {
      assert.equal(currentPlatform("darwin", "arm64"), "darwin-arm64");
      assert.throws(() => currentPlatform("win32", "x64"), /Linux and macOS/);
    });
  });

  it("shows progress as a line every 15 seconds where lines can't move", () => {
    const written: string[] = [];
    let time = 0;
    const plain = plainLines({ write: text => written.push(text) }, () => time);
    plain.say("begins");
    for (time = 1_000; time <= 40_000; time += 1_000) plain.update(`${time / 1_000} s`);
    assert.deepEqual(written, ["begins\n", "15 s\n", "30 s\n"]);
  });

  it("moves no line on a terminal that does not tell its width", () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text) > 0;
    const progress = progressOn({ isTTY: true, columns: 0, write } as unknown as NodeJS.WriteStream);
    progress.say("begins");
    progress.update("goes on");
    progress.end();
    assert.deepEqual(written, ["begins\n"]);
  });
});
