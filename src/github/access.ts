import { type Octokit, RequestError } from "octokit";
import { connect, restUrl, secondsToWait } from "./api.ts";
import { isLoopback, sandboxHint } from "./sandbox.ts";

const timeoutSeconds = 15;

/** GitHub can't be worked with: nobody there, a credential refused, an organisation unknown, a limit used up. */
export class NoAccess extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "NoAccess";
  }
}

/**
 * Signs in to GitHub and makes sure, by one request, that the credential reaches the organisation.
 * @throws MissingCredentials or NoAccess, within seconds
 */
export async function reach(organization: string): Promise<Octokit> {
  const address = restUrl(process.env.GITHUB_BASE_URL);
  try {
    const api = await connect();
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    await api.rest.orgs.get({ org: organization, request: { signal, retries: 0 } });
    return api;
  } catch (error) {
    throw explain(error, organization, address);
  }
}

function explain(error: unknown, organization: string, address: string): unknown {
  if (!(error instanceof RequestError)) return error;
  const { status, message } = error;
  if (status === 401) {
    return new NoAccess(
      `GitHub at ${address} refuses the credential: ${message}\n` +
        "Set GITHUB_TOKEN to a valid token, or check the GitHub App's id, installation and private key.",
      error,
    );
  }
  if (status === 404) {
    return new NoAccess(
      `There is no organisation \`${organization}\` at ${address}, or the credential may not see it.\n` +
        "Check --organization, or `github:owner` in the stack's file.",
      error,
    );
  }
  const wait = secondsToWait(error);
  if (wait !== undefined) {
    const until = new Date(Date.now() + wait * 1000).toLocaleTimeString();
    return new NoAccess(`GitHub's rate limit is used up until ${until}; run again after that.`, error);
  }
  const hint = isLoopback(address) ? sandboxHint : "try again.";
  return new NoAccess(`GitHub at ${address} can't be reached: ${message}; ${hint}`, error);
}
