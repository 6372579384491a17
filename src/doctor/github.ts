import { type Octokit, RequestError } from "octokit";
import { absent } from "../github/absence.ts";
import { reach } from "../github/access.ts";
import { connect, restUrl } from "../github/api.ts";
import { credentialsFrom } from "../github/credentials.ts";
import { missingPermissions } from "../github/permissions.ts";
import { isLoopback, sandboxHint } from "../github/sandbox.ts";
import { type Check, failed, ok, type Subject, skipped, type Verdict } from "./check.ts";

const ANSWER_MS = 15_000;

/**
 * What a classic token needs for repositories and for teams; fine-grained tokens and Apps have permissions instead.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
const NEEDED_SCOPES = ["repo", "admin:org"];

/** Whether GitHub lets Fairway work. */
export const githubChecks: readonly Check[] = [
  { name: "credential", look: credential },
  { name: "organisation", look: organization },
  { name: "rate limit", look: rateLimit },
];

async function credential({ environment }: Subject): Promise<Verdict> {
  const { kind } = credentialsFrom(environment);
  const api = await connect(environment);
  const at = new URL(restUrl(environment.GITHUB_BASE_URL)).host;
  try {
    return kind === "app" ? await app(api, at) : await token(api, at);
  } catch (error) {
    const { status, message } = error as RequestError;
    if (status === 401 || status === 403) {
      return failed(
        `${at} refuses it: ${message}`,
        "Make a new token, or check the App's id, installation and private key.",
      );
    }
    const isHere = isLoopback(restUrl(environment.GITHUB_BASE_URL));
    const hint = isHere ? `On this machine: ${sandboxHint}` : "Check GITHUB_BASE_URL and the network.";
    return failed(`${at} can't be asked: ${reason(error)}`, hint);
  }
}

async function token(api: Octokit, at: string): Promise<Verdict> {
  const { data, headers } = await api.rest.users.getAuthenticated(soon());
  const scopes = headers["x-oauth-scopes"]?.split(",").map(scope => scope.trim());
  const who = `a token of ${data.login} at ${at}`;
  if (!scopes) return ok(who);
  const missing = NEEDED_SCOPES.filter(scope => !scopes.includes(scope));
  if (missing.length === 0) return ok(`${who}, scopes ${scopes.join(", ")}`);
  return failed(
    `${who} lacks ${missing.join(", ")}`,
    "Add these scopes at https://github.com/settings/tokens.",
  );
}

async function app(api: Octokit, at: string): Promise<Verdict> {
  const installation = (await api.auth({ type: "installation" })) as {
    permissions?: Parameters<typeof missingPermissions>[0];
  };
  const missing = missingPermissions(installation.permissions ?? {});
  if (missing.length === 0) return ok(`an App's installation at ${at}`);
  return failed(
    `the App's installation lacks ${missing.join("; ")}`,
    "Change the App's permissions, and have an owner of the organisation accept them.",
  );
}

async function organization(subject: Subject): Promise<Verdict> {
  const { organization: login, environment } = subject;
  if (!login) return skipped("none is named: see --organization and `github:owner` in the stack's file");
  if (!(await isAccepted(subject))) return skipped("needs a credential that GitHub accepts");
  const api = await reach(login);
  if (credentialsFrom(environment).kind === "app") return ok(login);
  const { data: user } = await api.rest.users.getAuthenticated(soon());
  const role = await api.rest.orgs
    .getMembershipForUser({ org: login, username: user.login, ...soon() })
    .then(({ data }) => (data.state === "active" ? data.role : undefined), absent(undefined));
  if (role === "admin") return ok(`${login}, owned by ${user.login}`);
  return failed(
    `${user.login} does not own ${login}`,
    "Use a token of an owner, or a GitHub App: settings, rulesets and teams need one.",
  );
}

async function rateLimit(subject: Subject): Promise<Verdict> {
  if (!(await isAccepted(subject))) return skipped("needs a credential that GitHub accepts");
  const api = await connect(subject.environment);
  try {
    const { core } = (await api.rest.rateLimit.get(soon())).data.resources;
    const until = new Date(core.reset * 1000).toISOString();
    const detail = `${core.remaining} of ${core.limit} requests left until ${until}`;
    return core.remaining > 0
      ? ok(detail)
      : failed(detail, "Wait until then, or use a GitHub App's larger limit.");
  } catch (error) {
    // An Enterprise Server on which the limits are off answers so.
    if (error instanceof RequestError && error.status === 404) return ok("none");
    throw error;
  }
}

/** The credential's own check tells what is wrong with it; the others need not repeat that. */
async function isAccepted({ environment }: Subject): Promise<boolean> {
  try {
    const { kind } = credentialsFrom(environment);
    const api = await connect(environment);
    await (kind === "app" ? api.auth({ type: "installation" }) : api.rest.users.getAuthenticated(soon()));
    return true;
  } catch {
    return false;
  }
}

/** A doctor answers soon or not at all. */
function soon() {
  return { request: { signal: AbortSignal.timeout(ANSWER_MS), retries: 0 } };
}

/** The innermost cause: fetch hides what went wrong with the connection behind `fetch failed`. */
function reason(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? reason(cause) : message;
}
