import { clearLine, cursorTo } from "node:readline";
import type { Progress } from "../engine/run.ts";

const lineEverySeconds = 15;

/** Tells on standard error how far long work has come: one changing line on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #title: string;
  #told = Date.now();

  constructor(title: string, stream: NodeJS.WriteStream = process.stderr) {
    this.#title = title;
    this.#stream = stream;
    if (stream.isTTY) this.#draw(`${title} …`);
  }

  /** Takes in how far the work is. */
  readonly report = ({ done, total, of, current }: Progress): void => {
    const text = `${this.#title}: ${done}${total === undefined ? "" : ` of ${total}`} ${of}, ${current}`;
    if (this.#stream.isTTY) {
      this.#draw(text);
    } else if (Date.now() - this.#told >= lineEverySeconds * 1000) {
      this.#told = Date.now();
      this.#stream.write(`${text}\n`);
    }
  };

  /** Takes the line away, for something else to be written. */
  clear(): void {
    if (!this.#stream.isTTY) return;
    clearLine(this.#stream, 0);
    cursorTo(this.#stream, 0);
  }

  #draw(text: string): void {
    this.clear();
    this.#stream.write(text.slice(0, this.#stream.columns - 1));
  }
}
