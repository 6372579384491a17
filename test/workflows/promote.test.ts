import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { WorkflowClone } from "./workflow-clone.ts";
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
  let clone: WorkflowClone;
  beforeEach(() => {
    clone = new WorkflowClone();
    clone.command("npx", npx);
  });
  afterEach(() => clone.remove());

  /** What Fairway was asked for, one line each. */
  async function asked(
    inputs: Readonly<Record<string, unknown>>,
    moves: readonly object[] = [move("live")],
  ): Promise<readonly string[]> {
    const machine = {
      PATH: clone.PATH,
      RECORD: clone.record,
      SHOWN: JSON.stringify({ repository: "shop-deploy", moves }),
    };
    const contexts = {
      github: { token: "token", event: { repository: { name: "shop-deploy" } } },
      vars: { PROMOTION_APP_ID: "1", PROMOTION_APP_INSTALLATION_ID: "2" },
      secrets: { PROMOTION_APP_KEY: "key" },
      inputs: { to: "", stage: "", rollback: false, runner: "ubuntu-24.04", ...inputs },
    };
    const run = new WorkflowRun({ clone: clone.directory, machine, installed: new Set(), contexts });
    await run.run("promote");
    for (const { command, code, output } of run.ran) assert.equal(code, 0, `${command}\n${output}`);
    return readFileSync(clone.record, "utf8").trimEnd().split("\n");
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
    assert.ok(!existsSync(join(clone.directory, "pwned")));
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
    clone.command("npx", `shift; exec "${process.execPath}" "${fairway}" "$@"`);
    clone.command("aws", 'echo "$*" >> "$RECORD"');
    const env = {
      PATH: clone.PATH,
      RECORD: clone.record,
      RUNNER_TEMP: clone.around,
      GITHUB_ENV: join(clone.around, "environment"),
    };
    const checkout = join(workflows, "..");
    await execa("bash", ["-eo", "pipefail", "-c", runs.steps[0].run], {
      cwd: checkout,
      env,
      stdin: "ignore",
    });
    const lines = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n").sort();
    assert.deepEqual(lines(env.GITHUB_ENV), [
      `KUBECONFIG_EKS_LIVE=${clone.around}/kubeconfig-eks-live`,
      `KUBECONFIG_EKS_LIVE_US=${clone.around}/kubeconfig-eks-live-us`,
      `KUBECONFIG_EKS_PRELIVE=${clone.around}/kubeconfig-eks-prelive`,
    ]);
    assert.deepEqual(
      lines(env.RECORD)[0],
      `eks update-kubeconfig --name acme-live --region eu-central-1 --kubeconfig ${clone.around}/kubeconfig-eks-live`,
    );
  });
});
