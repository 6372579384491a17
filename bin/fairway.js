#!/usr/bin/env node
// Plain JavaScript: it has to start on any Node, and finds one that runs TypeScript.
import { spawn } from "node:child_process";
import module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  // Halves the time until a command starts to work.
  module.enableCompileCache();
  await import(pathToFileURL(main).href);
} else {
  runOnOwnNode();
}

/** Runs the command on the Node of the npm package `node`, and passes on signals and the way it ends. */
function runOnOwnNode() {
  const node = join(dirname(createRequire(import.meta.url).resolve("node/package.json")), "bin/node");
  const stdio = ["inherit", "inherit", "inherit", "ipc"];
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // A terminal's Ctrl-C reaches the child without help.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal));
  }
  child.on("error", error => {
    console.error(`Node for fairway can't be started: ${error.message}\nRun \`npm ci\` in the checkout.`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (!signal) return process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
