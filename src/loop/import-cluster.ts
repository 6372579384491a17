import type { Change } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import { isCluster } from "./is-cluster.ts";
import { type PreviewOptions, preview } from "./preview.ts";
import { type UpResult, up } from "./up.ts";

/** Taking a cluster in would change something on it. Nothing was done. */
export class WouldChange extends Error {
  override readonly name = "WouldChange";

  constructor(stack: string, changes: readonly Change[]) {
    const shown = changes.slice(0, 5).map(({ kind, key }) => `${kind} ${key}`);
    const more = changes.length > shown.length ? ` and ${changes.length - shown.length} more` : "";
    super(
      `The cluster ${stack} is not as it is declared: ${shown.join(", ")}${more}. Nothing was done.\n` +
        `See what is different with \`fairway preview --stack ${stack}\`; \`fairway up --stack ${stack}\` takes over what is ` +
        "there, and does the rest.",
    );
  }
}

/**
 * Puts what is on a cluster into its stack's state, keys included, where the state was lost or never was. Changes nothing
 * on the cluster.
 * @throws WrongUsage for a stack that is no cluster's; WouldChange; NoAccess, StackLocked, EngineFailed, UpFailed
 */
export async function importCluster(options: PreviewOptions): Promise<UpResult> {
  const { stack } = options.target;
  if (!isCluster(options.target)) throw new WrongUsage(`The stack \`${stack}\` is no cluster's.`);
  const { delivery } = options.target.catalogue.clusters.find(({ name }) => name === stack) ?? {};
  if (delivery === "git")
    throw new WrongUsage(
      `The cluster ${stack} pulls what it has, and nothing of it is in its state: run \`fairway up --stack ${stack}\`.`,
    );
  const plan = await preview(options);
  const others = plan.changes.filter(
    ({ action, properties }) => action !== "import" || properties.length > 0,
  );
  if (others.length > 0) throw new WouldChange(stack, others);
  return await up({ ...options, plan, confirm: async () => true });
}
