import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { progressOn } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";

/** The Python that uv takes in tests: the machine's own, since fetching another one is not what they are about. */
const UV_PYTHON = "python3";

let made: Promise<NodeJS.ProcessEnv> | undefined;

/**
 * In what a generated repository's commands run: the pinned tools from PyPI and the Node of this project are on PATH, and
 * nothing of this project's own packages, so that what a template forgets to install is missed.
 */
export async function environment(): Promise<{ env: NodeJS.ProcessEnv; extendEnv: false; stdin: "ignore" }> {
  made ??= make();
  return { env: await made, extendEnv: false, stdin: "ignore" };
}

async function make(): Promise<NodeJS.ProcessEnv> {
  const tools = await pythonTools({ progress: progressOn() });
  const node = mkdtempSync(join(tmpdir(), "fairway-node-"));
  process.on("exit", () => rmSync(node, { recursive: true, force: true }));
  symlinkSync(process.execPath, join(node, "node"));
  const { npm_config_prefix: _, NODE_OPTIONS: __, ...inherited } = process.env;
  return {
    ...inherited,
    PATH: [node, tools, withoutPackages(process.env.PATH ?? "")].join(delimiter),
    UV_PYTHON,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Somebody",
    GIT_AUTHOR_EMAIL: "somebody@acme.example",
    GIT_COMMITTER_NAME: "Somebody",
    GIT_COMMITTER_EMAIL: "somebody@acme.example",
    NO_COLOR: "1",
  };
}

function withoutPackages(path: string): string {
  return path
    .split(delimiter)
    .filter(folder => !folder.includes("node_modules"))
    .join(delimiter);
}
