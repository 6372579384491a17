/** How a cluster comes to be in the sandbox that the environment is of; undefined where it is of none. */
export function startInSandbox(cluster: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (!environment.FAIRWAY_SANDBOX) return undefined;
  return (
    `start the cluster by \`fairway sandbox up --clusters ${cluster} --flux\`, ` +
    'and take over the variables by `eval "$(npx fairway sandbox env)"`'
  );
}
