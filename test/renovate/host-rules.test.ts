import assert from "node:assert/strict";
import { WrongUsage } from "../../src/engine/project.ts";
import { hostRulesFrom } from "../../src/renovate/host-rules.ts";

describe("RENOVATE_HOST_RULES", () => {
  const from = (text: string | undefined) => hostRulesFrom({ RENOVATE_HOST_RULES: text });

  it("says how to sign in elsewhere", () => {
    const rule = {
      hostType: "docker",
      matchHost: "registry.acme.example",
      username: "reader",
      password: "secret",
    };
    assert.deepEqual(from(JSON.stringify([rule])), [rule]);
    assert.deepEqual(from(undefined), []);
    assert.deepEqual(from(""), []);
  });

  it("is not repeated where it is wrong", () => {
    for (const wrong of ["secret", '{"password": "secret"}', '[{"password": "secret"}]', "[]"])
      assert.throws(
        () => from(wrong),
        error => error instanceof WrongUsage && !error.message.includes("secret"),
      );
  });
});
