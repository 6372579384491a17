import { deepStrictEqual } from "node:assert/strict";
import { actions } from "../../../src/repository/facets/actions.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const open = {
  enabled: true,
  allowed: "all",
  workflow_token: "read",
  approve_pull_requests: false,
} as const;
const chosen = {
  ...open,
  allowed: "selected",
  selected: { github_owned: true, verified: false, patterns: ["acme/*", "docker/*"] },
} as const;
const rest = { workflowToken: "read", approvePullRequests: false };
const token = { default_workflow_permissions: "read", can_approve_pull_request_reviews: false };

function declared(specification: object) {
  const spec = { ...identity, actions: specification as typeof open };
  return actions.resources?.(spec, context).map(({ args }) => args) ?? [];
}

describe("actions", () => {
  it("asks for what may run, and what a workflow's token may do", () => {
    deepStrictEqual(declared(open), [
      { owner: "acme", repository: "widgets", enabled: true, allowed: "all", ...rest },
    ]);
  });

  it("asks for the selected actions, in an order of their own", () => {
    deepStrictEqual(
      declared({ ...chosen, selected: { ...chosen.selected, patterns: ["docker/*", "acme/*"] } })[0],
      {
        owner: "acme",
        repository: "widgets",
        enabled: true,
        allowed: "selected",
        selected: { githubOwned: true, verified: false, patterns: ["acme/*", "docker/*"] },
        ...rest,
      },
    );
  });

  it("asks nothing of the allowed actions where nothing runs", () => {
    deepStrictEqual(declared({ ...chosen, enabled: false })[0], {
      owner: "acme",
      repository: "widgets",
      enabled: false,
      ...rest,
    });
  });

  it("asks nothing where the entry turns it off", () => {
    deepStrictEqual(actions.resources?.(identity, context), []);
  });

  it("observes all of it", async () => {
    const live = liveRepository({
      "/actions/permissions": { enabled: true, allowed_actions: "selected" },
      "/actions/permissions/selected-actions": {
        github_owned_allowed: true,
        verified_allowed: false,
        patterns_allowed: ["docker/*", "acme/*"],
      },
      "/actions/permissions/workflow": token,
    });
    deepStrictEqual(await actions.observe(live, identity), { actions: chosen });
    const off = liveRepository({
      "/actions/permissions": { enabled: false },
      "/actions/permissions/workflow": token,
    });
    deepStrictEqual(await actions.observe(off, identity), { actions: { ...open, enabled: false } });
  });

  it("refuses selected actions without a selection", () => {
    deepStrictEqual(
      actions.check?.({ ...identity, actions: { ...open, allowed: "selected" } }).map(({ path }) => path),
      [["actions", "allowed"]],
    );
    deepStrictEqual(actions.check?.({ ...identity, actions: chosen as never }), []);
  });
});
