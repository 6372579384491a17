import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeScript } from "../tools/small-tool.ts";
import { WorkflowRun } from "./workflow-run.ts";

const workflows = join(import.meta.dirname, "../../.github");
const fairway = join(import.meta.dirname, "../../bin/fairway.js");
const planned = `${"1".repeat(40)}..${"2".repeat(40)}`;

/** What is shown of one stage. */
const move = (stage: string, result = "planned") => ({ stage, result, plan: planned });

/** Writes down what it was asked for and with what, and answers as `fairway promote` does. */
const npx = `{ printf '[%s]' "$@"; echo "\${GITHUB_APP_PEM_FILE:+ as the App}\${GITHUB_TOKEN:+ with the job's token}"; } >> "$RECORD"
case "$*" in
  *--json*) echo "$SHOWN" ;;
esac`;

describe("the workflow that promotes", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let clone: string;
  beforeEach(() => {
    folder = temporaryFolder();
    clone = join(folder.path, "clone");
    mkdirSync(clone);
    cpSync(workflows, join(clone, ".github"), { recursive: true });
    writeScript(join(folder.path, "bin/npx"), npx);
  });
  afterEach(() => folder.remove());

  /** What Fairway was asked for, one line each. */
  async function asked(
    inputs: Readonly<Record<string, unknown>>,
    moves: readonly object[] = [move("live")],
  ): Promise<readonly string[]> {
    const record = join(folder.path, "record");
    const machine = {
      PATH: [join(folder.path, "bin"), process.env.PATH].join(delimiter),
      RECORD: record,
      SHOWN: JSON.stringify({ repository: "shop-deploy", moves }),
    };
    const contexts = {
      github: { token: "token", event: { repository: { name: "shop-deploy" } } },
      vars: { PROMOTION_APP_ID: "1", PROMOTION_APP_INSTALLATION_ID: "2" },
      secrets: { PROMOTION_APP_KEY: "key" },
      inputs: { to: "", stage: "", rollback: false, runner: "ubuntu-24.04", ...inputs },
    };
    const run = new WorkflowRun({ clone, machine, installed: new Set(), contexts });
    await run.run("promote");
    for (const { command, code, output } of run.ran) assert.equal(code, 0, `${command}\n${output}`);
    return readFileSync(record, "utf8").trimEnd().split("\n");
  }

  it("looks without the App's key, and then does what was shown", async () => {
    assert.deepEqual(await asked({}), [
      "[fairway][promote][shop-deploy][--dry-run][--json] with the job's token",
      `[fairway][promote][shop-deploy][--stage][live][--plan][${planned}][--yes] as the App`,
    ]);
  });

  it("takes back where that is wanted", async () => {
    assert.deepEqual(await asked({ rollback: true }), [
      "[fairway][promote][shop-deploy][--dry-run][--json][--rollback] with the job's token",
      `[fairway][promote][shop-deploy][--stage][live][--plan][${planned}][--yes][--rollback] as the App`,
    ]);
  });

  it("does all that was shown of several stages, and nothing of the others", async () => {
    const moves = [move("prelive"), { stage: "live-us", result: "refused", reason: "…" }, move("live")];
    assert.deepEqual((await asked({}, moves)).slice(1), [
      `[fairway][promote][shop-deploy][--stage][prelive][--plan][${planned}][--yes] as the App`,
      `[fairway][promote][shop-deploy][--stage][live][--plan][${planned}][--yes] as the App`,
    ]);
  });

  it("asks nobody where there is nothing to do", async () => {
    assert.deepEqual(await asked({ stage: "live" }, [{ stage: "live", result: "already" }]), [
      "[fairway][promote][shop-deploy][--dry-run][--json][--stage][live] with the job's token",
    ]);
  });

  it("takes what somebody writes for a commit as one word, and never as a command", async () => {
    const to = '"; touch pwned; $(touch pwned) `touch pwned` --rollback';
    const [look] = await asked({ to });
    assert.equal(
      look,
      `[fairway][promote][shop-deploy][--dry-run][--json][--to][${to}] with the job's token`,
    );
    assert.ok(!existsSync(join(clone, "pwned")));
  });

  it("has the key in a job of the environment only, and may do nothing else at GitHub", () => {
    const text = readFileSync(join(workflows, "workflows/promote.yml"), "utf8");
    const { jobs } = parse(text);
    assert.equal(jobs.promote.environment, "promotion");
    assert.deepEqual(jobs.promote.permissions, { "id-token": "write" });
    assert.equal(jobs.plan.environment, undefined);
    assert.ok(!JSON.stringify(jobs.plan).includes("secrets."));
    const reading = { contents: "read", deployments: "read", "pull-requests": "read" };
    assert.deepEqual(jobs.plan.permissions, { ...reading, "id-token": "write" });
    const commands = [...text.matchAll(/run: \|\n((?: {10}.*\n)+)/g)];
    assert.equal(commands.length, 2);
    for (const [, command] of commands) assert.doesNotMatch(command ?? "", /\$\{\{/);
  });

  it("reaches each cluster at EKS by a kubeconfig of its own", async () => {
    const { runs } = parse(readFileSync(join(workflows, "actions/clusters/action.yml"), "utf8"));
    writeScript(join(folder.path, "bin/npx"), `shift; exec "${process.execPath}" "${fairway}" "$@"`);
    writeScript(join(folder.path, "bin/aws"), 'echo "$*" >> "$RECORD"');
    const env = {
      PATH: [join(folder.path, "bin"), process.env.PATH].join(delimiter),
      RECORD: join(folder.path, "record"),
      RUNNER_TEMP: folder.path,
      GITHUB_ENV: join(folder.path, "environment"),
    };
    const checkout = join(workflows, "..");
    await execa("bash", ["-eo", "pipefail", "-c", runs.steps[0].run], {
      cwd: checkout,
      env,
      stdin: "ignore",
    });
    const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n").sort();
    assert.deepEqual(lines(env.GITHUB_ENV), [
      `KUBECONFIG_EKS_LIVE=${folder.path}/kubeconfig-eks-live`,
      `KUBECONFIG_EKS_LIVE_US=${folder.path}/kubeconfig-eks-live-us`,
      `KUBECONFIG_EKS_PRELIVE=${folder.path}/kubeconfig-eks-prelive`,
    ]);
    assert.deepEqual(
      lines(env.RECORD)[0],
      `eks update-kubeconfig --name acme-live --region eu-central-1 --kubeconfig ${folder.path}/kubeconfig-eks-live`,
    );
  });
});
