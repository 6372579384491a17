import assert from "node:assert/strict";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { z } from "zod";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeScript } from "../tools/small-tool.ts";
import { environment } from "./environment.ts";
import { generate } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

const workflow = z.object({
  on: z.object({ pull_request: z.object({ types: z.array(z.string()) }) }),
  jobs: z.object({ lint: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
});

describe("the title of a pull request", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let ci: z.infer<typeof workflow>;

  before(async () => {
    const templates = await TemplateRepositories.create();
    const generated = await generate(templates, [{ template: "base" }]);
    ci = workflow.parse(parse(generated.read(".github/workflows/ci.yml")));
    generated.remove();
    templates.remove();
    folder = temporaryFolder();
    writeScript(join(folder.path, "gh"), 'test "$1 $2" = "pr view" && echo "$TITLE"');
  });
  after(() => folder.remove());

  /** Whether the job `lint` lets a title by. */
  async function passes(TITLE: string): Promise<boolean> {
    const script = ci.jobs.lint.steps.find(({ run }) => run?.includes("gh pr view"))?.run ?? assert.fail();
    const { env = {}, ...options } = await environment();
    const { exitCode } = await execa("bash", ["-e", "-c", script], {
      ...options,
      env: { ...env, PATH: [folder.path, env.PATH].join(delimiter), TITLE, NUMBER: "7" },
      reject: false,
    });
    return exitCode === 0;
  }

  it("is a conventional commit's, or what GitHub itself calls a revert", async () => {
    for (const title of ["feat: pay", "fix(deps)!: pay once", 'Revert "feat: pay"'])
      assert.ok(await passes(title), title);
    for (const title of ["Pay", "feature: pay", "feat:", "Revert feat: pay", 'Revert ""'])
      assert.ok(!(await passes(title)), title);
  });

  it("is looked at again when it is edited", () => assert.ok(ci.on.pull_request.types.includes("edited")));
});
