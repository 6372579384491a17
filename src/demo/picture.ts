import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type RecordedLine, terminalPicture } from "./terminal-picture.ts";

// Runs the demo and makes the README's picture of what it prints. Nothing in the picture is written by hand.
const checkout = join(import.meta.dirname, "../..");
const picture = join(checkout, "docs/demo.svg");
const directory = mkdtempSync(join(tmpdir(), "fairway-picture-"));
const world = join(directory, "demo");
const command = ["npm", "run", "demo", "--", "--only", "repositories"];
const lines: RecordedLine[] = [{ at: 0, text: `$ ${command.join(" ")}` }];

try {
  const started = Date.now();
  const recorded = execa(
    process.execPath,
    [join(checkout, "bin/fairway.js"), "demo", "--only", "repositories", "--directory", world],
    {
      cwd: checkout,
      env: { FORCE_COLOR: "1" },
      stderr: "inherit",
      stdin: "ignore",
    },
  );
  for await (const text of recorded) lines.push({ at: Date.now() - started, text });
  const places = lines.map(({ at, text }) => ({ at, text: text.replaceAll(world, ".fairway/demo") }));
  writeFileSync(picture, terminalPicture(places));
  console.log(`${picture}: ${lines.length} lines`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
