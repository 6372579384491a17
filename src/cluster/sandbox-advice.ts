import { inSandbox } from "../github/sandbox.ts";

/** How a cluster comes to be in the sandbox that the environment is of; undefined where it is of none. */
export function startInSandbox(cluster: string, environment: NodeJS.ProcessEnv): string | undefined {
  return inSandbox(`start the cluster by \`fairway sandbox up --clusters ${cluster} --flux\``, environment);
}
