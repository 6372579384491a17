import assert from "node:assert/strict";
import { restUrl } from "../../../src/github/api.ts";
import { documentedLimits, limitsFrom, WrongLimits, written } from "../../../src/github/pacing/limits.ts";

const dotcom = "https://api.github.com";
const own = "https://github.example.com/api/v3";

describe("GitHub's limits", () => {
  it("are those that github.com documents, there and in its clouds of other regions", () => {
    for (const address of [
      undefined,
      "https://github.com/",
      "https://api.github.com",
      "https://acme.ghe.com/",
    ])
      assert.deepEqual(limitsFrom({}, restUrl(address)), documentedLimits);
  });

  it("are none on a server of one's own, unless it is told of some", () => {
    assert.deepEqual(limitsFrom({}, restUrl("https://github.example.com")), []);
    assert.deepEqual(limitsFrom({}, "https://notgithub.com/api/v3"), []);
    const limits = [{ of: "points", most: 60, seconds: 0.5 }];
    assert.deepEqual(limitsFrom({ FAIRWAY_GITHUB_LIMITS: " points=60/0.5 " }, own), limits);
  });

  it("can be lifted", () => {
    assert.deepEqual(limitsFrom({ FAIRWAY_GITHUB_LIMITS: "none" }, dotcom), []);
  });

  it("are read as they are written", () => {
    const environment = { FAIRWAY_GITHUB_LIMITS: written(documentedLimits) };
    assert.deepEqual(limitsFrom(environment, own), documentedLimits);
  });

  for (const value of [
    "80",
    "creations=80",
    "wishes=1/60",
    "points=0/60",
    "points=4/60",
    "points=9/0",
    "points=9/60,",
  ])
    it(`are refused as \`${value}\`, with what to write instead`, () => {
      assert.throws(
        () => limitsFrom({ FAIRWAY_GITHUB_LIMITS: value }, dotcom),
        (error: unknown) => error instanceof WrongLimits && /creations=80\/60/.test(error.message),
      );
    });
});
