import { suggestion } from "../catalogue/nearest.ts";
import { WrongUsage } from "../engine/project.ts";
import type { Choice, Question, Respondent } from "./question.ts";

/** Answers by options alone, where there is nobody to ask. What is wrong with all of them is told at once, by `finish`. */
export class Options implements Respondent {
  readonly #problems: string[] = [];

  text(question: Question<string>): Promise<string> {
    return this.#answer(question, "");
  }

  choose(question: Question<string>, choices: readonly Choice[]): Promise<string> {
    return this.#answer(among(question, choices), "");
  }

  chooseSome(question: Question<readonly string[]>, choices: readonly Choice[]): Promise<readonly string[]> {
    return this.#answer(amongAll(question, choices), []);
  }

  confirm(question: Question<boolean>): Promise<boolean> {
    return this.#answer(question, false);
  }

  /** Takes down what is wrong with an option that answers no question. */
  complain(problem: string): void {
    this.#problems.push(problem);
  }

  /** @throws WrongUsage with everything that is wrong or missing */
  finish(): void {
    if (this.#problems.length > 0) throw new WrongUsage(this.#problems.join("\n"));
  }

  async #answer<T>(question: Question<T>, nothing: T): Promise<T> {
    const answer = question.given ?? question.preset;
    if (answer === undefined) {
      const { option, message, missing } = question;
      this.#problems.push([`${option} is missing: ${message}`, ...(missing ? [missing] : [])].join(" "));
      return nothing;
    }
    const wrong = await question.wrong?.(answer);
    if (wrong) this.#problems.push(`${question.option}: ${wrong}`);
    return answer;
  }
}

/** A question whose answer is one of the choices. */
export function among(question: Question<string>, choices: readonly Choice[]): Question<string> {
  return { ...question, wrong: async answer => unknown(answer, choices) ?? (await question.wrong?.(answer)) };
}

/** A question whose answers are among the choices. */
export function amongAll(
  question: Question<readonly string[]>,
  choices: readonly Choice[],
): Question<readonly string[]> {
  return {
    ...question,
    wrong: async answers => {
      const [first] = answers.flatMap(answer => unknown(answer, choices) ?? []);
      return first ?? (await question.wrong?.(answers));
    },
  };
}

function unknown(answer: string, choices: readonly Choice[]): string | undefined {
  const valid = choices.map(({ value }) => value);
  if (valid.includes(answer)) return undefined;
  const near = suggestion(answer, valid);
  return `\`${answer}\` is not one of ${valid.join(", ")}${near}`;
}
