import assert from "node:assert/strict";
import { creationNotes } from "../../src/entries/create.ts";
import { newEntries } from "../../src/entries/creation.ts";
import { filesOf } from "../../src/entries/new-entry.ts";
import { Options } from "../../src/entries/options.ts";
import { check } from "../../src/entries/snapshot.ts";
import { questionsIn } from "../../src/entries/template-question.ts";
import type { Setting, Wanted } from "../../src/entries/wanted.ts";
import { roadCatalogue } from "../support/catalogue-world.ts";

const shop: Wanted = {
  ...{ name: "shop", archetype: "service", team: "core", description: "Sells things" },
  ...{ template: ["base"], cluster: ["one", "two"] },
};

describe("a new repository by options alone", () => {
  let setting: Setting;

  before(async () => {
    const catalogue = await check(roadCatalogue, { repos: "repos", stacks: "stacks" });
    const templates = Object.keys(catalogue.standard.scaffolding.templates);
    const questions = templates.flatMap(name => {
      const text = roadCatalogue[`templates/${name}/copier.yml`];
      return text === undefined ? [] : [[name, questionsIn(text)] as const];
    });
    const taken = { owner: "acme", name: "tent", archived: false };
    const holder = async (name: string) => (["tent", "booth"].includes(name) ? taken : undefined);
    setting = { organization: "acme", catalogue, questions: new Map(questions), holder };
  });

  async function answered(wanted: Wanted): Promise<ReturnType<typeof newEntries>> {
    const options = new Options();
    const entries = await newEntries(options, wanted, setting, problem => options.complain(problem));
    options.finish();
    return entries;
  }

  const wrong: readonly (readonly [Wanted, RegExp])[] = [
    [{ name: "a b" }, /^NAME: `a b` is not a repository name/],
    [{ name: "Till" }, /^NAME: `Till` is taken: the catalogue has it/],
    [{ name: "cashier" }, /^NAME: `cashier` is taken: `till` was called so/],
    [{ name: "tent" }, /^NAME: `tent` is taken: it is at GitHub already/],
    [{ name: "booth" }, /^NAME: `booth` is taken: GitHub still leads from there to acme\/tent/],
    [{ archetype: "template" }, /^NAME: such .* `\*-template`: perhaps `shop-template`/],
    [{ archetype: "servce" }, /^--archetype: `servce` .* did you mean `service`\?/],
    [{ team: "comerce" }, /^--team: `comerce` .* did you mean `commerce`\?/],
    [{ description: " " }, /^--description: it is empty/],
    [{ description: "a\nb" }, /^--description: it has line breaks/],
    [{ description: undefined }, /^--description is missing/],
    [{ topics: "fine,Fine Things" }, /^--topics: `Fine Things` is not a topic/],
    [{ visibility: "publik" }, /^--visibility: `publik` .* did you mean `public`\?/],
    [{ template: ["bas"] }, /^--template: `bas` .* did you mean `base`\?/],
    [
      { template: ["backend-python:A"] },
      /^--template backend-python:DIRECTORY: `A` is not a component's directory/,
    ],
    [{ template: ["backend-python:a", "frontend:a"] }, /`a` is another component's directory/],
    [{ template: ["base:api"] }, /^--template: `base` makes no component, .* leave out `:api`/],
    [{ deploy: "shop-run" }, /^--deploy: .* `\*-deploy`: perhaps `shop-run-deploy`/],
    [{ deploy: "till-deploy" }, /^--deploy: `till-deploy` is taken/],
    [{ cluster: ["tow"] }, /^--cluster: `tow` .* did you mean `two`\?/],
    [{ cluster: [] }, /^--cluster: it needs one at least/],
    [{ cluster: undefined }, /^--cluster is missing: .* Name some of one, two, or give --no-deploy\.$/m],
    [{ namespace: "till" }, /^--namespace: `till` of one is till-deploy's/],
    [{ namespace: "kube-x" }, /^--namespace: `kube-x` is Kubernetes' own/],
    [{ namespace: "monitoring" }, /^--namespace: `monitoring` is a namespace of the platform/],
    [{ size: "smal" }, /^--size: `smal` .* did you mean `small`\?/],
    [{ team: "commerce" }, /^--alerts is missing/],
    [{ team: "commerce", alerts: "me" }, /^--alerts: `me` is not an address/],
    [{ answer: ["base"] }, /^--answer: `base` is not of the form/],
    [{ answer: ["bas.versioning=x"] }, /^--answer: nothing here begins with `bas`; did you mean `base`\?/],
    [{ answer: ["stall/base.versioning=calver"] }, /`stall` is not made here, only shop and shop-deploy/],
    [{ answer: ["shop/deploy.service=x"] }, /nothing here begins with `deploy`, only with base/],
    [{ answer: ["base.versoning=x"] }, /^--answer base\.versoning: .* did you mean `versioning`\?/],
    [{ answer: ["base.versioning=x"] }, /^--answer base\.versioning: `x` is not one of semver, calver/],
  ];
  for (const [change, message] of wrong)
    it(`does not take ${JSON.stringify(change)}`, async () => {
      await assert.rejects(answered({ ...shop, ...change }), { name: "WrongUsage", message });
    });

  it("tells everything that is wrong at once", async () => {
    const many = { team: "x", size: "x", name: "Till", topics: "X" };
    const message = /^NAME.*\n--team.*\n--topics.*\n(.*\n)*--size.*$/;
    await assert.rejects(answered({ ...shop, ...many }), { message });
  });

  it("takes a component as often as there are directories, and tells what is deployed", async () => {
    const template = ["backend-python:api", "frontend", "backend-python:worker"];
    const answer = ["backend-python.port=80", "backend-python:api.port=81"];
    const [service, deploy] = await answered({ ...shop, template, answer });
    assert.deepEqual(service?.scaffold, [
      { template: "backend-python", into: "api", answers: { port: 81 } },
      { template: "backend-python", into: "worker", answers: { port: 80 } },
      { template: "frontend", into: "frontend" },
    ]);
    const workloads = [{ name: "api", port: 81 }, { name: "worker", port: 80 }, { name: "frontend" }];
    assert.deepEqual(deploy?.scaffold?.at(-1), {
      template: "deploy",
      answers: { service: "shop", workloads },
    });
  });

  it("takes an answer for the repository asked for, unless another one is named or alone has the template", async () => {
    const answersTo = async (...answer: readonly string[]) =>
      (await answered({ ...shop, answer })).map(({ scaffold = [] }) =>
        scaffold.map(({ answers }) => answers),
      );
    const told = { service: "shop" };
    const versioning = "calver";
    assert.deepEqual(await answersTo("base.versioning=calver"), [[{ versioning }], [undefined, told]]);
    assert.deepEqual(await answersTo("shop-deploy/base.versioning=calver"), [
      [undefined],
      [{ versioning }, told],
    ]);
    assert.deepEqual(await answersTo("deploy.service=other"), [
      [undefined],
      [undefined, { service: "other" }],
    ]);
  });

  it("is told about where clusters can't pull its images by themselves", async () => {
    const asking = new Map([...setting.questions, ["deploy", questionsIn("pull_secret: {type: str}")]]);
    const notes = async (wanted: Wanted, answers: Readonly<Record<string, string>> = {}) => {
      const entries = await answered({ ...shop, ...wanted });
      const files = { ...roadCatalogue, ...filesOf(entries, { repos: "repos" }) };
      const { repositories, standard } = await check(files, { repos: "repos", stacks: "stacks" });
      const scaffolding = { ...standard.scaffolding, answers };
      return creationNotes(entries, { repositories, standard: { ...standard, scaffolding } }, asking);
    };
    const [note, ...others] = await notes({});
    assert.match(note ?? "", /^`shop` is private, .*--answer deploy\.pull_secret=NAME/);
    assert.deepEqual(others, []);
    const [named] = await notes({}, { pull_secret: "registry" });
    assert.match(named ?? "", /with the Secret `registry`: put it in `config\/` of `shop-deploy`/);
    assert.deepEqual(await notes({ visibility: "public" }), []);
    assert.deepEqual(await notes({ deploy: false }), []);
  });

  it("begins with what its archetype always has, or with nothing", async () => {
    const [usual] = await answered({ ...shop, template: undefined });
    assert.deepEqual(usual?.scaffold, [{ template: "base" }]);
    const empty = await answered({ ...shop, template: false });
    assert.deepEqual(
      empty.map(({ scaffold }) => scaffold),
      [[], []],
    );
  });

  it("is deployed where it can be", async () => {
    const names = async (change: Wanted) => (await answered({ ...shop, ...change })).map(({ name }) => name);
    assert.deepEqual(await names({}), ["shop", "shop-deploy"]);
    assert.deepEqual(await names({ deploy: false }), ["shop"]);
    assert.deepEqual(await names({ deploy: "sale-deploy" }), ["shop", "sale-deploy"]);
    assert.deepEqual(await names({ archetype: "plain", template: undefined }), ["shop"]);
    const alone = { archetype: "deploy", name: "sale-deploy", template: ["deploy"] };
    const [deploy, none] = await answered({ ...shop, ...alone });
    assert.deepEqual([deploy?.tenant?.namespace, none], ["sale", undefined]);
  });
});
