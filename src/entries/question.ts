/** Something to be known before an entry can be written. */
export interface Question<T> {
  /** The option that answers it, e.g. `--team`. */
  readonly option: string;
  readonly message: string;
  /** What was answered by the option. */
  readonly given?: T | undefined;
  /** What to do where there is no answer, told where nobody is asked. */
  readonly missing?: string | undefined;
  /** The answer where nobody is asked; where somebody is, the one that is offered. */
  readonly preset?: T | undefined;
  /** The answer that is offered, and needs somebody to take it. */
  readonly offered?: T | undefined;
  /** Why an answer won't do. */
  readonly wrong?: (answer: T) => string | undefined | Promise<string | undefined>;
}

/** One of the answers to choose from. */
export interface Choice {
  readonly value: string;
  /** What is shown beside it. */
  readonly hint?: string | undefined;
  /** What is shown below the list while it is the one chosen. */
  readonly description?: string | undefined;
}

/** Who answers questions: options alone, or options and then a person. */
export interface Respondent {
  text(question: Question<string>): Promise<string>;
  choose(question: Question<string>, choices: readonly Choice[]): Promise<string>;
  chooseSome(question: Question<readonly string[]>, choices: readonly Choice[]): Promise<readonly string[]>;
  confirm(question: Question<boolean>): Promise<boolean>;
}
