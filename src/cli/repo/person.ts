import { checkbox, confirm, input, search, select } from "@inquirer/prompts";
import { WrongUsage } from "../../engine/project.ts";
import { among, amongAll } from "../../entries/options.ts";
import type { Choice, Question, Respondent } from "../../entries/question.ts";
import { ask } from "../ask.ts";

/** Questions go beside the output, so that this can be piped. */
const terminal = { output: process.stderr };

type Context = typeof terminal & { readonly signal: AbortSignal };

/** More choices than this are found by typing. */
const overview = 12;

/** Asks a person on this terminal for what no option has answered. */
export const person: Respondent = {
  text: question =>
    answer(question, context => {
      const preset = question.preset ?? question.offered;
      return input(
        {
          message: question.message,
          ...(preset === undefined ? {} : { default: preset, prefill: "tab" }),
          validate: text => verdict(question, text),
        },
        context,
      ).then(text => text.trim());
    }),
  choose: (question, choices) =>
    answer(among(question, choices), context => chosen(question, choices, context)),
  chooseSome: (question, choices) =>
    answer(amongAll(question, choices), context => {
      const preset = question.preset ?? question.offered ?? [];
      return checkbox(
        {
          message: question.message,
          choices: choices.map(choice => ({ ...shown(choice), checked: preset.includes(choice.value) })),
          pageSize: overview,
          loop: false,
          validate: picked =>
            verdict(
              question,
              picked.map(({ value }) => value),
            ),
        },
        context,
      );
    }),
  confirm: question =>
    answer(question, context =>
      confirm({ message: question.message, default: question.preset ?? question.offered ?? false }, context),
    ),
};

/** An option's answer, or else the person's. */
async function answer<T>(question: Question<T>, prompt: (context: Context) => Promise<T>): Promise<T> {
  if (question.given === undefined) return await ask(({ signal }) => prompt({ ...terminal, signal }));
  const wrong = await question.wrong?.(question.given);
  if (wrong) throw new WrongUsage(`${question.option}: ${wrong}`);
  return question.given;
}

async function verdict<T>(question: Question<T>, value: T): Promise<true | string> {
  const trimmed = typeof value === "string" ? (value.trim() as T) : value;
  return (await question.wrong?.(trimmed)) ?? true;
}

async function chosen(
  question: Question<string>,
  choices: readonly Choice[],
  context: Context,
): Promise<string> {
  const { message } = question;
  const preset = question.preset ?? question.offered;
  const first = preset === undefined ? {} : { default: preset };
  if (choices.length <= overview)
    return await select({ message, choices: choices.map(shown), pageSize: overview, ...first }, context);
  return await search(
    {
      message,
      pageSize: overview,
      source: term => choices.filter(({ value }) => value.includes(term ?? "")).map(shown),
      ...first,
    },
    context,
  );
}

/** A hint that fits stands beside its choice, a longer one below the list. */
function shown({ value, hint = "", description }: Choice) {
  const [column, widest] = [20, 56];
  const below = description ?? (hint.length > widest ? hint : undefined);
  return {
    value,
    name: hint && hint.length <= widest ? `${value.padEnd(column)} ${hint}` : value,
    short: value,
    ...(below ? { description: below } : {}),
  };
}
