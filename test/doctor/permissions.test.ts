import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { missingPermissions, permissionsTable } from "../../src/github/permissions.ts";

describe("an App's permissions", () => {
  it("stand in the docs as the doctor asks for them", () => {
    const access = readFileSync(join(import.meta.dirname, "../../docs/access.md"), "utf8");
    assert.ok(access.includes(permissionsTable()), `the table should be:\n${permissionsTable()}`);
  });

  it("are missing where they are absent or weaker, and not where they are stronger", () => {
    const all = missingPermissions({});
    assert.ok(all.includes("Administration of the repository: read and write"));
    const granted = { administration: "read", actions: "write", members: "write" } as const;
    const missing = missingPermissions(granted);
    assert.ok(missing.includes("Administration of the repository: read and write"));
    assert.deepEqual(
      all.filter(line => !missing.includes(line)),
      ["Actions of the repository: read", "Members of the organisation: read and write"],
    );
  });
});
