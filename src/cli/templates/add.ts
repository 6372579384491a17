import { Command } from "commander";
import { pythonTools } from "../../../tools/python.ts";
import { suggestion } from "../../catalogue/nearest.ts";
import { WrongUsage } from "../../engine/project.ts";
import { reach } from "../../github/access.ts";
import { folded } from "../../github/names.ts";
import { table } from "../../report/table.ts";
import {
  type Addition,
  type AdditionProposed,
  additionOf,
  proposeAddition,
} from "../../templates/addition.ts";
import { templatesStatus } from "../../templates/status.ts";
import { fail, messageOf } from "../failure.ts";
import {
  catalogueOf,
  type DryRun,
  dryRunOption,
  type PlaceOptions,
  withPlace,
  workplaceOf,
} from "../target.ts";
import { work } from "../work.ts";

interface Options extends PlaceOptions, DryRun {
  readonly all?: boolean;
  readonly replace?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withPlace(new Command("add"))
    .description(
      "Propose in repositories, by a pull request in each, the templates that their entries name and they do not have yet.",
    )
    .argument("[repository...]", "the repositories")
    .option("--all", "in every repository")
    .option("--replace", "overwrite a branch of the same name that says something else")
    .addOption(dryRunOption())
    .option("--json", "print what was proposed as JSON")
    .action(run);
}

async function run(
  names: readonly string[],
  { all = false, replace = false, dryRun = false, json = false, ...place }: Options,
): Promise<void> {
  if (all === names.length > 0) throw new WrongUsage("Name the repositories, or give --all.");
  const { organization } = workplaceOf(place);
  const catalogue = await catalogueOf(place);
  const known = catalogue.repositories.map(({ name }) => name);
  for (const name of names)
    if (!known.some(one => folded(one) === folded(name)))
      throw new WrongUsage(
        `There is no repository \`${name}\` in the catalogue${suggestion(name, known) || "."}`,
      );
  const wanted = new Set(names.map(folded));
  const results = await work<readonly Result[]>("Looking", async ({ progress, signal }) => {
    const api = await reach(organization);
    const status = await templatesStatus(api, organization, catalogue);
    const missing = Map.groupBy(
      status.filter(
        ({ state, repository }) => state === "missing" && (all || wanted.has(folded(repository))),
      ),
      ({ repository }) => repository,
    );
    const additions = [...missing].map(([repository, layers]) =>
      additionOf(organization, catalogue, { repository, missing: layers }),
    );
    if (dryRun || additions.length === 0) return additions.map(addition => ({ addition }));
    const tools = await pythonTools({ progress });
    const proposed: Result[] = [];
    for (const addition of additions) {
      if (signal?.aborted) break;
      progress.update(`Laying templates into ${addition.repository}`);
      try {
        proposed.push({ addition, proposed: await proposeAddition(api, addition, { tools, replace }) });
      } catch (error) {
        proposed.push({ addition, failure: error });
      }
    }
    return proposed;
  });
  console.log(json ? JSON.stringify(results.map(documentOf), null, 2) : describe(results));
  for (const { addition, failure } of results) if (failure !== undefined) fail(failure, addition.repository);
}

interface Result {
  readonly addition: Addition;
  /** Absent where it was only looked at. */
  readonly proposed?: AdditionProposed;
  /** Why it could not be proposed. */
  readonly failure?: unknown;
}

function documentOf({ addition: { repository, layers }, proposed, failure }: Result): object {
  const templates = layers.map(({ template, into }) => ({ template, ...(into ? { into } : {}) }));
  if (!proposed)
    return { repository, templates, ...(failure === undefined ? {} : { failure: messageOf(failure) }) };
  const { kept, state, number, url } = proposed;
  return { repository, templates, kept, state, pull: { number, url } };
}

function describe(results: readonly Result[]): string {
  if (results.length === 0) return "Every repository has the templates that its entry names.";
  const rows = results.map(({ addition: { repository, layers }, proposed, failure }) => [
    repository,
    layers.map(({ template, into }) => (into ? `${template} in ${into}` : template)).join(", "),
    proposed ? `${proposed.state}: ${proposed.url}` : failure === undefined ? "to be proposed" : "failed",
    proposed?.kept.join(", ") ?? "",
  ]);
  return table(["repository", "templates", "pull request", "stays as it is"], rows);
}
