import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { writeCheckpoint } from "./checkpoint.ts";
import type { StoredStack } from "./deployment.ts";
import { type Project, projectPlugins, stackFile, WrongUsage } from "./project.ts";
import { type OpenStack, openStack } from "./pulumi.ts";
import { importState } from "./state.ts";

/**
 * Runs `use` on a copy of the stack that has another state, in a temporary backend: what happens there changes neither the
 * stack nor the project's files.
 * @throws WrongUsage where the state's secrets need a passphrase, and none is set
 */
export async function onScratch<T>(
  open: OpenStack,
  state: StoredStack,
  use: (scratch: OpenStack) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "fairway-"));
  try {
    const project = copyProject(open.project, open.name, directory);
    const backend = join(directory, "state");
    const isOwn = state.deployment.secrets_providers?.type !== "service";
    const place = { directory: join(backend, ".pulumi"), project: project.name, stack: open.name };
    if (isOwn) writeCheckpoint(place, state);
    else mkdirSync(backend);
    const environment = {
      ...open.environment,
      ...passphrase(open.name, state),
      // What is written back has to be encrypted as the rest of the state is, whatever the stack's file says by now.
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    };
    const engine = isOwn ? open.engine.onExistingStack() : open.engine;
    const scratch = openStack({ ...open, project, environment, engine });
    // What a service has encrypted the engine encrypts anew where it takes it in.
    if (!isOwn) await importState(scratch, state);
    return await use(scratch);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * A stack whose secrets a cloud service keeps may have no passphrase; a backend of files asks for one, which nobody else needs.
 * @throws WrongUsage where the state's own secrets need one, and none is set
 */
function passphrase(stack: string, { deployment }: StoredStack): Record<string, string> {
  const { PULUMI_CONFIG_PASSPHRASE: given, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (given !== undefined || file !== undefined) return {};
  if (deployment.secrets_providers?.type === "passphrase")
    throw new WrongUsage(
      `The secrets of the stack \`${stack}\` are encrypted with a passphrase, and none is set.\n` +
        "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file that holds it.",
    );
  return { PULUMI_CONFIG_PASSPHRASE: randomBytes(32).toString("hex") };
}

/** Pulumi.yaml and the stack's file. The program is inline, so none is copied. */
function copyProject(project: Project, stack: string, root: string): Project {
  const stackConfigDir = "stacks";
  const stacks = join(root, stackConfigDir);
  const manifest = {
    name: project.name,
    runtime: "nodejs",
    stackConfigDir,
    plugins: projectPlugins(project),
  };
  writeFileSync(join(root, "Pulumi.yaml"), stringify(manifest));
  mkdirSync(stacks);
  copyFileSync(stackFile(project, stack), join(stacks, `Pulumi.${stack}.yaml`));
  return { root, name: project.name, stacks };
}
