import assert from "node:assert/strict";
import fc from "fast-check";
import { gitAddress } from "../../src/cluster/git-address.ts";
import { policies, policyManifests } from "../../src/cluster/policies.ts";
import { allowedSources } from "../../src/cluster/sources.ts";
import { testCluster } from "../tenant/world.ts";

describe("policies", () => {
  const all = policies(["https://github.com/acme/"]).flatMap(policyManifests);

  it("are each in force, and refuse", () => {
    const names = (kind: string) => all.filter(one => one.kind === kind).map(({ metadata }) => metadata.name);
    assert.deepEqual(names("ValidatingAdmissionPolicyBinding"), names("ValidatingAdmissionPolicy"));
    for (const one of all) {
      if (one.kind === "ValidatingAdmissionPolicyBinding")
        assert.deepEqual(one.spec?.validationActions, ["Deny"]);
      if (one.kind === "ValidatingAdmissionPolicy") assert.equal(one.spec?.failurePolicy, "Fail");
    }
  });

  it("hold in tenants' namespaces, and for nothing that lies in none", () => {
    for (const one of all) {
      if (one.kind !== "ValidatingAdmissionPolicy") continue;
      const { namespaceSelector, resourceRules = [] } = one.spec?.matchConstraints ?? {};
      assert.deepEqual(namespaceSelector?.matchExpressions, [
        { key: "toolkit.fluxcd.io/tenant", operator: "Exists" },
      ]);
      for (const { scope } of resourceRules) assert.equal(scope, "Namespaced");
    }
  });

  it("quote what they are given", () => {
    const word = fc.string().filter(text => !text.includes("\u2028") && !text.includes("\u2029"));
    fc.assert(
      fc.property(word, source => {
        const [first] = policies([source]);
        assert.ok(first?.rules[0]?.expression.startsWith(`[${JSON.stringify(source)}].exists(`));
      }),
    );
  });
});

describe("the organisation's sources", () => {
  it("are GitHub, by SSH and HTTPS, and what the cluster names", () => {
    const cluster = testCluster("live", { sources: ["oci://ghcr.io/acme/"] });
    assert.deepEqual(allowedSources(cluster, gitAddress(cluster, "acme")), [
      "ssh://git@github.com/acme/",
      "https://github.com/acme/",
      "oci://ghcr.io/acme/",
    ]);
  });

  it("are a mirror where the cluster has one", () => {
    const git = {
      address: "ssh://git@git.acme.example:2222/acme",
      known_hosts: "git.acme.example ssh-ed25519 AAAA",
    };
    const cluster = testCluster("live", { git });
    assert.deepEqual(allowedSources(cluster, gitAddress(cluster, "acme")), [
      "ssh://git@git.acme.example:2222/acme/",
      "https://git.acme.example/acme/",
    ]);
  });
});
