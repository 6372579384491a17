import { join } from "node:path";
import { progressOn } from "../../tools/progress.ts";
import { WrongUsage } from "../engine/project.ts";
import { connect, restUrl } from "../github/api.ts";
import { MissingCredentials } from "../github/credentials.ts";
import { runRenovate } from "./run.ts";

// One run of Renovate over the organisation `GITHUB_OWNER`, signed in as Fairway is: by GITHUB_TOKEN, or as a GitHub App.
// Its working directory is `.fairway/renovate`.
try {
  const owner = process.env.GITHUB_OWNER;
  if (!owner) throw new WrongUsage("Set GITHUB_OWNER to the organisation whose repositories to look after.");
  const api = await connect();
  const { token } = (await api.auth({ type: "installation" })) as { token: string };
  await runRenovate({
    api: restUrl(process.env.GITHUB_BASE_URL),
    token,
    repositories: [`${owner}/*`],
    directory: join(process.cwd(), ".fairway/renovate"),
    loud: true,
    progress: progressOn(),
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = error instanceof WrongUsage || error instanceof MissingCredentials ? 2 : 1;
}
