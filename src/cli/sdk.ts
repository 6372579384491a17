import { registerHooks } from "node:module";

/** What Pulumi's SDK loads to serialise functions. */
const serialisers: ReadonlySet<string> = new Set(["@npmcli/arborist", "typescript"]);

/**
 * Lets Pulumi's SDK do without what it takes to serialise functions. No program here does that, and loading it would be a
 * quarter of what a short command takes.
 */
export function loadLessOfSdk(): void {
  const nothing = new URL("nothing.cjs", import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      serialisers.has(specifier) && context.parentURL?.includes("/@pulumi/pulumi/")
        ? { url: nothing, format: "commonjs", shortCircuit: true }
        : next(specifier, context),
  });
}
