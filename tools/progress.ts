import ora from "ora";

/** Where long work says how far it is. */
export interface Progress {
  /** One line that stays. */
  say(line: string): void;
  /** What is going on right now; replaces what was said before. */
  update(state: string): void;
  /** Nothing is going on any more. */
  end(): void;
}

/** Where lines can't move, the state is repeated this often. */
const REPEAT_MS = 15_000;

export const silent: Progress = { say: () => {}, update: () => {}, end: () => {} };

/** A moving line on a terminal whose width is known; plain lines, a few a minute, anywhere else. */
export function progressOn(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY && stream.columns > 0 ? movingLine(stream) : plainLines(stream);
}

function movingLine(stream: NodeJS.WriteStream): Progress {
  const spinner = ora({ stream, discardStdin: false });
  return {
    say(line) {
      spinner.stop();
      stream.write(`${line}\n`);
    },
    update(state) {
      spinner.text = state;
      if (!spinner.isSpinning) spinner.start();
    },
    end: () => void spinner.stop(),
  };
}

/** The first state is shown after a while only: most work ends before it, and `say` has told that it began. */
export function plainLines(stream: { write(text: string): unknown }, now: () => number = Date.now): Progress {
  let shown: number | undefined;
  return {
    say(line) {
      shown = now();
      stream.write(`${line}\n`);
    },
    update(state) {
      shown ??= now();
      if (now() - shown < REPEAT_MS) return;
      shown = now();
      stream.write(`${state}\n`);
    },
    end() {
      shown = undefined;
    },
  };
}
