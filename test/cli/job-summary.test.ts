import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addToJobSummary } from "../../src/cli/job-summary.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("The page of a run of GitHub Actions", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it("is not longer than GitHub shows, and says that there was more", () => {
    const file = join(folder.path, "summary.md");
    const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index} – ☃`);
    const job = { stack: "shop-deploy", verb: "Promote", told: lines.join("\n") };
    for (let time = 0; time < 3; time += 1) addToJobSummary(job, { GITHUB_STEP_SUMMARY: file });
    const page = readFileSync(file);
    assert.ok(page.length < 1024 * 1024, `${page.length}`);
    const [first = "", second = ""] = page.toString("utf8").split("### Promote").slice(1);
    assert.match(first, /line 0 – ☃\nline 1 – ☃\n/);
    assert.match(first, /\nline \d+ – ☃\n… and more, which GitHub would not show here\.\n```\n\n$/);
    assert.match(second, /```text\n… and more/);
  });
});
