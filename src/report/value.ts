const longest = 60;

/** A property's value on one line: as in YAML for plain values, as JSON for others, cut where it gets long. */
export function formatValue(value: unknown): string {
  if (value === null) return "none";
  const text = typeof value === "string" && !/^\s*$|[\n"]/.test(value) ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
