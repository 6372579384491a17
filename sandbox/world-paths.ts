import { join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("..", import.meta.url));

/** Where the parts of one sandbox lie. */
export interface WorldPaths {
  readonly directory: string;
  /** The GitHub server's data, with the administrator's token. */
  readonly github: string;
  /** The clusters, and the store that they share. */
  readonly kubernetes: string;
  /** The container registry, with its images. */
  readonly registry: string;
  /** Pulumi's state, a file backend. */
  readonly state: string;
  /** Stands in for ~/.pulumi, so that the user's own login and plugins stay untouched. */
  readonly pulumiHome: string;
  /** The keys of the GitHub Apps that are installed in it. */
  readonly apps: string;
}

/** The paths of the sandbox in `directory`, by default the one that FAIRWAY_SANDBOX names or the checkout's own. */
export function worldPaths(
  directory = process.env.FAIRWAY_SANDBOX || join(checkout, ".fairway", "sandbox"),
): WorldPaths {
  return {
    directory,
    github: join(directory, "github"),
    kubernetes: join(directory, "kubernetes"),
    registry: join(directory, "registry"),
    state: join(directory, "state"),
    pulumiHome: join(directory, "pulumi"),
    apps: join(directory, "apps"),
  };
}

export interface WorldOptions {
  readonly directory?: string;
}
