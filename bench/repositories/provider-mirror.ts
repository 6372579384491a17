import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import { currentPlatform, peerTools, toolNamed } from "../../tools/registry.ts";

/** Nobody's name, so that nothing can be asked for the provider but the mirror. */
const source = "fairway.invalid/integrations/github";

/** Where the peers' executables are, and the environment in which they find the provider and nothing beyond. */
export interface Peers {
  readonly tofu: string;
  readonly terragrunt: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Offers the provider to OpenTofu from a directory. */
export async function peersIn(directory: string): Promise<Peers> {
  const folders = await obtain(peerTools, { progress: progressOn() });
  const { version, executable } = toolNamed("terraform-provider-github");
  const mirror = join(directory, "providers");
  const place = join(mirror, source, version, currentPlatform().replace("-", "_"));
  mkdirSync(place, { recursive: true });
  const built = join(folders["terraform-provider-github"], executable);
  symlinkSync(built, join(place, `${executable}_v${version}`));
  const configuration = join(directory, "tofu.rc");
  const installation = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  writeFileSync(configuration, installation);
  return {
    tofu: join(folders.opentofu, toolNamed("opentofu").executable),
    terragrunt: join(folders.terragrunt, toolNamed("terragrunt").executable),
    environment: { TF_CLI_CONFIG_FILE: configuration, TF_IN_AUTOMATION: "1", NO_COLOR: "1" },
  };
}

/** The settings that all contenders work with; the provider waits a second between writes where nobody says otherwise. */
export const providerSettings = { write_delay_ms: 0, parallel_requests: true } as const;

/** A root's `provider.tf.json`; address, token and owner come from the environment. */
export function providerFile(): string {
  const { version } = toolNamed("terraform-provider-github");
  return JSON.stringify({
    terraform: { required_providers: { github: { source, version } } },
    provider: { github: providerSettings },
  });
}
