import { parseArgs } from "node:util";
import { startGitHub } from "./server.ts";

const USAGE = "Usage: node sandbox/github/main.ts --directory DIRECTORY [--port PORT]";

const { values } = parseArgs({ options: { directory: { type: "string" }, port: { type: "string" } } });
if (!values.directory) {
  console.error(USAGE);
  process.exit(2);
}
const token = process.env.FAIRWAY_SANDBOX_TOKEN;
const server = await startGitHub({
  directory: values.directory,
  port: Number(values.port ?? 0),
  ...(token ? { token } : {}),
});
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => server.close().then(() => process.exit(0)));
}
console.log(JSON.stringify({ url: server.url, port: server.port }));
