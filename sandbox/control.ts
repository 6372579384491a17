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

/** Makes sure that the App exists with this id and key, and is installed in the organisation. */
export async function installApp(
  url: string,
  app: { id: number; slug: string; organization: string; publicKeyPem: string },
): Promise<void> {
  await ask(url, "PUT", "apps", app);
}

/**
 * Fills the organisation that the document names from its teams and repositories, in github-mgmt's form.
 * @throws SandboxRefusal, which names the path of what it refuses.
 */
export async function load(url: string, document: unknown): Promise<void> {
  await ask(url, "POST", "load", document, LOAD_MS);
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
