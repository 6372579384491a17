import Table from "cli-table3";

const none = Object.fromEntries(
  ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right", "left"]
    .concat(["left-mid", "mid", "mid-mid", "right", "right-mid"])
    .map(part => [part, ""]),
);

/** A table in plain text: a heading, a line a row, columns two blanks apart. Columns of numbers stand to the right. */
export function table(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const text = new Table({
    head: [...heading],
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: heading.map((_, column) =>
      rows.every(row => typeof row[column] === "number") ? "right" : "left",
    ),
  });
  for (const row of rows) text.push(row.map(String));
  return text
    .toString()
    .split("\n")
    .map(line => line.trimEnd())
    .join("\n");
}
