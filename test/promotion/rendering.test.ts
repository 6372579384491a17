// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are Flux's
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Octokit } from "octokit";
import { Contents } from "../../src/promotion/contents.ts";
import { PromotionRefused } from "../../src/promotion/refused.ts";
import { Rendering } from "../../src/promotion/rendering.ts";
import type { Placement } from "../../src/tenant/placement.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const commit = "c".repeat(40);
const placement = (tenant: object = {}) =>
  ({
    cluster: { name: "live" },
    stage: { name: "live", branch: "production" },
    tenant: { namespace: "shop", ...tenant },
    variables: { STAGE: "live" },
  }) as unknown as Placement;

const configMap = (name: string, text: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  text: "${text}"\n`;

/** What the objects' texts are, by their names. */
async function rendered(
  files: Readonly<Record<string, string>>,
  tenant?: object,
): Promise<Record<string, unknown>> {
  const all = { "config/settings.yaml": configMap("settings", "x"), ...files };
  const contents = {
    write: async (_: string, folder: string) => {
      for (const [path, text] of Object.entries(all)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
  } as unknown as Contents;
  const rendering = new Rendering(contents);
  try {
    const manifests = await rendering.at(commit, placement(tenant));
    return Object.fromEntries(
      manifests.map(manifest => [
        manifest.metadata.name,
        (manifest as { data?: { text?: string } }).data?.text,
      ]),
    );
  } finally {
    rendering.close();
  }
}

describe("What Flux would apply of a commit", function () {
  // Kustomize may have to be built first.
  this.timeout(1_800_000);

  it("is everything in a folder without a kustomization, with the variables put in", async () => {
    assert.deepEqual(
      await rendered({
        "kubernetes/a.yaml": configMap("a", "${STAGE} ${OTHER:=none} $${STAGE}"),
        "kubernetes/deep/b.yml": configMap("b", "${STAGE^^}"),
        "kubernetes/README.md": "# no manifest",
      }),
      { settings: "x", a: "live none ${STAGE}", b: "LIVE" },
    );
  });

  it("is the stage's overlay where a tenant has these", async () => {
    const files = {
      "kubernetes/base/kustomization.yaml": "resources: [a.yaml]\n",
      "kubernetes/base/a.yaml": configMap("a", "base"),
      "kubernetes/overlays/live/kustomization.yaml":
        'resources: [../../base]\npatches: [{patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {text: overlay}}"}]\n',
    };
    assert.deepEqual(await rendered(files, { overlays: true }), { settings: "x", a: "overlay" });
  });

  it("keeps secret variables as they are, and objects that want none", async () => {
    const without = "  annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}\n";
    const files = {
      "kubernetes/a.yaml": configMap("a", "${PASSWORD}"),
      "kubernetes/b.yaml": configMap("b", "${NOWHERE}", without),
    };
    const tenant = { secrets: { PASSWORD: { env: "PASSWORD" } } };
    assert.deepEqual(await rendered(files, tenant), { settings: "x", a: "${PASSWORD}", b: "${NOWHERE}" });
  });

  for (const [what, files, message] of [
    ["a variable that nobody sets", { "kubernetes/a.yaml": configMap("a", "${NOWHERE}") }, /NOWHERE/],
    ["a folder that is missing", {}, /There is no folder kubernetes at ccccccc/],
    [
      "an address",
      { "kubernetes/kustomization.yaml": "resources: [https://example.com/base.yaml]\n" },
      /names `https:\/\/example.com\/base.yaml`, which is no file or folder/,
    ],
    [
      "an address in a folder that Flux puts together by itself",
      { "kubernetes/base/kustomization.yaml": "resources: [https://example.com/base.yaml]\n" },
      /base\/kustomization.yaml names `https:\/\/example.com\/base.yaml`/,
    ],
    [
      "an address under a key in large letters",
      { "kubernetes/kustomization.yaml": "Resources: [https://example.com/base.yaml]\n" },
      /names `https:\/\/example.com\/base.yaml`/,
    ],
    [
      "an address that it merges into itself",
      {
        "kubernetes/kustomization.yaml":
          "metadata: {annotations: &a {resources: [https://example.com/base.yaml]}}\n<<: *a\n",
      },
      /names `https:\/\/example.com\/base.yaml`/,
    ],
    [
      "a kustomization that is no YAML",
      { "kubernetes/kustomization.yaml": "resources: [\n" },
      /kubernetes\/kustomization.yaml can't be read/,
    ],
    [
      "a repository elsewhere",
      { "kubernetes/kustomization.yaml": "components: ['git@github.com:acme/base.git']\n" },
      /which is no file or folder/,
    ],
    [
      "a folder of this machine",
      { "kubernetes/kustomization.yaml": `resources: [../../../..${process.cwd()}]\n` },
      /which is no file or folder/,
    ],
    [
      "an address that a base in turn names",
      {
        "kubernetes/kustomization.yaml": "resources: [base]\n",
        "kubernetes/base/kustomization.yaml": "patches: [{path: 'https://example.com/patch.yaml'}]\n",
      },
      /base\/kustomization.yaml names `https:\/\/example.com\/patch.yaml`/,
    ],
    [
      "a file of this machine",
      {
        "kubernetes/kustomization.yaml":
          "configMapGenerator: [{name: stolen, files: [../../../../../../../etc/hostname]}]\n",
      },
      /Kustomize can't build kubernetes at ccccccc[\s\S]*is not in or below/,
    ],
  ] as const)
    it(`is refused where it has ${what}`, async () => {
      await assert.rejects(rendered(files), error => {
        assert.ok(error instanceof PromotionRefused, String(error));
        assert.match(error.message, message);
        return true;
      });
    });
});

describe("The files of a commit", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** GitHub, as it would be if it were no friend. */
  const contents = (entries: readonly object[]) =>
    new Contents({
      owner: "acme",
      repo: "shop-deploy",
      api: {
        rest: {
          git: {
            getTree: async () => ({ data: { truncated: false, tree: entries } }),
            getBlob: async () => ({ data: { content: "YQ==", encoding: "base64" } }),
          },
        },
      } as unknown as Octokit,
    });
  const file = (path: string, more: object = {}) => ({
    path,
    type: "blob",
    mode: "100644",
    sha: "a".repeat(40),
    ...more,
  });

  for (const path of [
    "../outside.yaml",
    "/etc/cron.d/x",
    "a/../../b",
    "a//b",
    ".git/hooks/x",
    "a\\..\\b",
    "a\u0000b",
  ])
    it(`are not written to ${JSON.stringify(path)}`, async () => {
      const into = join(folder.path, "nothing");
      await assert.rejects(contents([file(path)]).write(commit, into), PromotionRefused);
    });

  it("are regular ones, without workflows", async () => {
    const into = join(folder.path, "some");
    const link = file("link.yaml", { mode: "120000" });
    await contents([file("a.yaml"), link, file(".github/workflows/x.yml")]).write(commit, into);
    assert.deepEqual(readdirSync(into), ["a.yaml"]);
  });

  it("are not more than a repository of manifests has", async () => {
    const large = file("a.yaml", { size: 40 * 1024 * 1024 });
    await assert.rejects(contents([large]).write(commit, join(folder.path, "large")), /too many files/);
  });
});
