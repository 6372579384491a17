import type { ExecaError } from "execa";

/** How much of what a failed process printed helps to see why. */
const lastLines = 10;

/** The end of what a failed process printed; how it ended, where it printed nothing that was kept. */
export function lastWords(error: ExecaError): string {
  return String(error.all ?? error.shortMessage)
    .trim()
    .split("\n")
    .slice(-lastLines)
    .join("\n");
}
