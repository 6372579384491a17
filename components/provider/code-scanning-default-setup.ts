import { RequestError } from "octokit";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly state: "configured" | "not-configured";
  readonly querySuite?: "default" | "extended";
}

/** CodeQL's default setup. https://docs.github.com/en/rest/code-scanning/code-scanning#get-a-code-scanning-default-setup-configuration */
export const codeScanningDefaultSetup: Setting<Values> = {
  async read(api, { owner, repository: repo }) {
    const live = await found(api.rest.codeScanning.getDefaultSetup({ owner, repo }).catch(notOffered));
    if (!live) return undefined;
    if (live.state !== "configured") return { owner, repository: repo, state: "not-configured" };
    return { owner, repository: repo, state: live.state, querySuite: live.query_suite ?? "default" };
  },
  async write(api, { owner, repository: repo, state, querySuite }) {
    await api.rest.codeScanning.updateDefaultSetup({
      owner,
      repo,
      state,
      ...(querySuite ? { query_suite: querySuite } : {}),
    });
  },
};

/** GitHub refuses to tell where the plan has no code scanning for the repository: then it is not configured. */
function notOffered(error: unknown): { data: { state: "not-configured"; query_suite?: never } } {
  const limited = error instanceof RequestError && error.response?.headers["x-ratelimit-remaining"] === "0";
  if (error instanceof RequestError && error.status === 403 && !limited)
    return { data: { state: "not-configured" } };
  throw error;
}
