import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type ExecaError, execa } from "execa";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import { currentPlatform, toolNamed } from "../../tools/registry.ts";
import { manifestSchemas } from "../../tools/schemas.ts";
import { environment } from "./environment.ts";
import { type Generated, generate } from "./generate.ts";
import type { TemplateRepositories } from "./template-repositories.ts";

const names = ["kustomize", "kubeconform", "flux", "opentofu"] as const;
const provider = "terraform-provider-openstack";

/** What a command came to. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** What the commands of a deploy repository need beyond the usual, none of it from beyond this machine. */
export class DeployTools {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #folder: string;

  private constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#environment = environment;
  }

  static async obtain(): Promise<DeployTools> {
    const progress = progressOn();
    const folders = await obtain([...names, provider], { progress });
    const SCHEMA_LOCATIONS = await manifestSchemas({ progress });
    const { env } = await environment();
    const folder = mkdtempSync(join(tmpdir(), "fairway-deploy-"));
    const PATH = [...names.map(name => folders[name]), env.PATH].join(delimiter);
    const inherited = { ...env, PATH, SCHEMA_LOCATIONS, TF_CLI_CONFIG_FILE: join(folder, "tofu.rc") };
    const tools = new DeployTools(folder, inherited);
    await tools.#offerProvider(join(folders[provider], toolNamed(provider).executable));
    return tools;
  }

  /** Offers the provider to OpenTofu from a directory, by the address that OpenTofu itself has for it. */
  async #offerProvider(executable: string): Promise<void> {
    const { version } = toolNamed(provider);
    const root = join(this.#folder, "asking");
    mkdirSync(root);
    const source = "terraform-provider-openstack/openstack";
    const asking = { terraform: { required_providers: { openstack: { source, version } } } };
    writeFileSync(join(root, "versions.tf.json"), JSON.stringify(asking));
    const mirror = join(this.#folder, "providers");
    const configuration = `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
    writeFileSync(join(this.#folder, "tofu.rc"), configuration);
    const { stdout } = await execa("tofu", ["providers"], { cwd: root, ...this.#options });
    const [, address] = /provider\[(.+?)\]/.exec(stdout) ?? [];
    if (!address) throw new Error(`OpenTofu names no provider:\n${stdout}`);
    const place = join(mirror, address, version, currentPlatform().replace("-", "_"));
    mkdirSync(place, { recursive: true });
    symlinkSync(executable, join(place, `${provider}_v${version}`));
  }

  /** Runs a command in a generated repository. */
  async run(generated: Generated, command: string, ...args: readonly string[]): Promise<Outcome> {
    const { exitCode, all } = await execa(command, args, {
      cwd: generated.folder,
      all: true,
      reject: false,
      ...this.#options,
    });
    return { code: exitCode ?? -1, output: all };
  }

  /**
   * What a command says that has to come to a good end.
   * @throws Error with what it said where it does not
   */
  async pass(generated: Generated, command: string, ...args: readonly string[]): Promise<string> {
    const { code, output } = await this.run(generated, command, ...args);
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} came to ${code}:\n${output}`);
    return output;
  }

  get #options() {
    return { env: this.#environment, extendEnv: false, stdin: "ignore" } as const;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What a command said that has failed. */
export function outputOf(error: unknown): string {
  const { all, message } = error as Partial<ExecaError> & { readonly message: string };
  return typeof all === "string" ? all : message;
}

export type Answers = Readonly<Record<string, unknown>>;

/** A repository of the layer `deploy`, over that of every repository where all of its commands are run. */
export function deployRepository(
  templates: TemplateRepositories,
  answers: Answers = {},
  { base }: { readonly base: boolean } = { base: false },
): Promise<Generated> {
  return generate(templates, [...(base ? [{ template: "base" }] : []), { template: "deploy", answers }], {
    repository: "shop-deploy",
    namespace: "shop",
  });
}
