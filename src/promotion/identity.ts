import { RequestError } from "octokit";
import type { Standard } from "../catalogue/standard.ts";
import { WrongUsage } from "../engine/project.ts";
import { NoAccess, reach } from "../github/access.ts";
import { connectWithin } from "../github/api.ts";
import { credentialsFrom } from "../github/credentials.ts";
import type { Surroundings } from "./workplace.ts";

/** All that promoting needs of the App's permissions; whoever only looks needs no more than to read. */
function permissionsTo(level: "read" | "write") {
  return { contents: level, pull_requests: level, deployments: level, metadata: "read" } as const;
}

/** How a run signs in, and for whom it works. */
export type Identity = Pick<Surroundings, "api" | "who" | "recorder">;

/**
 * Signs in to promote repositories: as the App that the standard names, with a token that is good for these repositories
 * alone. To look only, any credential will do.
 * @throws WrongUsage where somebody else would move a branch; MissingCredentials, NoAccess
 */
export async function signIn(
  organization: string,
  repositories: readonly string[],
  { promotion }: Pick<Standard, "promotion">,
  { looking }: { readonly looking: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Identity> {
  const credentials = credentialsFrom(environment);
  const recorder = promotion && `${promotion}[bot]`;
  const actor = environment.GITHUB_ACTOR;
  if (credentials.kind === "app") {
    const level = looking ? "read" : "write";
    const scope = { repositories, permissions: permissionsTo(level) };
    const { api, slug } = await connectWithin(scope, credentials, environment).catch((error: unknown) => {
      throw error instanceof RequestError ? refused(error, level) : error;
    });
    if (promotion && slug !== promotion && !looking)
      throw new WrongUsage(notThe(promotion, `the App ${slug}`));
    const login = `${slug}[bot]`;
    return { api, who: actor ?? login, recorder: recorder ?? login };
  }
  if (promotion && !looking) throw new WrongUsage(notThe(promotion, "a user's token"));
  const api = await reach(organization);
  if (actor && recorder) return { api, who: actor, recorder };
  // The token of a workflow belongs to no user; it has said above for whom it works.
  const { login } = (await api.rest.users.getAuthenticated()).data;
  return { api, who: actor ?? login, recorder: recorder ?? login };
}

function notThe(promotion: string, what: string): string {
  return (
    `Only the App \`${promotion}\` moves what follows production, and this is signed in with ${what}.\n` +
    "Set GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID and GITHUB_APP_PEM_FILE to that App's; --dry-run looks with any credential."
  );
}

function refused(error: RequestError, level: "read" | "write"): NoAccess {
  return new NoAccess(
    `GitHub does not give the App a token for this: ${error.message}\n` +
      `It has to be installed for the repositories, with the permissions Contents, Pull requests and Deployments, ${level === "read" ? "to read" : "read and write"}.`,
    error,
  );
}
