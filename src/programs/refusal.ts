import * as pulumi from "@pulumi/pulumi";

/**
 * Runs a program so that a run in which anything is refused removes nothing. What depends on a refused resource is never
 * registered, and the engine takes what is not registered for removed: without this, one refused setting would archive
 * the repository. A program that fails keeps the engine from it.
 * @throws RunError when a resource was refused; what else could be done is done by then.
 */
export async function withoutRemovalsAfterRefusal(program: () => void): Promise<void> {
  const resources: pulumi.Resource[] = [];
  pulumi.runtime.registerStackTransformation(({ resource }) => {
    resources.push(resource);
    return undefined;
  });
  program();
  const registered = await Promise.all(resources.map(isRegistered));
  // The SDK keeps the transformation for as long as this process lives.
  resources.length = 0;
  if (registered.every(Boolean)) return;
  throw new pulumi.RunError(
    "Not everything could be done, so nothing was removed. What was done is kept: mend the cause and run again.",
  );
}

function isRegistered({ urn }: pulumi.Resource): Promise<boolean> {
  return new Promise(resolve => {
    pulumi
      .recover(
        urn.apply(() => true),
        () => false,
      )
      .apply(resolve);
  });
}
