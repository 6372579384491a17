import { layers, part, type Rule } from "../draft.ts";
import { isMap } from "../layer.ts";
import { suggestion } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import type { Source } from "../source.ts";
import type { Standard } from "../standard.ts";

type Property = Standard["properties"][string];

/** Custom properties are defined as GitHub asks, and repositories have values that the definitions allow. */
export const properties: Rule = draft => {
  const defined = part(draft.standard, "properties");
  if (!draft.standard || !defined) return [];
  return [
    ...definitions(draft.standard, defined),
    ...layers(draft).flatMap(({ source, path, layer }) =>
      Object.entries(isMap(layer.properties) ? layer.properties : {}).flatMap(([name, value]) => {
        const place = [...path, "properties", name];
        const property = Object.hasOwn(defined, name) ? defined[name] : undefined;
        if (!property)
          return [
            source.problem(
              place,
              `\`${name}\` is not a property of the standard${suggestion(name, Object.keys(defined))}`,
              "key",
            ),
          ];
        const wrong = value === null ? undefined : refusal(value, property);
        return wrong ? [source.problem(place, `\`${name}\` ${wrong}`)] : [];
      }),
    ),
  ];
};

function definitions(standard: Source, all: Standard["properties"]): Problem[] {
  return Object.entries(all).flatMap(([name, property]) => {
    const { type, values, required, default: preset } = property;
    const select = type === "single_select" || type === "multi_select";
    const at = (field: string) => ["properties", name, field];
    const wrong = preset === undefined ? undefined : refusal(preset, property);
    return [
      ...(select && !values
        ? [standard.problem(at("values"), `\`${name}\` needs \`values\` to choose from`)]
        : []),
      ...(!select && values
        ? [standard.problem(at("values"), `\`${name}\` has \`values\`, which only a select has`, "key")]
        : []),
      ...(required && preset === undefined
        ? [standard.problem(at("required"), `\`${name}\` is required, so it needs a \`default\``)]
        : []),
      ...(wrong ? [standard.problem(at("default"), `the default of \`${name}\` ${wrong}`)] : []),
    ];
  });
}

/** Why a property can't have a value, or undefined where it can. */
function refusal(value: unknown, { type, values }: Property): string | undefined {
  switch (type) {
    case "true_false":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "multi_select": {
      if (!Array.isArray(value)) return "must be a list";
      return value.map(item => notAmong(item, values)).find(Boolean);
    }
    case "single_select":
      return notAmong(value, values);
    default:
      return typeof value === "string" ? undefined : "must be a text";
  }
}

function notAmong(value: unknown, values: readonly string[] | undefined): string | undefined {
  if (!values || values.includes(value as string)) return undefined;
  return `can't be \`${String(value)}\`, only ${values.map(name => `\`${name}\``).join(", ")}${suggestion(value, values)}`;
}
