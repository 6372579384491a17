import { join } from "node:path";
import { appEnvironment } from "../../../sandbox/organization.ts";
import { connect, restUrl } from "../../github/api.ts";
import { runRenovate } from "../../renovate/run.ts";
import { organization } from "../world.ts";
import { assertThat, type Site } from "./site.ts";

/** The organisation's App that Renovate works as. */
const app = { login: organization, slug: "acme-renovate", id: 100_002 } as const;

/** A pull request of Renovate's. */
export interface RenovatePull {
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly head: string;
  /** The lines that it changes, by file. */
  readonly patches: Readonly<Record<string, string>>;
}

/**
 * Runs the real Renovate once over repositories, with the organisation's preset. This world has nothing beyond loopback, so
 * it only looks for what lies here.
 * @param managers Renovate's words for the kinds of files that it is to look at
 * @returns the pull requests that are open afterwards
 */
export async function renovate(
  { world, progress }: Site,
  repositories: readonly string[],
  managers: readonly string[],
): Promise<readonly RenovatePull[]> {
  const environment = await appEnvironment(app, { directory: world.directory });
  const api = await connect({ ...process.env, ...environment });
  const { token } = (await api.auth({ type: "installation" })) as { readonly token: string };
  const reports = await runRenovate({
    api: restUrl(process.env.GITHUB_BASE_URL),
    token,
    repositories: repositories.map(name => `${organization}/${name}`),
    directory: join(world.directory, "renovate"),
    configuration: {
      enabledManagers: managers,
      fetchChangeLogs: "off",
      hostRules: [{ hostType: "docker", matchHost: "127.0.0.1", insecureRegistry: true }],
    },
    progress,
  });
  const problems = Object.values(reports).flatMap(report => report.problems);
  const pulls = (await Promise.all(repositories.map(name => pullsOf(world.github, name)))).flat();
  assertThat(pulls.length > 0, ["Renovate has opened no pull request.", ...problems].join("\n"));
  return pulls;
}

async function pullsOf(github: Site["world"]["github"], repo: string): Promise<readonly RenovatePull[]> {
  const { data } = await github.rest.pulls.list({ owner: organization, repo, state: "open" });
  const own = data.filter(({ user }) => user?.login === `${app.slug}[bot]`);
  return await Promise.all(
    own.map(async ({ number, title, head: { sha: head } }) => {
      const files = await github.rest.pulls.listFiles({ owner: organization, repo, pull_number: number });
      const patches = Object.fromEntries(files.data.map(({ filename, patch = "" }) => [filename, patch]));
      return { repository: repo, number, title, head, patches };
    }),
  );
}
