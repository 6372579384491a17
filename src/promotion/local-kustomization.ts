import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parse, stringify } from "yaml";
import { isMap, type Layer } from "../catalogue/layer.ts";
import { PromotionRefused } from "./refused.ts";

const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/**
 * What a kustomization names by a path, or by an address, which Flux's lockdown forbids and nobody follows here. In small
 * letters: Kustomize does not tell large ones from them.
 */
const pathLists = [
  "resources",
  "components",
  "bases",
  "crds",
  "configurations",
  "generators",
  "transformers",
  "validators",
];

const fileFields = ["path", "files", "envs", "env", "patchesstrategicmerge"];

/**
 * Makes sure that what is built lies in the repository, all of it: a commit must not make this machine fetch anything, or
 * read a file of its own into what is shown.
 * @param root where the repository's files lie
 * @param folder the folder in it that is built
 * @throws PromotionRefused with what leads elsewhere
 */
export function assertLocal(root: string, folder: string): void {
  const seen = new Set<string>();
  const visit = (place: string): void => {
    if (seen.has(place)) return;
    seen.add(place);
    const file = kustomizationIn(place);
    if (file === undefined) return;
    const name = relative(root, file);
    const content = contentOf(file, name);
    const elsewhere = (path: string) =>
      new PromotionRefused(`${name} names \`${path}\`, which is no file or folder of the repository.`);
    for (const path of readFrom(content)) if (path.includes("://")) throw elsewhere(path);
    for (const path of builtOf(content)) {
      const target = join(place, path);
      if (/:\/\/|^[\w.-]+@|^\w+::/.test(path) || !isBelow(root, target)) throw elsewhere(path);
      visit(target);
    }
  };
  visit(join(root, folder));
}

/**
 * Does for a folder without a kustomization what Flux does: names everything below it, and of a folder that has one just
 * this folder.
 */
export function completeFolder(place: string): void {
  if (kustomizationIn(place)) return;
  writeFileSync(join(place, "kustomization.yaml"), stringify({ resources: everythingIn(place, place) }));
}

function everythingIn(place: string, top: string): readonly string[] {
  return readdirSync(place, { withFileTypes: true }).flatMap(entry => {
    const path = join(place, entry.name);
    if (!entry.isDirectory()) return /\.ya?ml$/.test(entry.name) ? [relative(top, path)] : [];
    return kustomizationIn(path) ? [relative(top, path)] : everythingIn(path, top);
  });
}

function kustomizationIn(place: string): string | undefined {
  return names.map(name => join(place, name)).find(existsSync);
}

/** What a kustomization says, with what it merges into itself. */
function contentOf(file: string, name: string): Layer {
  try {
    const content: unknown = parse(readFileSync(file, "utf8"), { merge: true, logLevel: "error" });
    return isMap(content) ? content : {};
  } catch (error) {
    throw new PromotionRefused(`${name} can't be read: ${(error as Error).message}`);
  }
}

/** What is built together with it. */
function builtOf(content: Layer): readonly string[] {
  // A text of several lines stands for itself.
  return Object.entries(content)
    .flatMap(([field, value]) => (pathLists.includes(field.toLowerCase()) ? texts(value) : []))
    .filter(text => !text.includes("\n"));
}

/** The files that are read for it, at any depth: Kustomize itself takes only those below its folder. */
function readFrom(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(readFrom);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    fileFields.includes(key.toLowerCase()) ? texts(item) : readFrom(item),
  );
}

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === "string") : [];
}

function isBelow(root: string, target: string): boolean {
  if (!existsSync(target)) return false;
  const [above, below] = [realpathSync(root), realpathSync(target)];
  return below === above || below.startsWith(`${above}${sep}`);
}
