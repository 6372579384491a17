import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { StandardRepository } from "../../components/standard-repository.ts";
import { type Layer, resolve } from "../../src/catalogue/layer.ts";
import { desiredRepository, kinds } from "../../src/repository/desired.ts";
import { symbolicContext } from "../../src/repository/desired-state.ts";
import { baseline, type Repository, specification } from "../../src/repository/specification.ts";

interface Registered {
  readonly name: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const context = {
  ...symbolicContext("acme"),
  teamId: () => 1,
  userId: () => 2,
  teamSlug: (name: string) => name,
};

/** Registers the component with an engine that only writes down what it is asked for. */
async function register(repository: Repository): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs, id }) => {
      registered.push({ name, type, inputs });
      return { id: id ?? name, state: { ...inputs, nodeId: `node of ${name}` } };
    },
    call: ({ inputs }) => inputs,
  });
  new StandardRepository(repository.name, { repository, context });
  await pulumi.runtime.disconnect();
  return registered;
}

function repository(said: Layer): Repository {
  const fields = specification.parse(resolve([baseline as Layer, said]));
  return { ...fields, name: "shop", archetype: "service" };
}

const complete = repository({
  visibility: "public",
  team: "core",
  labels: { bug: { color: "d73a4a" } },
  rulesets: { "default-branch": { include: ["~DEFAULT_BRANCH"], rules: { deletion: true } } },
  branch_protection: { main: { admins: true } },
  security: { dependabot_alerts: true, dependabot_updates: true, private_reporting: true },
});

describe("the component of a standard repository", () => {
  it("makes exactly what the desired state says, each named after the repository, its kind and its key", async () => {
    const made = await register(complete);
    const declared = desiredRepository(complete, { ...context, repositoryNodeId: "" });
    const named = declared.map(({ kind, key }) =>
      ["shop", kind, ...(key === undefined ? [] : [key])].join("/"),
    );
    assert.deepEqual(made.map(({ name }) => name).sort(), ["shop", ...named].sort());
  });

  it("makes each thing as the type that its kind is imported as", async () => {
    for (const { name, type } of await register(complete)) {
      const kind = name.split("/")[1];
      if (kind) assert.equal(type, kinds[kind as keyof typeof kinds].type, name);
    }
  });

  it("tells classic branch protection the repository's node id, which GitHub gives it", async () => {
    const rule = (await register(complete)).find(({ name }) => name === "shop/branchProtection/main");
    assert.equal(rule?.inputs.repositoryId, "node of shop/repository");
  });

  it("asks an archived repository for nothing but to stay archived", async () => {
    const made = await register({ ...complete, archived: true });
    assert.deepEqual(
      made.map(({ name }) => name),
      ["shop", "shop/lifecycle"],
    );
  });

  it("hands no input to the component itself, where the state would keep it in clear", async () => {
    const component = (await register(complete)).find(({ name }) => name === "shop");
    assert.deepEqual(component?.inputs, {});
  });
});
