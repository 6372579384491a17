import { parse } from "yaml";
import { z } from "zod";
import { suggestion } from "../catalogue/nearest.ts";
import { answers } from "../scaffolding/schema.ts";

/** A question of a template, as far as it can be told without Copier. */
export interface TemplateQuestion {
  readonly key: string;
  readonly help: string | undefined;
  readonly type: string;
  readonly choices: readonly { readonly label: string; readonly value: unknown }[] | undefined;
  /** What is answered where nobody is asked; undefined where the template works it out from other answers. */
  readonly preset: unknown;
  /** Whether Copier asks it for certain, whatever else is answered. */
  readonly isAsked: boolean;
}

export type Answer = z.output<typeof answers>[string];

/** https://copier.readthedocs.io/en/stable/configuring/#advanced-prompt-formatting */
const advanced = z.looseObject({
  type: z.string().optional(),
  help: z.string().optional(),
  default: z.unknown().optional(),
  choices: z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .optional()
    .catch(undefined),
  when: z.union([z.boolean(), z.string()]).optional(),
});

/** The questions of a `copier.yml`; none where it can't be read. */
export function questionsIn(text: string): readonly TemplateQuestion[] {
  const { data = {} } = z.record(z.string(), z.unknown()).safeParse(parsed(text));
  return Object.entries(data)
    .filter(([key]) => !key.startsWith("_"))
    .map(([key, value]) => question(key, value));
}

/** Copier reads YAML as of before: `yes` is true. */
const copierYaml = "1.1";

function parsed(text: string): unknown {
  try {
    return parse(text, { version: copierYaml });
  } catch {
    return undefined;
  }
}

function question(key: string, value: unknown): TemplateQuestion {
  const { data } = advanced.safeParse(value);
  if (!data)
    return { key, help: undefined, type: typeOf(value), choices: undefined, preset: value, isAsked: true };
  const { type = typeOf(data.default), help, choices, when = true } = data;
  const preset = isComputed(data.default) ? undefined : data.default;
  return { key, help, type, choices: choices && choicesOf(choices), preset, isAsked: when === true };
}

/** Without a type, Copier takes that of the default. */
function typeOf(preset: unknown): string {
  if (typeof preset === "boolean") return "bool";
  if (typeof preset === "number") return Number.isInteger(preset) ? "int" : "float";
  return typeof preset === "string" ? "str" : "yaml";
}

/** Jinja, which only Copier can read. */
function isComputed(value: unknown): boolean {
  return typeof value === "string" && /\{[{%]/.test(value);
}

function choicesOf(
  choices: readonly unknown[] | Readonly<Record<string, unknown>>,
): TemplateQuestion["choices"] {
  const pairs = Array.isArray(choices)
    ? choices.map((one): readonly unknown[] => (Array.isArray(one) ? one : [one, one]))
    : Object.entries(choices);
  return pairs.map(([label, value]) => {
    const { data } = z.looseObject({ value: z.unknown() }).safeParse(value);
    return { label: String(label), value: data ? data.value : value };
  });
}

/**
 * Reads a text as the answer to a question.
 * @param among the other questions of the template
 */
export function answerTo(
  key: string,
  text: string,
  among: readonly TemplateQuestion[],
): { readonly answer: Answer } | { readonly wrong: string } {
  const asked = among.find(question => question.key === key);
  if (!asked) {
    const near = suggestion(
      key,
      among.map(question => question.key),
    );
    return {
      wrong: `there is no question \`${key}\`${near || `; there are ${among.map(one => one.key).join(", ")}`}`,
    };
  }
  const { type, choices } = asked;
  if (choices) {
    const found = choices.find(({ value }) => String(value) === text);
    if (!found) return { wrong: `\`${text}\` is not one of ${choices.map(({ value }) => value).join(", ")}` };
    return { answer: found.value as Answer };
  }
  return readers[type]?.(text) ?? { answer: text };
}

type Read = ReturnType<typeof answerTo>;

const readers: Readonly<Record<string, (text: string) => Read>> = {
  bool: text =>
    /^(true|yes|y|false|no|n)$/i.test(text)
      ? { answer: /^(true|y)/i.test(text) }
      : { wrong: `\`${text}\` is neither true nor false` },
  int: text =>
    /^-?\d{1,15}$/.test(text) ? { answer: Number(text) } : { wrong: `\`${text}\` is not a whole number` },
  float: text =>
    text.trim() !== "" && Number.isFinite(Number(text))
      ? { answer: Number(text) }
      : { wrong: `\`${text}\` is not a number` },
  yaml: structured,
  json: structured,
};

function structured(text: string): Read {
  const { data } = answers.safeParse({ answer: parsed(text) });
  const answer = data?.answer;
  return answer === undefined ? { wrong: `\`${text}\` is not YAML that can be an answer` } : { answer };
}
