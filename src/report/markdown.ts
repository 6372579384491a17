import { stripVTControlCharacters } from "node:util";

/** Text that is nothing but text, whatever stands in it: the fence is longer than any row of backticks within. */
export function fenced(text: string, language = "text"): string {
  const plain = stripVTControlCharacters(text);
  const fence = "`".repeat(Math.max(3, longestTicks(plain) + 1));
  return `${fence}${language}\n${plain}\n${fence}`;
}

/** The same in a line. */
export function code(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll("\n", " ");
  const ticks = "`".repeat(longestTicks(plain) + 1);
  const space = ticks.length > 1 ? " " : "";
  return `${ticks}${space}${plain}${space}${ticks}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

/** Text outside of any fence. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
