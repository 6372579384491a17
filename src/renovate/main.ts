import { join } from "node:path";
import { progressOn } from "../../tools/progress.ts";
import { WrongUsage } from "../engine/project.ts";
import { connect, restUrl } from "../github/api.ts";
import { MissingCredentials } from "../github/credentials.ts";
import { hostRulesFrom } from "./host-rules.ts";
import { runRenovate } from "./run.ts";
import { inTurn } from "./turn.ts";

// One run of Renovate over the organisation `GITHUB_OWNER`, signed in as Fairway is: by GITHUB_TOKEN, or as a GitHub App.
// Its working directory is `.fairway/renovate`.
try {
  const owner = process.env.GITHUB_OWNER;
  if (!owner) throw new WrongUsage("Set GITHUB_OWNER to the organisation whose repositories to look after.");
  const hostRules = hostRulesFrom(process.env);
  const api = await connect();
  const { token } = (await api.auth({ type: "installation" })) as { token: string };
  const all = await api.paginate("GET /orgs/{org}/repos", { org: owner, per_page: 100 });
  const names = all
    .filter(({ archived, disabled, fork }) => !archived && !disabled && !fork)
    .map(({ full_name }) => full_name)
    .sort();
  await runRenovate({
    api: restUrl(process.env.GITHUB_BASE_URL),
    token,
    repositories: inTurn(names, Number(process.env.GITHUB_RUN_NUMBER ?? 0)),
    directory: join(process.cwd(), ".fairway/renovate"),
    configuration: { hostRules },
    loud: true,
    progress: progressOn(),
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = error instanceof WrongUsage || error instanceof MissingCredentials ? 2 : 1;
}
