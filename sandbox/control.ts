import * as z from "zod";

/** The server's own endpoints answer from memory; only loading a large organisation takes long. */
const ANSWER_MS = 10_000;
const LOAD_MS = 120_000;

const callsAnswer = z.object({
  reads: z.int(),
  writes: z.int(),
  calls: z.record(z.string(), z.int()),
  unknown: z.array(z.string()),
});
const organizationsAnswer = z.array(z.object({ login: z.string(), repositories: z.int() }));
const installedAnswer = z.object({ id: z.int(), installationId: z.int() });
/** As Flux writes it: https://fluxcd.io/flux/components/notification/events/ */
const alertsAnswer = z.array(
  z.object({
    channel: z.string(),
    receivedAt: z.iso.datetime(),
    event: z.looseObject({
      involvedObject: z
        .looseObject({ kind: z.string(), name: z.string(), namespace: z.string().optional() })
        .optional(),
      severity: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
    }),
  }),
);
const refusal = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() });

/** The server did not do what it was asked for; the message is its own. */
export class SandboxRefusal extends Error {
  override readonly name = "SandboxRefusal";
  /** Whether the fault lies in what was sent, not in the server. */
  readonly invalid: boolean;

  constructor(status: number, message: string) {
    super(message);
    this.invalid = status < 500;
  }
}

/** What was asked of the server since the last reset of its counters. */
export async function calls(url: string): Promise<z.infer<typeof callsAnswer>> {
  return callsAnswer.parse(await ask(url, "GET", "calls"));
}

/** The server's organisations, each with its number of repositories. */
export async function organizations(url: string): Promise<z.infer<typeof organizationsAnswer>> {
  return organizationsAnswer.parse(await ask(url, "GET", "organizations"));
}

/** Makes sure the organisation exists; the sandbox's administrator owns it. */
export async function createOrganization(url: string, login: string): Promise<void> {
  await ask(url, "PUT", `organizations/${encodeURIComponent(login)}`);
}

/** Makes sure that the user exists and is a member of the organisation, without an invitation. */
export async function addMember(url: string, organization: string, login: string): Promise<void> {
  const path = `organizations/${encodeURIComponent(organization)}/members/${encodeURIComponent(login)}`;
  await ask(url, "PUT", path, { role: "member" });
}

/** Makes sure that the user exists, and gives them this token beside those that they have. */
export async function createUser(url: string, login: string, token: string): Promise<void> {
  await ask(url, "PUT", `users/${encodeURIComponent(login)}`, { token });
}

/**
 * Makes sure that the App exists with this id and key, and is installed in the organisation.
 * @returns its id, and the installation's
 */
export async function installApp(
  url: string,
  app: { id: number; slug: string; organization: string; publicKeyPem: string },
): Promise<{ readonly id: number; readonly installationId: number }> {
  return installedAnswer.parse(await ask(url, "PUT", "apps", app));
}

/**
 * Fills the organisation that the document names from its teams and repositories, in github-mgmt's form.
 * @throws SandboxRefusal, which names the path of what it refuses.
 */
export async function load(url: string, document: unknown): Promise<void> {
  await ask(url, "POST", "load", document, LOAD_MS);
}

/** Where alerts for the channel are to be sent: the address of a `generic` Provider of Flux. */
export function alertAddress(url: string, channel: string): string {
  return `${url}/_sandbox/alerts/${encodeURIComponent(channel)}`;
}

/** The alerts that were received for the channel, the newest last. */
export async function alerts(url: string, channel: string): Promise<z.infer<typeof alertsAnswer>> {
  return alertsAnswer.parse(await ask(url, "GET", `alerts/${encodeURIComponent(channel)}`));
}

/** Forgets the alerts of all channels. */
export async function clearAlerts(url: string): Promise<void> {
  await ask(url, "DELETE", "alerts");
}

async function ask(url: string, method: string, path: string, body?: unknown, patience = ANSWER_MS) {
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method,
    signal: AbortSignal.timeout(patience),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (response.ok) return text === "" ? undefined : JSON.parse(text);
  throw new SandboxRefusal(response.status, refusalText(text));
}

function refusalText(text: string): string {
  try {
    const { message, errors = [] } = refusal.parse(JSON.parse(text));
    return [
      message,
      ...errors.map(error => (typeof error === "string" ? error : JSON.stringify(error))),
    ].join("\n");
  } catch {
    return text.slice(0, 500);
  }
}
