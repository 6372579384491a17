import { posix } from "node:path";
import { type Document, isMap, isScalar, LineCounter, type Node, parseAllDocuments, visit } from "yaml";
import type { Problem } from "../catalogue/problem.ts";
import { type Reference, referencesIn } from "./references.ts";

/** The files of a repository by their paths in it. */
export type Files = ReadonlyMap<string, string>;

/** A variable that a file uses, and where. */
export interface Use extends Pick<Reference, "name" | "hasDefault"> {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is found in a folder: the variables, and what Flux can't make sense of. */
export interface Found {
  readonly uses: readonly Use[];
  readonly problems: readonly Problem[];
}

const kustomizationFiles = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** With this annotation or label Flux leaves an object as it is. */
const substitute = "kustomize.toolkit.fluxcd.io/substitute";

/**
 * The variables of everything that Flux would apply from a folder: what its kustomization names, or every YAML file
 * below it where there is none. What Kustomize turns into something else first (the values of a generated Secret) has
 * no variables.
 */
export function variablesOf(files: Files, folder: string): Found {
  const walk = new Walk(files);
  walk.folder(posix.normalize(folder));
  return walk;
}

class Walk implements Found {
  readonly uses: Use[] = [];
  readonly problems: Problem[] = [];
  readonly #files: Files;
  readonly #seen = new Set<string>();

  constructor(files: Files) {
    this.#files = files;
  }

  folder(folder: string): void {
    if (!this.#isNew(`${folder}/`)) return;
    const own = this.#kustomizationOf(folder);
    if (own) this.#kustomization(own, folder);
    else
      for (const file of this.#below(folder)) {
        const owner = this.#owner(posix.dirname(file), folder);
        if (owner === undefined) this.#yaml(file);
        else this.folder(owner);
      }
  }

  #isNew(path: string): boolean {
    const isNew = !this.#seen.has(path);
    this.#seen.add(path);
    return isNew;
  }

  #kustomizationOf(folder: string): string | undefined {
    return kustomizationFiles.map(name => posix.join(folder, name)).find(path => this.#files.has(path));
  }

  /** Every YAML file below a folder. */
  #below(folder: string): string[] {
    const prefix = folder === "." ? "" : `${folder}/`;
    return [...this.#files.keys()].filter(path => path.startsWith(prefix) && /\.ya?ml$/.test(path));
  }

  /** The folder nearest to the top, between it and another, that has a kustomization and so decides by itself. */
  #owner(inner: string, top: string): string | undefined {
    const above = inner === top || inner === "." ? undefined : this.#owner(posix.dirname(inner), top);
    return above ?? (this.#kustomizationOf(inner) && inner !== top ? inner : undefined);
  }

  #kustomization(file: string, folder: string): void {
    const [document] = this.#documents(file);
    if (!document) return;
    if (disablesAll(document)) return;
    for (const name of ["resources", "components", "bases", "crds"])
      for (const path of texts(document, [name])) this.#named(path, folder);
    for (const path of [
      ...texts(document, ["patchesStrategicMerge"]),
      ...fieldOfEach(document, "patches", "path"),
      ...fieldOfEach(document, "patchesJson6902", "path"),
    ])
      this.#named(path, folder);
    for (const path of generatedFrom(document)) this.#plain(posix.join(folder, path));
    this.#scalars(file, document, leftAlone(document));
  }

  #named(path: string, folder: string): void {
    const target = posix.join(folder, path);
    if (this.#files.has(target)) this.#yaml(target);
    else this.folder(target);
  }

