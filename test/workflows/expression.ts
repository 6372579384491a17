import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** What expressions may speak of: `github`, `inputs`, `matrix` and so on. */
export type Contexts = Readonly<Record<string, unknown>>;

const anywhere = /\$\{\{(.*?)\}\}/gs;

/** A value of a workflow's file with its expressions evaluated, as GitHub does it before a job sees it. */
export function evaluated(value: unknown, contexts: Contexts): unknown {
  if (typeof value !== "string") return value;
  const [, only] = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(value) ?? [];
  if (only !== undefined) return evaluate(only, contexts);
  return value.replace(anywhere, (_, expression: string) => text(evaluate(expression, contexts)));
}

/** Whether a job or a step is run; its condition may do without the braces. */
export function holds(condition: unknown, contexts: Contexts): boolean {
  if (condition === undefined) return true;
  const result = evaluated(`\${{ ${String(condition).replace(/^\$\{\{|\}\}$/g, "")} }}`, contexts);
  return ![false, null, "", 0].includes(result as never);
}

function evaluate(expression: string, contexts: Contexts): unknown {
  const known = withStatus(expression);
  const parser = new Parser(new Lexer(known).lex().tokens, Object.keys(contexts), []);
  const dictionary = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  const result = new Evaluator(parser.parse(), dictionary).evaluate();
  return JSON.parse(JSON.stringify(result, data.replacer));
}

/** Nothing that is run here was cancelled, or had something fail before it. */
function withStatus(expression: string): string {
  return expression
    .replaceAll(/\b(always|success)\(\)/g, "true")
    .replaceAll(/\b(cancelled|failure)\(\)/g, "false");
}

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}
