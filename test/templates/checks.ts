import assert from "node:assert/strict";
import { join } from "node:path";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import type { Generated } from "./generate.ts";

/**
 * Everything that has to hold for whatever is generated, apart from its own tasks: YAML, workflows and Dockerfiles without
 * findings, actions pinned by commit, shell scripts that shellcheck likes, and nothing left of the templates' own language.
 * @throws AssertionError or ExecaError with the findings.
 */
export async function checkFiles(generated: Generated): Promise<void> {
  const files = await generated.files();
  const ending = (...ends: readonly string[]) => files.filter(file => ends.some(end => file.endsWith(end)));
  await generated.run("yamllint", "--strict", ".");
  const dockerfiles = ending("Dockerfile");
  if (dockerfiles.length > 0) await generated.run("hadolint", ...dockerfiles);
  const scripts = files.filter(file => file.startsWith(".github/scripts/"));
  if (scripts.length > 0) await generated.run("shellcheck", ...scripts);
  const workflows = files.filter(file => file.startsWith(".github/workflows/"));
  if (workflows.length > 0) {
    const { actionlint } = await obtain(["actionlint"], { progress: progressOn() });
    await generated.run(join(actionlint, "actionlint"), "-no-color", ...workflows);
  }
  for (const file of [...workflows, ...ending("action.yml")]) assertPinned(file, generated.read(file));
  for (const file of files) {
    assert.doesNotMatch(file, /\{\{|\{%|\.jinja$/, `${file} is not rendered`);
    assert.doesNotMatch(generated.read(file), /_copier_|\{%-? *(raw|endraw)/, `${file} is not rendered`);
  }
}

/** What is the organisation's own, everybody follows at once. */
function assertPinned(file: string, text: string): void {
  for (const [, action = ""] of text.matchAll(/\buses: (\S+)/g)) {
    assert.match(
      action,
      /^\.\/|^acme\/.+@main$|@[0-9a-f]{40}$/,
      `${file} uses ${action}, which is not pinned by a commit`,
    );
  }
}
