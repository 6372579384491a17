import { join } from "node:path";
import { cloneAddress } from "./addresses.ts";
import { CopierFailed, layTemplate } from "./copier.ts";
import { type Git, GitFailed, gitIn } from "./git.ts";
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
 * Lays all templates into a clone, one over the other, and leaves everything staged. Two that write the same file are a
 * mistake: whichever is updated later would undo the other.
 * @throws LayerFailed or NoTemplate
 */
export async function layLayers(options: LayersOptions): Promise<readonly Laid[]> {
  const git = gitIn(options.directory, {});
  const holders = new Map<string, string>();
  const laid: Laid[] = [];
  for (const [index, layer] of options.layers.entries()) {
    laid.push(await lay(layer, { ...options, scratch: join(options.scratch, String(index)) }));
    for (const path of await changedIn(git)) {
      const holder = holders.get(path);
      if (holder !== undefined)
        throw new LayerFailed(
          `the templates \`${holder}\` and \`${layer.template}\` both write ${path}; a file belongs to one template`,
        );
      holders.set(path, layer.template);
    }
    await git("add", "--all");
  }
  return laid;
}

/** What is not as the index has it. */
async function changedIn(git: Git): Promise<readonly string[]> {
  const [changed, added] = [
    await git("diff", "--name-only", "-z"),
    await git("ls-files", "--others", "--exclude-standard", "-z"),
  ];
  return [...changed.split("\0"), ...added.split("\0")].filter(Boolean);
}

async function lay(
  { template, repository, into, version: wanted, data }: Layer,
  { owner, directory, scratch, tools, webRoot, credential }: LayersOptions,
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
      directory,
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
