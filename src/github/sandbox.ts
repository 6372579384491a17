import { restUrl } from "./api.ts";

/** What to ask first where nobody answers on this machine. */
export const sandboxHint = "is the sandbox up (`fairway sandbox up`)?";

/** Whether an address is of this machine, where no GitHub is but a sandbox's. */
export function isLoopback(address: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(address).hostname);
}

/** What helps in a sandbox, and makes variables that are not in this environment yet; undefined where it is of none. */
export function inSandbox(remedy: string, environment = process.env): string | undefined {
  if (!isLoopback(restUrl(environment.GITHUB_BASE_URL))) return undefined;
  return `${remedy}, and take over the variables by \`eval "$(npx fairway sandbox env)"\``;
}
