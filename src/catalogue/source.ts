import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  YAMLParseError,
} from "yaml";
import type { Problem } from "./problem.ts";

/** A way into a value: keys of maps and indices of lists. */
export type Path = readonly (string | number)[];

/** More aliases than anybody writes by hand are a trap: a few lines that stand for gigabytes. */
const maximalAliases = 100;
const tooManyAliases = `aliases stand for too much here; at most ${maximalAliases} are followed`;

/** Sentences for what people get wrong most; anything else is told in the parser's words. */
const sentences: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key stands here a second time",
  TAB_AS_INDENT: "a tab stands where YAML wants spaces",
  MULTIPLE_DOCS: "a second document begins here; a file of the catalogue holds one",
  NON_STRING_KEY: "a key must be a plain text",
  BLOCK_AS_IMPLICIT_KEY:
    "a second `:` stands in this line, or the next is indented too far; a text with `: ` needs quotes",
  MULTILINE_IMPLICIT_KEY: "a `:` and a blank are missing after this key",
  BAD_INDENT: "what was opened by `[` or `{` is not closed, or this line is indented too little",
  MISSING_CHAR: "a quote or a comma is missing before this",
  BAD_SCALAR_START: "a text that begins with this character needs quotes",
};

/** A YAML file: what it says, and where it says it. */
export class Source {
  readonly file: string;
  readonly text: string;
  /** What the file says; undefined where it can't be read. */
  readonly value: unknown;
  /** What is wrong with the file as YAML. */
  readonly problems: readonly Problem[];
  readonly #lines = new LineCounter();
  readonly #document: Document;

  /** Reads a text as YAML. Throws nothing: what is wrong stands in `problems`. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#document = parse(text, this.#lines);
    const unreadable = [...this.#syntax(), ...this.#aliases()];
    this.problems = unreadable.length ? unreadable : this.#keys();
    if (unreadable.length) return;
    try {
      this.value = this.#document.toJS({ maxAliasCount: maximalAliases }) ?? {};
    } catch {
      this.problems = [this.#at(0, tooManyAliases)];
    }
  }

  /** How many steps of a path lead somewhere in this file. */
  depth(path: Path): number {
    return this.#walk(path).depth;
  }

  /** A problem with what lies at a path, or with its key; where the path leads out of the file, at its last key. */
  problem(path: Path, message: string, at: "key" | "value" = "value"): Problem {
    const { depth, key, value } = this.#walk(path);
    const node = at === "value" && depth === path.length && isNode(value) ? value : key;
    return this.#at(node?.range?.[0] ?? 0, message);
  }

  #at(offset: number, message: string): Problem {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  }

  #syntax(): Problem[] {
    const { errors, warnings } = this.#document;
    // How deep the parser gets before it gives up is the machine's business.
    const exhausted = errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
    if (exhausted) return [this.#at(0, "this is nested too deeply")];
    const problems = [...errors, ...warnings].map(({ pos, code, message }) =>
      this.#at(pos[0], sentences[code] ?? `this is not YAML: ${message.replace(/[.:]?\s*$/, "")}`),
    );
    // One mistake makes the parser stumble several times on its way through a line.
    return problems.filter(({ line }, index) => problems.findIndex(other => other.line === line) === index);
  }

  #aliases(): Problem[] {
    const problems: Problem[] = [];
    let count = 0;
    visit(this.#document, {
      Alias: (_, alias, ancestors) => {
        const wrong = ++count > maximalAliases ? tooManyAliases : this.#misled(alias, ancestors);
        if (wrong) problems.push(this.#at(alias.range?.[0] ?? 0, wrong));
        return count > maximalAliases ? visit.BREAK : undefined;
      },
    });
    return problems;
  }

  #misled(alias: Alias, ancestors: readonly unknown[]): string | undefined {
    const target = alias.resolve(this.#document);
    if (!target) return `\`*${alias.source}\` repeats nothing that stands above it`;
    return ancestors.includes(target) ? `\`*${alias.source}\` stands within what it repeats` : undefined;
  }

  /** A key with nothing after it would silently turn a default off, and `__proto__` is nothing to merge by. */
  #keys(): Problem[] {
    const problems: Problem[] = [];
    visit(this.#document, {
      Pair: (_, { key, value }) => {
        if (!isScalar(key)) return;
        const offset = key.range?.[0] ?? 0;
        if (key.value === "__proto__") problems.push(this.#at(offset, "`__proto__` can't be a key"));
        if (value === null || (isScalar(value) && value.value === null && !value.source))
          problems.push(
            this.#at(offset, `\`${key.value}\` has no value; write \`null\` to turn a default off`),
          );
      },
    });
    return problems;
  }

  #walk(path: Path): Found {
    const root = this.#document.contents as Node | null;
    let found: Found = { depth: 0, key: root, value: root };
    for (const step of path) {
      const next = this.#child(found.value, step);
      if (!next) break;
      found = { ...next, depth: found.depth + 1 };
    }
    return found;
  }

  #child(node: Node | null, step: string | number): Omit<Found, "depth"> | undefined {
    const holder = isAlias(node) ? (node as Alias).resolve(this.#document) : node;
    if (!isCollection(holder)) return undefined;
    for (const [index, item] of holder.items.entries()) {
      if (isPair(item)) {
        if (isScalar(item.key) && String(item.key.value) === String(step))
          return { key: item.key, value: item.value as Node | null };
      } else if (index === Number(step)) return { key: item as Node, value: item as Node };
    }
    return undefined;
  }
}

interface Found {
  readonly depth: number;
  readonly key: Node | null;
  readonly value: Node | null;
}

function parse(text: string, lineCounter: LineCounter): Document {
  const options = { lineCounter, prettyErrors: false, stringKeys: true, logLevel: "error" } as const;
  try {
    return parseDocument(text, options);
  } catch {
    const document = parseDocument("", options);
    document.errors.push(new YAMLParseError([0, 0], "RESOURCE_EXHAUSTION", ""));
    return document;
  }
}
