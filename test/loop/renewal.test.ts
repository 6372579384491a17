import assert from "node:assert/strict";
import { EngineFailed } from "../../src/engine/command.ts";
import type { Change } from "../../src/engine/plan.ts";
import { RunFailed } from "../../src/engine/run.ts";
import { isExpiry, renewing } from "../../src/loop/renewal.ts";

const app = { GITHUB_APP_ID: "1", GITHUB_APP_INSTALLATION_ID: "2", GITHUB_APP_PEM_FILE: "key" };

/** A run that ended with its token, and had done something until then or nothing. */
function expired(changes: readonly Change[], message = "401 Bad credentials"): RunFailed {
  const diagnostics = [{ severity: "error", message }] as const;
  const extent = { made: [], changed: [], removed: [] };
  const outcome = { stack: "github", changes, extent, same: 0, diagnostics, failed: [] };
  return new RunFailed(new EngineFailed("up", "", "401"), outcome);
}

describe("A run whose token expires", () => {
  const before = { ...process.env };
  beforeEach(() => Object.assign(process.env, app, { GITHUB_TOKEN: "" }));
  afterEach(() => {
    process.env = { ...before };
  });

  const made: Change = { kind: "repository", action: "create", repository: "shop", properties: [] };

  /** How many attempts it takes where each but the last one expires. */
  async function attempts(failures: number, changes: readonly Change[]): Promise<number> {
    let begun = 0;
    const work = async () => {
      begun += 1;
      if (begun <= failures) throw expired(changes);
    };
    await renewing(work, () => {}, undefined);
    return begun;
  }

  it("goes on for as many hours as it does something in each", async () => {
    assert.equal(await attempts(20, [made]), 21);
  });

  it("gives up where nothing comes of it", async () => {
    assert.equal(await attempts(5, []), 6);
    await assert.rejects(attempts(6, []), RunFailed);
  });

  it("is known by the answer's status, and not by a number in a name", () => {
    const address = "PUT https://api.github.com/repos/acme/service-401/topics";
    assert.ok(isExpiry(expired([], `${address}: 401 Unauthorized []`)));
    assert.ok(isExpiry(expired([], 'non-200 OK status code: 401 Unauthorized body: ""')));
    assert.ok(!isExpiry(expired([], `${address}: 422 Validation Failed []`)));
  });

  it("ends where something else failed as well", () => {
    const { outcome } = expired([made]);
    assert.ok(!isExpiry(new RunFailed(new Error("The state could not be written."), outcome)));
  });
});
