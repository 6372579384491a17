import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { pythonTools } from "../../tools/python.ts";

const checkout = join(import.meta.dirname, "../..");

describe("the project's tasks", function () {
  this.timeout(600_000);
  let task: (...args: readonly string[]) => Promise<string>;

  before(async () => {
    const executable = join(await pythonTools(), "task");
    task = async (...args) => (await execa(executable, [...args], { cwd: checkout, all: true })).all;
  });

  it("are each one of Fairway's verbs", async () => {
    const { tasks } = JSON.parse(await task("--list", "--json")) as {
      tasks: { name: string; desc: string }[];
    };
    const verbs = ["drift", "preview", "repo:archive", "repo:create", "repo:rename", "up", "validate"];
    assert.deepEqual(tasks.map(({ name }) => name).sort(), ["default", ...verbs]);
    for (const name of verbs)
      assert.match(await task("--dry", name), new RegExp(`npx fairway ${name.replace(":", " ")}\\s*$`, "m"));
  });

  it("pass on what follows, word for word", async () => {
    const shown = await task("--dry", "repo:create", "--", "shop", "--description", "Sells things, & more");
    assert.match(shown, /npx fairway repo create shop --description ['"]Sells things, & more['"]/);
  });

  it("do it", async () => {
    assert.match(await task("validate"), /no problems\./);
  });
});
