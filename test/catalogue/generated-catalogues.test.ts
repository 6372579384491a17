import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDocument, stringify } from "yaml";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { type Layer, resolve } from "../../src/catalogue/layer.ts";
import { InvalidCatalogue } from "../../src/catalogue/problem.ts";
import { baseline, specification } from "../../src/repository/specification.ts";
import { withCatalogue } from "./directory.ts";

const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const word = fc.stringMatching(/^[a-z][a-z0-9]{2,9}$/);
const color = fc.stringMatching(/^[0-9a-f]{6}$/);
const teams = ["platform", "payments", "release managers"];

/** Layers that are right by themselves and together. Required fields are never turned off. */
const layer = fc.record(
  {
    description: nullable(word),
    homepage: nullable(fc.webUrl()),
    visibility: fc.constantFrom("public", "private", "internal"),
    topics: nullable(fc.uniqueArray(word, { maxLength: 5 })),
    features: fc.record({ wiki: fc.boolean(), issues: fc.boolean() }, { requiredKeys: [] }),
    team: nullable(fc.constantFrom(...teams)),
    access: nullable(
      fc.record({
        teams: fc.dictionary(fc.constantFrom(...teams), nullable(fc.constantFrom("pull", "push"))),
      }),
    ),
    labels: nullable(fc.dictionary(word, nullable(fc.record({ color, description: nullable(word) })))),
    variables: nullable(fc.dictionary(fc.stringMatching(/^[A-F]{3,6}$/), nullable(word))),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Layer>;

const standard = fc.record({
  teams: fc.constant(Object.fromEntries(teams.map(name => [name, {}]))),
  defaults: layer,
  archetypes: fc.dictionary(word, layer, { minKeys: 1, maxKeys: 3 }),
});

const catalogue = standard.chain(standard =>
  fc.record({
    standard: fc.constant(standard),
    entries: fc.dictionary(
      word,
      fc
        .tuple(fc.constantFrom(...Object.keys(standard.archetypes)), layer)
        .map(([archetype, entry]): Layer => ({ archetype, ...entry })),
      { minKeys: 1, maxKeys: 4 },
    ),
  }),
);
type Generated = typeof catalogue extends fc.Arbitrary<infer T> ? T : never;

function files({ standard, entries }: Generated): Record<string, string> {
  const repositories = Object.entries(entries).map(([name, entry]) => [
    `${name}/repo.yaml`,
    stringify(entry),
  ]);
  return { "standard.yaml": stringify(standard), ...Object.fromEntries(repositories) };
}

/** Where a map in a file can have one more field: the paths of all maps whose fields have fixed names. */
const holders = (entry: Layer): readonly string[][] => [
  [],
  ...Object.entries(entry).flatMap(([key, value]) =>
    ["features", "access"].includes(key) && value !== null ? [[key]] : [],
  ),
];

describe("generated catalogues", () => {
  it("come to what their layers come to", async () => {
    await fc.assert(
      fc.asyncProperty(catalogue, async generated => {
        await withCatalogue(files(generated), async directory => {
          const { repositories } = await loadCatalogue(directory);
          assert.deepEqual(
            Object.fromEntries(repositories.map(repository => [repository.name, repository])),
            Object.fromEntries(
              Object.entries(generated.entries).map(([name, { archetype, ...entry }]) => {
                const { defaults, archetypes } = generated.standard;
                const layers = [baseline, defaults, archetypes[String(archetype)] ?? {}, entry];
                return [name, { ...specification.parse(resolve(layers)), name, archetype }];
              }),
            ),
          );
        });
      }),
      { numRuns: 50 },
    );
  });

  it("with one misspelt field have one problem, at that field", async () => {
    const misspelt = catalogue.chain(generated =>
      fc.record({
        generated: fc.constant(generated),
        name: fc.constantFrom(...Object.keys(generated.entries)),
        place: fc.nat(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(misspelt, async ({ generated, name, place }) => {
        const entry = generated.entries[name] ?? {};
        const path = holders(entry)[place % holders(entry).length] ?? [];
        const document = parseDocument(stringify(entry));
        document.setIn([...path, "misspelt"], true);
        const text = String(document);
        const line = text.split("\n").findIndex(line => line.includes("misspelt")) + 1;
        await withCatalogue({ ...files(generated), [`${name}/repo.yaml`]: text }, async directory => {
          const error = await loadCatalogue(directory).catch((error: unknown) => error);
          assert.ok(error instanceof InvalidCatalogue);
          assert.deepEqual(
            error.problems.map(({ file, line }) => [file, line]),
            [[`${directory}/${name}/repo.yaml`, line]],
          );
        });
      }),
      { numRuns: 50 },
    );
  });

  it("whatever an entry says, have problems or repositories, and nothing else", async () => {
    const fields = fc.constantFrom(...Object.keys(specification.shape), "archetype", "labels.x");
    const anything = fc.dictionary(
      fields,
      fc.anything({ withNullPrototype: false, maxDepth: 3 }).filter(isYaml),
    );
    await fc.assert(
      fc.asyncProperty(standard, anything, async (standard, entry) => {
        const text = { "standard.yaml": stringify(standard), "shop/repo.yaml": stringify(entry) };
        await withCatalogue(text, async directory => {
          const outcome = await loadCatalogue(directory).catch((error: unknown) => error);
          if (outcome instanceof Error) assert.ok(outcome instanceof InvalidCatalogue, outcome);
        });
      }),
      { numRuns: 100 },
    );
  });
});

function isYaml(value: unknown): boolean {
  try {
    return typeof stringify(value) === "string";
  } catch {
    return false;
  }
}
