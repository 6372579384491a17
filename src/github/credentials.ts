/** How Fairway signs in to GitHub: a token, or a GitHub App whose installation tokens are renewed as they expire. */
export type Credentials =
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "app";
      readonly appId: string;
      readonly installationId: string;
      /** The private key, PEM. */
      readonly privateKey: string;
    };

export class MissingCredentials extends Error {
  constructor(detail: string) {
    super(
      `${detail}\nSet GITHUB_TOKEN to a token of an organisation owner, or GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID ` +
        "and GITHUB_APP_PEM_FILE (the private key itself, not a path) of a GitHub App installed in the organisation.",
    );
    this.name = "MissingCredentials";
  }
}

const app = ["GITHUB_APP_ID", "GITHUB_APP_INSTALLATION_ID", "GITHUB_APP_PEM_FILE"] as const;

/**
 * The credentials in the environment, under the names that the GitHub provider reads as well. The App comes first, as
 * it does there.
 * @throws MissingCredentials when there are none, or when an App's are incomplete.
 */
export function credentialsFrom(environment: NodeJS.ProcessEnv = process.env): Credentials {
  const missing = app.filter(name => !environment[name]?.trim());
  if (missing.length === 0) {
    return {
      kind: "app",
      appId: String(environment.GITHUB_APP_ID),
      installationId: String(environment.GITHUB_APP_INSTALLATION_ID),
      privateKey: String(environment.GITHUB_APP_PEM_FILE).replaceAll("\\n", "\n"),
    };
  }
  if (missing.length < app.length && environment.GITHUB_APP_ID) {
    throw new MissingCredentials(
      `The GitHub App's credentials are incomplete: ${missing.join(", ")} not set.`,
    );
  }
  const token = environment.GITHUB_TOKEN?.trim();
  if (!token) throw new MissingCredentials("There is no credential for GitHub in the environment.");
  return { kind: "token", token };
}
