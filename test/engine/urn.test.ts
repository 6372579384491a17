import assert from "node:assert/strict";
import { subjectOf } from "../../src/engine/urn.ts";

const prefix = "urn:pulumi:github::fairway::";
const repository = `${prefix}fairway:github:StandardRepository$github:index/issueLabel:IssueLabel::`;

describe("Whom and what a URN is about", () => {
  const cases: readonly (readonly [string, object])[] = [
    [`${repository}alpha/repository`, { repository: "alpha", kind: "repository" }],
    [`${repository}alpha/label/bug`, { repository: "alpha", kind: "label", key: "bug" }],
    [`${repository}.github/label/area/ui`, { repository: ".github", kind: "label", key: "area/ui" }],
    [`${repository}alpha/label/a::b`, { repository: "alpha", kind: "label", key: "a::b" }],
    [
      `${prefix}fairway:github:Organization$github:index/team:Team::acme/team/payments`,
      { organization: "acme", kind: "team", key: "payments" },
    ],
    [
      `${prefix}github:index/team:Team::acme/team/payments`,
      { kind: "github:index/team:Team", key: "acme/team/payments" },
    ],
  ];
  for (const [urn, subject] of cases) {
    it(urn.split("::").slice(3).join("::"), () => assert.deepEqual(subjectOf(urn), subject));
  }
});
