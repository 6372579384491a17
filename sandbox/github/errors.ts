import type { ContentfulStatusCode } from "hono/utils/http-status";

/** One item of the `errors` array of a 422 answer. */
export interface FieldError {
  resource: string;
  field?: string;
  code: "missing" | "missing_field" | "invalid" | "already_exists" | "unprocessable" | "custom";
  message?: string;
  value?: unknown;
}

/**
 * An answer other than success, as GitHub words it; the app turns it into the response.
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export class GitHubError extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: ContentfulStatusCode,
    message: string,
    details: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.body = {
      message,
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
      ...details,
    };
    this.headers = headers;
  }
}

export const badCredentials = () => new GitHubError(401, "Bad credentials");
export const notFound = () => new GitHubError(404, "Not Found");
export const conflict = (message: string) => new GitHubError(409, message);
export const forbidden = (message: string) => new GitHubError(403, message);
export const archived = () => forbidden("Repository was archived so is read-only.");
export const adminRequired = () => forbidden("Must have admin rights to Repository.");

/** 422 with a list of what is wrong; `errors` are objects, or plain sentences where GitHub answers with those. */
export function unprocessable(message: string, errors: (FieldError | string)[] = []): GitHubError {
  return new GitHubError(422, message, errors.length > 0 ? { errors } : {});
}

/** The usual 422: `Validation Failed` with one field error. */
export function validationFailed(error: FieldError): GitHubError {
  return unprocessable("Validation Failed", [error]);
}

/** The 422 for a name that is taken. */
export function alreadyExists(resource: string, field: string): GitHubError {
  return validationFailed({ resource, code: "already_exists", field });
}