  #yaml(file: string): void {
    if (!this.#isNew(file)) return;
    for (const document of this.#documents(file)) if (!isDisabled(document)) this.#scalars(file, document);
  }

  /** A file whose text becomes a value of a ConfigMap as it is. */
  #plain(file: string): void {
    const text = this.#files.get(file);
    if (text === undefined || !this.#isNew(file)) return;
    const lines = linesOf(text);
    const { references, nonsense } = referencesIn(text);
    this.#found(file, references, offset => place(lines, offset));
    if (nonsense !== undefined) this.#nonsense(file, place(lines, nonsense));
  }

  #documents(file: string): readonly Document.Parsed[] {
    const parsed = parseAllDocuments(this.#files.get(file) ?? "", {
      prettyErrors: false,
      logLevel: "error",
    });
    const documents = [...parsed];
    const broken = documents.find(({ errors }) => errors.length);
    if (!broken) return documents;
    const [error] = broken.errors;
    const at = place(linesOf(this.#files.get(file) ?? ""), error?.pos[0] ?? 0);
    this.problems.push({ file, ...at, message: "this is not YAML, so Flux can't apply it" });
    return [];
  }

  #scalars(file: string, document: Document, left: ReadonlySet<unknown> = new Set()): void {
    const text = this.#files.get(file) ?? "";
    const lines = linesOf(text);
    visit(document, {
      Node: (_, node) => (left.has(node) ? visit.SKIP : undefined),
      Scalar: (_, { value, range }) => {
        if (typeof value !== "string" || !value.includes("${")) return;
        const [start = 0, end = 0] = range ?? [];
        const written = text.slice(start, end);
        let from = 0;
        const { references, nonsense } = referencesIn(value);
        const at = (offset: number, length: number) => {
          const found = written.indexOf(value.slice(offset, offset + length), from);
          if (found >= 0) from = found + 1;
          return place(lines, start + Math.max(found, 0));
        };
        this.#found(file, references, (offset, name) => at(offset, "${".length + name.length));
        if (nonsense !== undefined) this.#nonsense(file, at(nonsense, "${".length));
      },
    });
  }

  #found(
    file: string,
    references: readonly Reference[],
    at: (offset: number, name: string) => Pick<Problem, "line" | "column">,
  ): void {
    for (const { name, hasDefault, offset } of references)
      this.uses.push({ name, hasDefault, file, ...at(offset, name) });
  }

  #nonsense(file: string, at: Pick<Problem, "line" | "column">): void {
    this.problems.push({
      file,
      ...at,
      message: `Flux can't make sense of this \`\${\`; write \`$\${\` where it is not Flux's, or annotate the object with \`${substitute}: disabled\``,
    });
  }
}

function isDisabled(document: Document): boolean {
  return ["annotations", "labels"].some(
    holder => document.getIn(["metadata", holder, substitute]) === "disabled",
  );
}

/** Everything in a kustomization gets these. */
function disablesAll(document: Document): boolean {
  return ["commonAnnotations", "commonLabels"].some(
    holder => document.getIn([holder, substitute]) === "disabled",
  );
}

/** The texts of a list. */
function texts(document: Document, path: readonly string[]): string[] {
  return items(document, path).flatMap(item =>
    isScalar(item) && typeof item.value === "string" ? [item.value] : [],
  );
}

function items(document: Document, path: readonly string[]): readonly unknown[] {
  const found = document.getIn(path, true) as { items?: readonly unknown[] } | undefined;
  return found?.items ?? [];
}

function fieldOfEach(document: Document, list: string, field: string): string[] {
  return items(document, [list]).flatMap(item => {
    const value = isMap(item) ? item.get(field) : undefined;
    return typeof value === "string" ? [value] : [];
  });
}

/** The files that become values of generated ConfigMaps: `path`, `key=path`, or files of `NAME=value` lines. */
function generatedFrom(document: Document): string[] {
  if (document.getIn(["generatorOptions", "annotations", substitute]) === "disabled") return [];
  return items(document, ["configMapGenerator"]).flatMap((_, index) => {
    const generator = ["configMapGenerator", index];
    if (document.getIn([...generator, "options", "annotations", substitute]) === "disabled") return [];
    const listed = ["files", "envs"].flatMap(field => texts(document, [...generator, field] as string[]));
    const single = document.getIn([...generator, "env"]);
    return [...listed, ...(typeof single === "string" ? [single] : [])].map(path =>
      path.slice(path.indexOf("=") + 1),
    );
  });
}

/** The parts of a kustomization in which Flux finds no variables: what a Secret is generated from. */
function leftAlone(document: Document): ReadonlySet<unknown> {
  const secrets = document.getIn(["secretGenerator"], true) as Node | undefined;
  const disabled = items(document, ["configMapGenerator"]).filter(
    (_, index) =>
      document.getIn(["configMapGenerator", index, "options", "annotations", substitute]) === "disabled",
  );
  return new Set([...(secrets ? [secrets] : []), ...disabled]);
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function place(lines: LineCounter, offset: number): Pick<Problem, "line" | "column"> {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
