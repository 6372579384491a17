import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { WorkflowClone } from "./workflow-clone.ts";
import { type Ran, WorkflowRun } from "./workflow-run.ts";

/** In the place of Fairway: writes down what it is given and each signal, and stops half a second after the first. */
const program = `import { appendFileSync } from "node:fs";
const write = word => appendFileSync(process.env.RECORD, word + "\\n");
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => { write(signal); setTimeout(() => { write("stopped"); process.exit(1); }, 500); });
write(process.argv.slice(2).join("|"));
setTimeout(() => process.exit(Number(process.env.ENDS)), Number(process.env.WORKS));
`;

describe("the workflow that works on one stack", () => {
  let clone: WorkflowClone;
  beforeEach(() => {
    clone = new WorkflowClone();
    clone.write("bin/fairway.js", program);
    const manifest = { name: "fairway", version: "1.0.0", type: "module", bin: "bin/fairway.js" };
    clone.write("package.json", JSON.stringify(manifest));
    // Fifty minutes are two seconds here.
    const hurried = `for each; do shift; set -- "$@" "$(echo "$each" | sed 's/^50m$/2/')"; done`;
    clone.command("timeout", `${hurried}\nPATH="$REST" exec timeout "$@"`);
  });
  afterEach(() => clone.remove());

  /** What the step came to, and what Fairway was given. */
  async function ran(works: number, ends = 0): Promise<Ran & { readonly lines: readonly string[] }> {
    const machine = {
      ...(process.env as Record<string, string>),
      PATH: clone.PATH,
      REST: process.env.PATH ?? "",
      RECORD: clone.record,
      WORKS: String(works),
      ENDS: String(ends),
    };
    const inputs = { stack: "eks-live", arguments: "up --yes", remove: "beta --all" };
    const contexts = { github: {}, vars: {}, secrets: {}, inputs };
    const run = new WorkflowRun({
      clone: clone.directory,
      machine,
      installed: new Set(["npm ci", "npm run tools"]),
      contexts,
    });
    await run.run("stack");
    const step = run.ran.find(({ command }) => command.includes("fairway"));
    assert.ok(step);
    return { ...step, lines: readFileSync(clone.record, "utf8").trimEnd().split("\n") };
  }

  const given = "up|--yes|--remove=beta|--remove=--all|--stack|eks-live";

  it("ends as Fairway does", async () => {
    for (const ends of [0, 3]) assert.equal((await ran(0, ends)).code, ends);
    assert.deepEqual((await ran(0)).lines.at(-1), given);
  });

  it("asks it to stop once, before the job's time is up, waits for it, and fails", async () => {
    const { code, lines } = await ran(6_000);
    assert.deepEqual(lines, [given, "SIGINT", "stopped"]);
    assert.equal(code, 124);
  });
});
