import assert from "node:assert/strict";
import { formatProblem } from "../../src/catalogue/problem.ts";
import { checkVariables } from "../../src/substitution/check.ts";
import { placements } from "../../src/tenant/placement.ts";
import { testCatalogue, testCluster, testPlacement } from "../tenant/world.ts";

const placement = testPlacement(
  { variables: { COLOUR: "red" }, secrets: { TOKEN: { env: "SHOP_TOKEN" } } },
  { variables: { DOMAIN: "acme.example" } },
);

/** What is wrong with a repository of these files, one line each. */
function told(files: Readonly<Record<string, string>>, places = [placement]): string[] {
  const complete = { "config/a.yaml": "kind: ConfigMap\n", "kubernetes/a.yaml": "kind: Service\n", ...files };
  return checkVariables(new Map(Object.entries(complete)), places).map(formatProblem);
}

const resource = (text: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n${more}data:\n  a: ${text}\n`;
const undefinedAt = (place: string, name: string) => `${place} \`${name}\` is not defined for shop on live`;

describe("the variables of a deploy repository", () => {
  it("are those of the cluster, of the tenant, and Fairway's own", () => {
    const all = ["DOMAIN", "COLOUR", "TOKEN", "CLUSTER", "PLATFORM", "STAGE", "NAMESPACE"];
    const text = all.map(name => `\${${name}}`).join(" ");
    assert.deepEqual(told({ "kubernetes/a.yaml": resource(text) }), []);
  });

  it("are told with their place, and the nearest word", () => {
    assert.deepEqual(told({ "kubernetes/a.yaml": resource("https://${DOMIAN}/${MISSING}") }), [
      `${undefinedAt("kubernetes/a.yaml:6:14", "DOMIAN")}; did you mean \`DOMAIN\`?`,
      undefinedAt("kubernetes/a.yaml:6:24", "MISSING"),
    ]);
  });

  it("are found in every document, in keys, and in texts of several lines", () => {
    const text = `${resource("ok")}---\n${resource("|\n    one ${FIRST}\n    two ${SECOND}")}  \${THIRD}: x\n`;
    assert.deepEqual(told({ "config/b.yaml": text }), [
      undefinedAt("config/b.yaml:14:9", "FIRST"),
      undefinedAt("config/b.yaml:15:9", "SECOND"),
      undefinedAt("config/b.yaml:16:3", "THIRD"),
    ]);
  });

  it("need no definition where they have a default, or are none", () => {
    const text = resource('"${SIZE:=small} $${SHELL}" # ${COMMENT}');
    assert.deepEqual(told({ "kubernetes/a.yaml": text }), []);
  });

  it("are left alone in objects that say so", () => {
    const disabled = "kustomize.toolkit.fluxcd.io/substitute: disabled";
    for (const holder of ["annotations", "labels"]) {
      const text = resource("${SHELL} ${x.y}", `  ${holder}:\n    ${disabled}\n`);
      assert.deepEqual(told({ "kubernetes/a.yaml": text }), []);
    }
  });

  it("are told apart from what Flux can't make sense of", () => {
    const [problem = "", ...more] = told({ "kubernetes/a.yaml": resource("${x.y}") });
    assert.match(problem, /^kubernetes\/a\.yaml:6:6 Flux can't make sense of this `\$\{`; write `\$\$\{`/);
    assert.deepEqual(more, []);
  });

  it("are looked for in what a kustomization names, and nowhere else", () => {
    const files = {
      "kubernetes/kustomization.yaml": [
        "resources: [named.yaml, ../base]",
        "patches:",
        "  - path: patch.yaml",
        "  - patch: |-",
        "      - op: add",
        "        path: /data/x",
        "        value: ${INLINE}",
        "configMapGenerator:",
        "  - name: scripts",
        "    files: [run=run.sh]",
        "    literals: ['A=${LITERAL}']",
        "secretGenerator:",
        "  - name: secret",
        "    literals: ['B=${SECRET}']",
        "",
      ].join("\n"),
      "kubernetes/named.yaml": resource("${NAMED}"),
      "kubernetes/patch.yaml": resource("${PATCHED}"),
      "kubernetes/run.sh": "#!/bin/sh\necho ${SCRIPT}\n",
      "kubernetes/unnamed.yaml": resource("${UNNAMED}"),
      "base/kustomization.yaml": "resources: [base.yaml]\n",
      "base/base.yaml": resource("${BASE}"),
    };
    const names = told(files).map(line => line.match(/`(\w+)` is not defined/)?.[1]);
    assert.deepEqual(names.sort(), ["BASE", "INLINE", "LITERAL", "NAMED", "PATCHED", "SCRIPT"]);
  });

  it("are left alone in what is generated with that annotation", () => {
    const options = "options: {annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}";
    const files = {
      "kubernetes/kustomization.yaml": `configMapGenerator:\n  - name: a\n    files: [run.sh]\n    literals: ['A=\${X}']\n    ${options}\n`,
      "kubernetes/run.sh": "echo ${SCRIPT}\n",
    };
    assert.deepEqual(told(files), []);
  });

  it("are looked for below folders, where some have a kustomization of their own", () => {
    const files = {
      "kubernetes/deep/down/one.yaml": resource("${DEEP}"),
      "kubernetes/own/kustomization.yaml": "resources: [two.yaml]\n",
      "kubernetes/own/two.yaml": resource("${TWO}"),
      "kubernetes/own/three.yaml": resource("${THREE}"),
      "elsewhere/four.yaml": resource("${FOUR}"),
    };
    const names = told(files).map(line => line.match(/`(\w+)` is not defined/)?.[1]);
    assert.deepEqual(names.sort(), ["DEEP", "TWO"]);
  });

  it("end with a kustomization that leads to itself", () => {
    const files = {
      "kubernetes/kustomization.yaml": "resources: [../kubernetes, a.yaml]\n",
      "kubernetes/a.yaml": resource("${ONCE}"),
    };
    assert.equal(told(files).length, 1);
  });

  it("have to be defined at each placement", () => {
    const catalogue = testCatalogue(
      [testCluster("eks", { variables: { REGION: "eu" } }), testCluster("dc"), testCluster("edge")],
      { "shop-deploy": { namespace: "shop", clusters: ["eks", "dc", "edge"] } },
    );
    const files = { "kubernetes/a.yaml": resource("${REGION}") };
    assert.deepEqual(told(files, [...placements(catalogue)]), [
      "kubernetes/a.yaml:6:6 `REGION` is not defined for shop on dc, shop on edge",
    ]);
  });

  it("are looked for in each tenant's own folder", () => {
    const catalogue = testCatalogue([testCluster("live")], {
      "shop-deploy": [
        { namespace: "shop", clusters: ["live"], path: "shop" },
        { namespace: "till", clusters: ["live"], path: "till" },
      ],
    });
    const files = {
      "shop/config/a.yaml": resource("x"),
      "shop/kubernetes/a.yaml": resource("x"),
      "till/config/a.yaml": resource("${TILL}"),
    };
    const lines = checkVariables(new Map(Object.entries(files)), placements(catalogue)).map(formatProblem);
    assert.deepEqual(lines, [
      "till/config/a.yaml:6:6 `TILL` is not defined for till on live",
      "till/kubernetes:1:1 this folder is missing, and Flux applies it",
    ]);
  });

  it("are looked for in each stage's overlay, and the base below it", () => {
    const [tomorrow, today] = ["prelive", "live"].map(stage => testCluster(stage, { stage }));
    assert.ok(tomorrow && today);
    const of = (overlays: boolean) =>
      placements(
        testCatalogue([tomorrow, today], {
          "shop-deploy": { namespace: "shop", clusters: ["prelive", "live"], overlays },
        }),
      );
    const files = {
      "kubernetes/kustomization.yaml": "resources: [a.yaml]\n",
      "kubernetes/base/kustomization.yaml": "resources: [base.yaml]\n",
      "kubernetes/base/base.yaml": resource("${BASE}"),
      "kubernetes/overlays/prelive/kustomization.yaml":
        "resources: [../../base]\npatches: [{ patch: '${OWN}' }]\n",
    };
    assert.deepEqual(told(files, [...of(true)]), [
      "kubernetes/base/base.yaml:6:6 `BASE` is not defined for shop on prelive",
      "kubernetes/overlays/prelive/kustomization.yaml:2:21 `OWN` is not defined for shop on prelive",
      "kubernetes/overlays/live:1:1 this folder is missing, and Flux applies it",
    ]);
    assert.deepEqual(told(files, [...of(false)]), []);
  });

  it("can't be told of files that are not YAML", () => {
    assert.deepEqual(told({ "kubernetes/a.yaml": "a: [\n" }), [
      "kubernetes/a.yaml:2:1 this is not YAML, so Flux can't apply it",
    ]);
  });
});
