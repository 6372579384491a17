import { suggestion } from "../catalogue/nearest.ts";
import { isSameName } from "../github/names.ts";
import type { ScaffoldLayer } from "../scaffolding/schema.ts";
import type { NewEntry } from "./new-entry.ts";
import type { Respondent } from "./question.ts";
import { type Answer, answerTo, type TemplateQuestion } from "./template-question.ts";
import type { Setting, Wanted } from "./wanted.ts";

type Answers = Readonly<Record<string, Answer>>;

/** What Fairway answers itself whenever a template is laid. */
const known = [
  ...["organization", "repository", "description", "team", "owner_team", "default_branch", "visibility"],
  ...["github", "component", "namespace", "stages"],
];

/**
 * Entries with answers to the questions of their templates: those that options give, and those of somebody who likes to be
 * asked. What a template says itself stays unsaid.
 * @param complain is told what is wrong with an option
 */
export async function askAnswers(
  respondent: Respondent,
  { answer: texts = [] }: Pick<Wanted, "answer">,
  entries: readonly NewEntry[],
  setting: Setting,
  complain: (problem: string) => void,
): Promise<readonly NewEntry[]> {
  const given = texts.flatMap(text => parsed(text, complain));
  const givenTo = (entry: NewEntry) => given.filter(one => addressee(one, entries) === entry);
  for (const one of given) if (!addressee(one, entries)) complain(unmet(one, entries));
  const open = entries.flatMap(entry =>
    (entry.scaffold ?? []).flatMap(layer =>
      openQuestions(layer, givenTo(entry), setting).map(({ key }) => key),
    ),
  );
  const isCurious =
    open.length > 0 &&
    (await respondent.confirm({
      option: "--answer",
      message: `Answer the templates' own questions too (${[...new Set(open)].join(", ")})?`,
      preset: false,
    }));
  const answered: NewEntry[] = [];
  for (const entry of entries) {
    const scaffold: ScaffoldLayer[] = [];
    const told = givenTo(entry);
    for (const layer of entry.scaffold ?? []) {
      const own = optionsFor(layer, told, setting, complain);
      const asked = isCurious
        ? await askLayer(respondent, entry, layer, openQuestions(layer, told, setting))
        : {};
      const answers = { ...layer.answers, ...asked, ...own };
      scaffold.push(Object.keys(answers).length ? { ...layer, answers } : layer);
    }
    answered.push({ ...entry, scaffold });
  }
  return answered;
}

/** What somebody can sensibly answer who does not see the other answers: a choice, or what has a plain default. */
function openQuestions(
  layer: ScaffoldLayer,
  given: readonly Given[],
  { questions, catalogue }: Setting,
): readonly TemplateQuestion[] {
  const taken = [
    ...known,
    ...Object.keys(catalogue.standard.scaffolding.answers),
    ...Object.keys(layer.answers ?? {}),
    ...given.filter(one => isFor(one, layer)).map(({ key }) => key),
  ];
  return (questions.get(layer.template) ?? []).filter(
    ({ key, isAsked, choices, preset, type }) =>
      isAsked &&
      !taken.includes(key) &&
      (choices !== undefined || (preset !== undefined && ["str", "int", "bool", "float"].includes(type))),
  );
}

async function askLayer(
  respondent: Respondent,
  { name }: NewEntry,
  { template, into }: ScaffoldLayer,
  questions: readonly TemplateQuestion[],
): Promise<Answers> {
  const where = into === undefined ? name : `${name}/${into}`;
  const answers: Record<string, Answer> = {};
  for (const question of questions) {
    const answer = await ask(respondent, question, `${where}, ${template}: ${question.help ?? question.key}`);
    if (answer !== undefined && answer !== question.preset) answers[question.key] = answer;
  }
  return answers;
}

/** What stands for the template's own answer among the choices. */
const itsOwn = "(as the template says)";

