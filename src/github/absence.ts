import { RequestError } from "octokit";
import { secondsToWait } from "./api.ts";

/** Answers `value` where GitHub says that there is no such thing; any other failure stays one. */
export function absent<T>(value: T): (error: unknown) => T {
  return error => {
    if (error instanceof RequestError && error.status === 404) return value;
    throw error;
  };
}

/** Like `absent`, where GitHub also says so of features that the organisation's plan does not include. */
export function unavailable<T>(value: T): (error: unknown) => T {
  return error => {
    const refused =
      error instanceof RequestError && error.status === 403 && secondsToWait(error) === undefined;
    return refused ? value : absent(value)(error);
  };
}
