/** The name that a word makes in a pattern with one `*`. */
export function named(pattern: string, word: string): string {
  return pattern.replace("*", () => word);
}

/** What stands in a name for the pattern's `*`; undefined where the name is not of that pattern. */
export function stem(pattern: string, name: string): string | undefined {
  const [before = "", after = ""] = pattern.split("*");
  const fits = name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}
