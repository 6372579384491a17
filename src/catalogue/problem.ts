/** Something wrong in a file of the catalogue. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The catalogue can't be used: everything that is wrong with it, in the order of files and lines. */
export class InvalidCatalogue extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = inOrder(problems);
    super(sorted.map(formatProblem).join("\n"));
    this.name = "InvalidCatalogue";
    this.problems = sorted;
  }
}

/** A problem as one line, in the form that editors and CI systems turn into a link. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column} ${message}`;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map(problem => [formatProblem(problem), problem]));
  return [...once.values()].sort(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

/** Orders texts by their characters, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
