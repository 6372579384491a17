import type { Rule } from "../draft.ts";
import { isMap } from "../layer.ts";
import type { Problem } from "../problem.ts";
import type { Path, Source } from "../source.ts";

/** Lists are sets: nothing stands in one twice. */
export const repeats: Rule = ({ standard, entries }) =>
  [...(standard ? [standard] : []), ...entries.values()].flatMap(source =>
    repeated(source, source.value, []),
  );

function repeated(source: Source, value: unknown, path: Path): Problem[] {
  if (isMap(value))
    return Object.entries(value).flatMap(([key, item]) => repeated(source, item, [...path, key]));
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index) =>
    typeof item === "string" && value.indexOf(item) < index
      ? [source.problem([...path, index], `\`${item}\` stands in this list already`)]
      : repeated(source, item, [...path, index]),
  );
}
