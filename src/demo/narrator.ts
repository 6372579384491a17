import { styleText } from "node:util";
import { table } from "../report/table.ts";

/** Blocks of a long report that are shown before the rest is only counted. */
const shownBlocks = 3;

interface Step {
  readonly title: string;
  readonly milliseconds: number;
}

/** Tells a story in steps on standard output, and remembers how long each took. */
export class Narrator {
  readonly #steps: Step[] = [];

  /** Says what is done next, does it, and notes the time. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const number = this.#steps.length + 1;
    console.log(`\n${styleText(["bold", "cyan"], `${number}  ${title}`)}`);
    const started = performance.now();
    const result = await work();
    this.#steps.push({ title, milliseconds: performance.now() - started });
    return result;
  }

  /** The command with which the same is done by hand. */
  command(text: string): void {
    console.log(styleText("dim", `   $ ${text}`));
  }

  say(text: string): void {
    console.log(indented(text));
  }

  /** The beginning of a report in blocks, and its last one, which sums it up. */
  excerpt(report: string): void {
    const blocks = report.split("\n\n");
    const [shown, left] = [blocks.slice(0, shownBlocks), blocks.length - 1 - shownBlocks];
    const parts = left > 0 ? [...shown, `… ${left} more like these`, blocks.at(-1)] : blocks;
    this.say(parts.join("\n\n"));
  }

  /** How long each step took, and all of them. */
  times(): string {
    const total = this.#steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const rows = [...this.#steps, { title: "all of it", milliseconds: total }];
    return table(
      ["step", "time"],
      rows.map(({ title, milliseconds }) => [title, `${(milliseconds / 1000).toFixed(1)} s`]),
    );
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "   ");
}