async function ask(
  respondent: Respondent,
  { key, type, choices, preset }: TemplateQuestion,
  message: string,
): Promise<Answer | undefined> {
  const option = "--answer";
  if (choices) {
    const own = preset === undefined ? [{ value: itsOwn }] : [];
    const offered = choices.map(({ label, value }) => ({ value: String(value), hint: label }));
    const chosen = await respondent.choose(
      { option, message, offered: preset === undefined ? itsOwn : String(preset) },
      [...own, ...offered],
    );
    return choices.find(({ value }) => String(value) === chosen)?.value as Answer | undefined;
  }
  if (type === "bool") return await respondent.confirm({ option, message, offered: preset === true });
  const only = [{ key, type, choices, preset, help: undefined, isAsked: true }];
  const read = (text: string) => answerTo(key, text, only);
  const text = await respondent.text({
    ...{ option, message, offered: String(preset) },
    wrong: answer => {
      const found = read(answer);
      return "wrong" in found ? found.wrong : undefined;
    },
  });
  const found = read(text);
  return "answer" in found ? found.answer : undefined;
}

/** One answer of `--answer`. */
interface Given {
  readonly repository?: string;
  readonly template: string;
  readonly into?: string;
  readonly key: string;
  readonly value: string;
}

function parsed(text: string, complain: (problem: string) => void): Given[] {
  const [, repository, template, into, key, value] =
    /^(?:([A-Za-z0-9._-]+)\/)?([a-z][a-z0-9-]*)(?::([a-z0-9-]+))?\.([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (template && key && value !== undefined)
    return [{ template, key, value, ...(into ? { into } : {}), ...(repository ? { repository } : {}) }];
  complain(
    `--answer: \`${text}\` is not of the form TEMPLATE.KEY=VALUE, TEMPLATE:DIRECTORY.KEY=VALUE for one of several, or REPOSITORY/TEMPLATE.KEY=VALUE for one of two repositories`,
  );
  return [];
}

function isFor({ template, into }: Given, layer: ScaffoldLayer): boolean {
  return layer.template === template && (into === undefined || layer.into === into);
}

/** Whose template an answer is for: the named repository's, else that of the first one that begins with it. */
function addressee(one: Given, entries: readonly NewEntry[]): NewEntry | undefined {
  return entries.find(
    ({ name, scaffold = [] }) =>
      (one.repository === undefined || isSameName(one.repository, name)) &&
      scaffold.some(layer => isFor(one, layer)),
  );
}

function unmet({ repository, template, into }: Given, entries: readonly NewEntry[]): string {
  const names = entries.map(({ name }) => name);
  if (repository !== undefined && !names.some(name => isSameName(name, repository)))
    return `--answer: \`${repository}\` is not made here, only ${names.join(" and ")}`;
  const layers = entries
    .filter(({ name }) => repository === undefined || isSameName(name, repository))
    .flatMap(({ scaffold = [] }) => scaffold);
  const there = layers.map(layer => layer.template + (layer.into ? `:${layer.into}` : ""));
  const asked = template + (into ? `:${into}` : "");
  const near = suggestion(asked, [...there, ...layers.map(layer => layer.template)]);
  const all = [...new Set(there)].join(", ") || "no template";
  return `--answer: nothing here begins with \`${asked}\`${near || `, only with ${all}`}`;
}

function optionsFor(
  layer: ScaffoldLayer,
  given: readonly Given[],
  { questions }: Setting,
  complain: (problem: string) => void,
): Answers {
  const asked = questions.get(layer.template);
  const own: Record<string, Answer> = {};
  for (const { key, value } of given.filter(one => isFor(one, layer))) {
    const found = asked ? answerTo(key, value, asked) : { answer: guessed(value) };
    if ("answer" in found) own[key] = found.answer;
    else complain(`--answer ${layer.template}.${key}: ${found.wrong}`);
  }
  return own;
}

/** `true`, `false` and whole numbers are what they look like; a version such as `3.10` is a text. */
function guessed(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
