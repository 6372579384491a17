import { setTimeout as sleep } from "node:timers/promises";
import { App, Octokit, RequestError } from "octokit";
import { type Credentials, credentialsFrom } from "./credentials.ts";
import { whole, withRequest } from "./failure.ts";
import { type Pace, paceAt } from "./pacing/pace.ts";

const dotcom = "https://api.github.com";
/** Answers that are the same however often one asks: https://github.com/octokit/plugin-retry.js */
const final = [400, 401, 404, 410, 422, 451];
/** Refusals for a limit, after which only `waitForLimits` asks again, when the time has come. */
const limited = [403, 429];
/** The longest Fairway waits for a rate limit on its own; beyond that a person should know. It is what GitHub wants where it names no time. */
const aMinute = 60;

/**
 * A client of GitHub's REST and GraphQL APIs at `GITHUB_BASE_URL` (the root of an Enterprise Server; github.com when
 * unset), signed in with the environment's credentials.
 * @param patience the longest that it waits for a rate limit, in seconds
 * @throws MissingCredentials, WrongLimits
 */
export async function connect(
  environment: NodeJS.ProcessEnv = process.env,
  patience: number = aMinute,
): Promise<Octokit> {
  const restRoot = restUrl(environment.GITHUB_BASE_URL);
  const octokit = await signIn(credentialsFrom(environment), restRoot);
  return waitForLimits(octokit, paceAt(restRoot, environment), patience);
}

/** What a run needs of an App's installation: its token opens no more. */
export interface Scope {
  /** The names of repositories. */
  readonly repositories: readonly string[];
  readonly permissions: Readonly<Record<string, "read" | "write">>;
}

/**
 * The same as a GitHub App, with a token for one scope, which lives an hour.
 * @returns the client, and the App's slug
 * @throws MissingCredentials, WrongLimits
 */
export async function connectWithin(
  scope: Scope,
  credentials: Extract<Credentials, { kind: "app" }>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly api: Octokit; readonly slug: string }> {
  const restRoot = restUrl(environment.GITHUB_BASE_URL);
  const Client = clientFor(restRoot);
  const app = new App({ appId: credentials.appId, privateKey: credentials.privateKey, Octokit: Client });
  const { data } = await app.octokit.rest.apps.getAuthenticated();
  const { token } = (await app.octokit.auth({
    type: "installation",
    installationId: Number(credentials.installationId),
    repositoryNames: scope.repositories,
    permissions: scope.permissions,
  })) as { token: string };
  const api = waitForLimits(new Client({ auth: token }), paceAt(restRoot, environment), aMinute);
  return { api, slug: data?.slug ?? "" };
}

/** The REST root under GitHub's address, as the GitHub provider computes it from the same variable. */
export function restUrl(baseUrl: string | undefined): string {
  const root = (baseUrl || dotcom).replace(/\/+$/, "");
  const { host } = new URL(root);
  if (host === "github.com" || host === new URL(dotcom).host) return dotcom;
  if (host.endsWith(".ghe.com")) return `https://${host.replace(/^(api\.)?/, "api.")}`;
  return root.endsWith("/api/v3") ? root : `${root}/api/v3`;
}

/** Where GraphQL is asked, beside the root of REST. */
export function graphqlUrl(restRoot: string): string {
  return `${restRoot.replace(/\/v3$/, "")}/graphql`;
}

function clientFor(baseUrl: string) {
  return Octokit.defaults({
    baseUrl,
    throttle: { enabled: false },
    retry: { doNotRetry: [...final, ...limited] },
    userAgent: "fairway",
  });
}

async function signIn(credentials: Credentials, baseUrl: string): Promise<Octokit> {
  const Client = clientFor(baseUrl);
  if (credentials.kind === "token") return new Client({ auth: credentials.token });
  const app = new App({ appId: credentials.appId, privateKey: credentials.privateKey, Octokit: Client });
  return await app.getInstallationOctokit(Number(credentials.installationId));
}

/**
 * Keeps to the limits' pace. Where GitHub refuses all the same, asks again after a limit that passes soon, three times at
 * most, or as often as the request's own `retries` says.
 */
function waitForLimits(octokit: Octokit, pace: Pace, patience: number): Octokit {
  octokit.hook.wrap("request", async (request, options) => {
    for (let left = options.request?.retries ?? 3; ; left--) {
      await pace.pass({
        method: options.method,
        path: options.url,
        query: options.query as string | undefined,
      });
      try {
        const answer = await request(options);
        pace.rest.note({ status: answer.status, header: name => answer.headers[name] });
        return whole(answer, options);
      } catch (error) {
        const seconds = error instanceof RequestError ? secondsToWait(error) : undefined;
        if (left === 0 || seconds === undefined || seconds > patience) throw withRequest(error);
        await sleep(seconds * 1000);
      }
    }
  });
  return octokit;
}

/**
 * How long GitHub asks to wait after a refused request, in seconds; undefined when it was not refused for a limit.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function secondsToWait(error: RequestError): number | undefined {
  if (error.status !== 403 && error.status !== 429) return undefined;
  const headers = error.response?.headers ?? {};
  if (headers["retry-after"]) return Number(headers["retry-after"]);
  if (headers["x-ratelimit-remaining"] === "0")
    return Math.max(1, Number(headers["x-ratelimit-reset"]) - Math.floor(Date.now() / 1000));
  return /secondary rate limit|abuse detection/i.test(error.message) ? aMinute : undefined;
}
