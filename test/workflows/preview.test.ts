import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WorkflowClone } from "./workflow-clone.ts";
import { WorkflowRun } from "./workflow-run.ts";

/** Answers as `fairway stacks` does, writes down what the comment is made of, and can't preview `eks-live`. */
const npx = `case "$*" in
  *" stacks "*) echo "$LISTED" ;;
  *eks-live*--report*) exit 1 ;;
  *" preview "*) while [ "$1" != --report ]; do shift; done; echo "{}" > "$2" ;;
  *" comment "*) printf '[%s]' "$@" > "$RECORD" ;;
esac`;

describe("the workflow that previews", () => {
  let clone: WorkflowClone;
  beforeEach(() => {
    clone = new WorkflowClone();
    clone.command("npx", npx);
  });
  afterEach(() => clone.remove());

  /** What the comment is made of. */
  async function comment(listed: string): Promise<string> {
    const machine = {
      PATH: clone.PATH,
      RECORD: clone.record,
      LISTED: listed,
    };
    const event = { pull_request: { head: { repo: { full_name: "acme/road" } } } };
    const github = { base_ref: "main", repository: "acme/road", token: "token", event };
    const contexts = { github, vars: {}, secrets: {}, inputs: {} };
    const run = new WorkflowRun({
      clone: clone.directory,
      machine,
      installed: new Set(["npm ci", "npm run tools"]),
      contexts,
    });
    await run.run("preview");
    return readFileSync(machine.RECORD, "utf8");
  }

  it("tells the comment which stacks must be in it, also those that left no report", async () => {
    const listed = '[{"stack":"github"},{"stack":"eks-live"}]';
    assert.equal(
      await comment(listed),
      `[fairway][comment][--expect=${listed}][previews/preview-github.json]`,
    );
  });

  it("takes what the pull request's program lists as one word, and never as a command", async () => {
    const listed = '[{"stack":"github","x":"\'; touch pwned; $(touch pwned) `touch pwned` --print"}]';
    assert.match(
      await comment(listed),
      /^\[fairway\]\[comment\]\[--expect=[^\]]*touch pwned[^\]]*\]\]\[previews/,
    );
    assert.ok(!existsSync(join(clone.directory, "pwned")));
  });
});
