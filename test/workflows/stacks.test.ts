import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WorkflowClone } from "./workflow-clone.ts";
import { WorkflowRun } from "./workflow-run.ts";

const checkout = join(import.meta.dirname, "../..");
const fairway = join(checkout, "bin/fairway.js");

/** Writes down what it was asked for. */
const recording = `import { appendFileSync } from "node:fs";
appendFileSync(process.env.RECORD, process.argv.slice(2).join(" ") + "\\n");
`;

describe("the workflow that lists the stacks", () => {
  let clone: WorkflowClone;
  beforeEach(() => {
    clone = new WorkflowClone();
    for (const file of ["Pulumi.yaml", "stacks/Pulumi.github.yaml"])
      clone.write(file, readFileSync(join(checkout, file), "utf8"));
    clone.write("bin/fairway.js", recording);
    clone.command("npx", `shift; exec "${process.execPath}" "${fairway}" "$@"`);
  });
  afterEach(() => clone.remove());

  function cluster(name: string, stage: string): void {
    const access = `access: { eks: { name: ${name}, region: eu-central-1 } }`;
    const settings = `platform: eks, flux: { version: 2.7.5 }, stage: ${stage}, ${access}`;
    clone.write(`stacks/Pulumi.${name}.yaml`, `config:\n  fairway:cluster: { ${settings} }\n`);
  }

  function workflow(): WorkflowRun {
    const machine = {
      ...(process.env as Record<string, string>),
      PATH: clone.PATH,
      RECORD: clone.record,
    };
    const contexts = { github: {}, vars: {}, secrets: {}, inputs: {} };
    return new WorkflowRun({
      clone: clone.directory,
      machine,
      installed: new Set(["npm ci", "npm run tools"]),
      contexts,
    });
  }

  async function listed(): Promise<Record<string, readonly string[]>> {
    const run = workflow();
    const outputs = await run.run("stacks");
    for (const { command, code, output } of run.ran) assert.equal(code, 0, `${command}\n${output}`);
    const names = (json: unknown) => JSON.parse(String(json)).map(({ stack }: { stack: string }) => stack);
    return Object.fromEntries(Object.entries(outputs).map(([name, json]) => [name, names(json)]));
  }

  it("lists none of a stage that the standard does not have", async () => {
    clone.write("repos/standard.yaml", "archetypes: {plain: {}}\n");
    assert.deepEqual(await listed(), { all: ["github"], prelive: [], live: [], others: [] });
    await workflow().run("up");
    const asked = readFileSync(clone.record, "utf8");
    assert.match(asked, /^up --yes .*--stack github$/m);
  });

  it("lists the clusters of each stage, and `up` fails where it works on one of them never", async () => {
    const stages =
      "[{name: prelive, branch: main}, {name: live, branch: production}, {name: late, branch: late}]";
    clone.write("repos/standard.yaml", `archetypes: {plain: {}}\nstages: ${stages}\n`);
    cluster("first", "prelive");
    cluster("second", "live");
    assert.deepEqual(await listed(), {
      all: ["github", "first", "second"],
      prelive: ["first"],
      live: ["second"],
      others: [],
    });
    cluster("third", "late");
    const run = workflow();
    await run.run("up");
    assert.deepEqual(
      run.ran.filter(({ code }) => code !== 0).map(({ job, output }) => [job, output]),
      [["others", "::error::Of a stage that stacks.yml and up.yml don't name: third (late)"]],
    );
    assert.ok(existsSync(clone.record));
  });
});
