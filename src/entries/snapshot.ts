import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Octokit, RequestError } from "octokit";
import { type Catalogue, loadCatalogue } from "../catalogue/catalogue.ts";
import { InvalidCatalogue } from "../catalogue/problem.ts";
import { WrongUsage } from "../engine/project.ts";
import { type Files, NoSuchBranch, readFiles } from "../github/branch-files.ts";
import type { Place } from "./place.ts";
import { questionsIn, type TemplateQuestion } from "./template-question.ts";

/** The catalogue as it is on the default branch at GitHub, whatever the checkout has. */
export interface Snapshot {
  readonly place: Place;
  /** The default branch. */
  readonly branch: string;
  /** The catalogue's files, by path from the repository's root. */
  readonly files: Files;
  readonly catalogue: Catalogue;
}

/**
 * Reads the catalogue of the default branch. What the checkout has as well is not asked for.
 * @throws WrongUsage where there is no such repository or no catalogue in it; InvalidCatalogue; RequestError
 */
export async function readSnapshot(api: Octokit, place: Place): Promise<Snapshot> {
  const { owner, repository, repos, stacks, checkout } = place;
  const branch = await defaultBranch(api, place);
  const known = { ...textsBelow(checkout, repos), ...textsBelow(checkout, stacks) };
  const files = await readFiles(api, { owner, repository, branch }, [repos, stacks], known);
  if (!files) throw new NoSuchBranch({ owner, repository, branch });
  if (files[`${repos}/standard.yaml`] === undefined) {
    throw new WrongUsage(
      `${owner}/${repository} has no ${repos}/standard.yaml on its branch ${branch}, so it is not where your catalogue is ` +
        "kept. Give --repository OWNER/NAME.",
    );
  }
  return { place, branch, files, catalogue: await check(files, place) };
}

/**
 * The questions of the standard's templates, by their names: of those that are kept beside the catalogue.
 * @throws RequestError
 */
export async function readQuestions(
  api: Octokit,
  { place, branch, catalogue }: Snapshot,
): Promise<ReadonlyMap<string, readonly TemplateQuestion[]>> {
  const { owner, repository, repos, checkout } = place;
  const folder = join(dirname(repos), "templates");
  const paths = new Map(
    Object.keys(catalogue.standard.scaffolding.templates).map(name => [
      name,
      join(folder, name, "copier.yml"),
    ]),
  );
  if (paths.size === 0) return new Map();
  const known = textsBelow(checkout, folder, "copier.yml");
  const files = (await readFiles(api, { owner, repository, branch }, [...paths.values()], known)) ?? {};
  return new Map(
    [...paths].flatMap(([name, path]) => {
      const text = files[path];
      return text === undefined ? [] : [[name, questionsIn(text)] as const];
    }),
  );
}

/**
 * Checks a catalogue that lies nowhere yet.
 * @throws InvalidCatalogue, with the files named from the repository's root
 */
export async function check(
  files: Files,
  { repos, stacks }: Pick<Place, "repos" | "stacks">,
): Promise<Catalogue> {
  const directory = mkdtempSync(join(tmpdir(), "fairway-"));
  try {
    for (const [path, text] of Object.entries(files)) write(join(directory, path), text);
    return await loadCatalogue(join(directory, repos), join(directory, stacks));
  } catch (error) {
    if (!(error instanceof InvalidCatalogue)) throw error;
    throw new InvalidCatalogue(
      error.problems.map(problem => ({ ...problem, file: relative(directory, problem.file) })),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function defaultBranch(api: Octokit, { owner, repository: repo }: Place): Promise<string> {
  try {
    return (await api.rest.repos.get({ owner, repo })).data.default_branch;
  } catch (error) {
    if (!(error instanceof RequestError && error.status === 404)) throw error;
    throw new WrongUsage(
      `There is no repository ${owner}/${repo} at GitHub, or the credential may not see it. Give --repository OWNER/NAME.`,
    );
  }
}

/** GitHub lets no path lead out of its repository; another server might. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The files of a folder of the checkout, all of them or those of one name. */
function textsBelow(checkout: string, folder: string, only?: string): Files {
  try {
    const found = readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      found
        .filter(one => one.isFile() && (only === undefined || one.name === only))
        .map(({ parentPath, name }) => join(parentPath, name))
        .map(file => [relative(checkout, file), readFileSync(file, "utf8")]),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
