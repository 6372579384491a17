import { isDeepStrictEqual } from "node:util";
import { isMap, isNode, isPair, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Path } from "../catalogue/source.ts";

type Edit = { readonly from: number; readonly to: number; readonly text: string };

/**
 * A file with another plain value in one place. Everything else stays as somebody wrote it, comments and all.
 * @throws Error where there is no such place
 */
export function withValue(text: string, path: Path, value: string): string {
  const node = parseDocument(text).getIn(path, true);
  if (!isScalar(node) || !node.range) throw new Error(`There is no value at ${path.join(".")}.`);
  const [from, to] = node.range;
  return checked(text, { from, to, text: plain(value) }, document => document.setIn(path, value));
}

/** A file with a field among its first ones: in the place where it stands, or else after the very first. */
export function withField(text: string, key: string, value: string | boolean): string {
  const root = parseDocument(text).contents;
  const change: Change = document => document.set(key, value);
  if (!isBlockMap(root)) return rewritten(text, change);
  const line = `${key}: ${typeof value === "string" ? plain(value) : value}`;
  const own = pairOf(root, key);
  if (own && isScalar(own.value) && own.value.range) {
    const [from, to] = [startOf(own), own.value.range[1]];
    return checked(text, { from, to, text: line }, change);
  }
  const end = endOfLine(text, endOf(root.items[0] as Pair));
  const before = text.slice(0, end).endsWith("\n") ? "" : "\n";
  return checked(text, { from: end, to: end, text: `${before}${line}\n` }, change);
}

/** A file without a field; unchanged where it has none. */
export function withoutField(text: string, key: string): string {
  const root = parseDocument(text).contents;
  const own = isMap(root) ? pairOf(root, key) : undefined;
  if (!own) return text;
  const change: Change = document => document.delete(key);
  if (!isBlockMap(root)) return rewritten(text, change);
  return checked(text, { from: startOf(own), to: endOfLine(text, endOf(own)), text: "" }, change);
}

type Change = (document: ReturnType<typeof parseDocument>) => void;

/** What the edit of the text comes to, if it says what it should; else the file as the parser writes it. */
function checked(text: string, edit: Edit, change: Change): string {
  const edited = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  const wanted = parseDocument(text);
  change(wanted);
  const found = parseDocument(edited);
  return found.errors.length === 0 && isDeepStrictEqual(found.toJS(), wanted.toJS())
    ? edited
    : wanted.toString({ lineWidth: 0 });
}

function rewritten(text: string, change: Change): string {
  const document = parseDocument(text);
  change(document);
  return document.toString({ lineWidth: 0 });
}

function isBlockMap(node: unknown): node is YAMLMap {
  return isMap(node) && !node.flow && node.items.length > 0;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find(({ key: found }) => isScalar(found) && found.value === key);
}

function startOf({ key }: Pair): number {
  return (isNode(key) && key.range?.[0]) || 0;
}

function endOf(pair: Pair): number {
  const last = isPair(pair) && isNode(pair.value) ? pair.value : pair.key;
  return (isNode(last) && last.range?.[1]) || 0;
}

/** Where the next line begins. */
function endOfLine(text: string, from: number): number {
  if (text[from - 1] === "\n") return from;
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end + 1;
}

/** A name as YAML has it, in quotes where it would be read as something else. */
function plain(value: string): string {
  return typeof parseDocument(value).toJS() === "string" && /^[\w./-]+$/.test(value)
    ? value
    : JSON.stringify(value);
}
