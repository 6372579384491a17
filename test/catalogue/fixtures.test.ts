import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Catalogue, loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { formatProblem, InvalidCatalogue } from "../../src/catalogue/problem.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const rules = (kind: "valid" | "invalid") => readdirSync(join(fixtures, kind));

describe("catalogue fixtures", () => {
  for (const rule of rules("valid"))
    it(`valid: ${rule}`, async () => {
      await load(join(fixtures, "valid", rule));
    });

  for (const rule of rules("invalid"))
    it(`invalid: ${rule}`, async () => {
      const directory = join(fixtures, "invalid", rule);
      const expected = readFileSync(join(directory, "expected"), "utf8");
      assert.equal(await problems(directory), expected);
    });

  it("has a valid one for each invalid one", () => {
    assert.deepEqual(rules("valid"), rules("invalid"));
  });
});

/** A catalogue, or one with clusters beside it. */
async function load(directory: string): Promise<Catalogue> {
  const stacks = join(directory, "stacks");
  return existsSync(stacks)
    ? await loadCatalogue(join(directory, "repos"), stacks)
    : await loadCatalogue(directory);
}

/** The problems of a catalogue, one a line, their files named from the catalogue's directory. */
async function problems(directory: string): Promise<string> {
  try {
    await load(directory);
  } catch (error) {
    if (!(error instanceof InvalidCatalogue)) throw error;
    return error.problems
      .map(problem => `${formatProblem({ ...problem, file: problem.file.slice(directory.length + 1) })}\n`)
      .join("");
  }
  return "";
}
