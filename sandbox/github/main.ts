import { parseArgs } from "node:util";
import { type GitHubServer, startGitHub } from "./server.ts";

const USAGE = "Usage: node sandbox/github/main.ts --directory DIRECTORY [--port PORT]";

const { values } = parseArgs({ options: { directory: { type: "string" }, port: { type: "string" } } });
const port = Number(values.port ?? 0);
if (!values.directory || !Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(USAGE);
  process.exit(2);
}
const server = await start(values.directory);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => server.close().then(() => process.exit(0)));
}
console.log(JSON.stringify({ url: server.url, port: server.port }));

async function start(directory: string): Promise<GitHubServer> {
  const token = process.env.FAIRWAY_SANDBOX_TOKEN;
  try {
    return await startGitHub({ directory, port, ...(token ? { token } : {}) });
  } catch (error) {
    console.error(`The sandbox's GitHub server did not start: ${(error as Error).message}`);
    return process.exit(1);
  }
}
