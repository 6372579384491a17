import type { ExecaError } from "execa";

/** The end of what a failed process printed; how it ended, where it printed nothing that was kept. */
export function lastWords(error: ExecaError): string {
  return lastLines(String(error.all ?? error.shortMessage), 10);
}

/** The end of what a program said, where the reason stands. */
export function lastLines(text: string, count: number): string {
  return text
    .trim()
    .split("\n")
    .map(line => line.trimEnd())
    .filter(Boolean)
    .slice(-count)
    .join("\n");
}
