import { unavailable } from "../../src/github/absence.ts";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly state: "configured" | "not-configured";
  readonly querySuite?: "default" | "extended";
}

/** CodeQL's default setup. https://docs.github.com/en/rest/code-scanning/code-scanning#get-a-code-scanning-default-setup-configuration */
export const codeScanningDefaultSetup: Setting<Values> = {
  async read(api, { owner, repository: repo }) {
    const answer = api.rest.codeScanning.getDefaultSetup({ owner, repo });
    // Where the plan has no code scanning for the repository, it is not configured.
    const live = await answer.then(({ data }) => data, unavailable(undefined));
    if (!live && !(await found(api.rest.repos.get({ owner, repo })))) return undefined;
    if (live?.state !== "configured") return { owner, repository: repo, state: "not-configured" };
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
