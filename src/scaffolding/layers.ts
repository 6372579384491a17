import { cpSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { cloneAddress } from "./addresses.ts";
import { CopierFailed, layTemplate } from "./copier.ts";
import { GitFailed, gitIn } from "./git.ts";
import { type Published, versionOf } from "./versions.ts";

/** One template that a repository begins with, with everything that is answered to its questions. */
export interface Layer {
  readonly template: string;
  /** The repository that the template is published in. */
  readonly repository: string;
  /** The component's directory. */
  readonly into?: string;
  /** The template's version; the latest, where it is absent. */
  readonly version?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LayersOptions {
  /** The organisation that has the templates' repositories. */
  readonly owner: string;
  readonly layers: readonly Layer[];
  /** A clone of the repository, with nothing in it that is not committed. */
  readonly directory: string;
  /** A folder of one's own outside of it. */
  readonly scratch: string;
  /** The folder with Copier's executable. */
  readonly tools: string;
  /** Where people find GitHub. */
  readonly webRoot: string;
  /** What lets git in at GitHub. */
  readonly credential: Readonly<Record<string, string>>;
}

/** What a repository was begun with. */
export interface Laid {
  readonly template: string;
  readonly into?: string;
  readonly version: string;
}

/** A template can't be laid; the message says which, and why. */
export class LayerFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LayerFailed";
  }
}

/**
 * Lays all templates into a clone, in the place of what is there, and leaves everything staged. Two that write the same
 * file are a mistake: whichever is updated later would undo the other.
 * @throws LayerFailed or NoTemplate
 */
export async function layLayers(options: LayersOptions): Promise<readonly Laid[]> {
  // GitHub's README.md is nobody's, and a template may keep its hands off one that it finds.
  await gitIn(options.directory, {})("rm", "-r", "--quiet", "--ignore-unmatch", ".");
  return (await layAll(options, new Set())).laid;
}

/**
 * Lays templates into a clone beside what is there, and leaves everything staged. A file that is there already stays as it
 * is.
 * @returns what was laid, and the paths of what a template would have written and found there
 * @throws LayerFailed or NoTemplate
 */
export async function addLayers(
  options: LayersOptions,
): Promise<{ readonly laid: readonly Laid[]; readonly kept: readonly string[] }> {
  const there = await gitIn(options.directory, {})("ls-files", "-z");
  return await layAll(options, new Set(there.split("\0").filter(Boolean)));
}

async function layAll(options: LayersOptions, there: ReadonlySet<string>) {
  const { directory, layers } = options;
  const holders = new Map<string, string>();
  const laid: Laid[] = [];
  for (const [index, layer] of layers.entries()) {
    const scratch = join(options.scratch, String(index));
    laid.push(await lay(layer, { ...options, scratch }));
    const source = join(scratch, laidOut);
    for (const path of filesIn(source)) {
      const wrong = refused(path, layer.template, holders) ?? obstructed(path, layer.template, there);
      if (wrong !== undefined) throw new LayerFailed(wrong);
      holders.set(path, layer.template);
    }
    const isNew = (path: string) => !there.has(relative(source, path));
    cpSync(source, directory, { recursive: true, verbatimSymlinks: true, filter: isNew });
  }
  // What one template has git ignore, another may have written on purpose.
  await gitIn(directory, {})("add", "--all", "--force");
  return { laid, kept: [...holders.keys()].filter(path => there.has(path)).toSorted() };
}

/** Where in its scratch folder a template is laid. */
const laidOut = "laid";

/** Why a template may not write a file: git's own folder would run it, and what lies below a link would lie elsewhere. */
function refused(path: string, template: string, holders: ReadonlyMap<string, string>): string | undefined {
  if (path.split("/").some(step => step.toLowerCase() === ".git"))
    return `the template \`${template}\` writes ${path}, and what is git's own is no template's`;
  const taken = stepsTo(path).find(place => holders.has(place));
  if (taken === undefined) return undefined;
  return `the templates \`${holders.get(taken)}\` and \`${template}\` both write ${taken}; a file belongs to one template`;
}

/** Why a file finds no place: a file or a link is where its folder would be, and a link leads elsewhere. */
function obstructed(path: string, template: string, there: ReadonlySet<string>): string | undefined {
  const above = stepsTo(path)
    .slice(0, -1)
    .find(place => there.has(place));
  if (above !== undefined)
    return `the template \`${template}\` writes ${path}, and the repository has ${above}, which is no folder`;
  const within = [...there].find(place => place.startsWith(`${path}/`));
  if (within === undefined) return undefined;
  return `the template \`${template}\` writes ${path}, and the repository has a folder there, with ${within}`;
}

/** A path's folders from the root on, and itself: `a`, `a/b`, `a/b/c`. */
function stepsTo(path: string): readonly string[] {
  const steps = path.split("/");
  return steps.map((_, index) => steps.slice(0, index + 1).join("/"));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)));
}

async function lay(
  { template, repository, into, version: wanted, data }: Layer,
  { owner, scratch, tools, webRoot, credential }: LayersOptions,
): Promise<Laid> {
  const published: Published = { template, owner, repository, webRoot, credential };
  const version = await versionOf(published, wanted);
  const [address, clone] = [cloneAddress(webRoot, owner, repository), join(scratch, "template.git")];
  const tag = `v${version}`;
  try {
    const shallow = ["--quiet", "--bare", "--depth", "1", "--branch", tag];
    await gitIn(".", credential)("clone", ...shallow, address, clone);
    await layTemplate({
      tools,
      scratch,
      directory: join(scratch, laidOut),
      address,
      clone,
      tag,
      answersFile: answersFile(template, into),
      data: { github: webRoot, ...data },
    });
  } catch (error) {
    if (!(error instanceof CopierFailed || error instanceof GitFailed)) throw error;
    throw new LayerFailed(`the template \`${template}\` ${version} can't be laid: ${error.message}`);
  }
  return { template, ...(into === undefined ? {} : { into }), version };
}

/** Where a repository keeps what was answered to a template, and the template's version. */
export function answersFile(template: string, into?: string): string {
  return [".copier-answers", template, ...(into === undefined ? [] : [into]), "yml"].join(".");
}

/** What was laid, in words, e.g. `base 1.0.0, backend-python 1.0.0 in api`. */
export function namesOf(laid: readonly Laid[]): string {
  return laid
    .map(({ template, into, version }) =>
      [`${template} ${version}`, ...(into === undefined ? [] : [`in ${into}`])].join(" "),
    )
    .join(", ");
}
