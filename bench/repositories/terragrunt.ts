import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, Contender, Entrant } from "./contender.ts";
import type { Organization } from "./organization.ts";
import { providerGaps } from "./provider-gaps.ts";
import { type Peers, peersIn, providerFile } from "./provider-mirror.ts";
import type { Work } from "./work.ts";

/** One unit, with a state of its own, for each repository, and one for the organisation. */
export const terragrunt: Contender = {
  name: "Terragrunt",
  atMost: 20,
  mayDiffer: providerGaps,
  enter: async (world, organization) => {
    const directory = join(world.directory, "terragrunt");
    const write = (path: string, text: string) => writeFile(join(directory, path), text);
    write("root.hcl", root);
    write("organization/terragrunt.hcl", unit("organization"));
    write("modules/organization/organization.tf", organization.file("organization.tf"));
    for (const file of ["repositories.tf", "unit.tf"])
      write(`modules/repository/${file}`, organization.file(file));
    for (const module of ["organization", "repository"])
      write(`modules/${module}/provider.tf.json`, providerFile());
    return new TerragruntEntrant(directory, organization, await peersIn(world.directory));
  },
};

const root = `remote_state {
  backend = "local"
  config  = { path = "\${get_terragrunt_dir()}/terraform.tfstate" }
  generate = {
    path      = "backend.tf"
    if_exists = "overwrite"
  }
}
`;

function unit(module: string, more = ""): string {
  return `include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "\${dirname(find_in_parent_folders("root.hcl"))}/modules//${module}"
}
${more}`;
}

function repositoryUnit(name: string, description: string): string {
  return unit(
    "repository",
    `dependencies {
  paths = ["../../organization"]
}
inputs = {
  repositories = ${JSON.stringify({ [name]: { description } })}
}
`,
  );
}

function writeFile(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

class TerragruntEntrant implements Entrant {
  readonly directory: string;
  readonly #organization: Organization;
  readonly #peers: Peers;

  constructor(directory: string, organization: Organization, peers: Peers) {
    this.directory = directory;
    this.#organization = organization;
    this.#peers = peers;
  }

  get environment() {
    const { environment, tofu } = this.#peers;
    return { ...environment, TG_TF_PATH: tofu, TG_NON_INTERACTIVE: "true" };
  }

  declare(): void {
    for (const [name, description] of Object.entries(this.#organization.descriptions))
      writeFile(
        join(this.directory, "repositories", name, "terragrunt.hcl"),
        repositoryUnit(name, description),
      );
  }

  commands(work: Work): readonly Command[] {
    const apply = this.#command("run-all", "apply");
    const plan = (code: number, ...args: readonly string[]) => ({
      ...this.#command("run-all", "plan", "-detailed-exitcode", ...args),
      code,
    });
    const [first = ""] = this.#organization.names;
    const alone = ["--working-dir", join(this.directory, "repositories", first)];
    const commands: Readonly<Record<Work, readonly Command[]>> = {
      first: [apply],
      unchanged: [plan(0)],
      unchangedUnseen: [plan(0, "-refresh=false")],
      changedPreview: [
        plan(2),
        plan(2, "-refresh=false"),
        {
          title: "terragrunt plan, in that unit alone",
          steps: [[this.#peers.terragrunt, "plan", "-detailed-exitcode", ...alone]],
          code: 2,
          constant: true,
        },
      ],
      changedApply: [apply],
      oneDrifted: [apply],
      tenDrifted: [apply],
    };
    return commands[work];
  }

  kindOf(commandLine: string) {
    if (commandLine.includes("terraform-provider-")) return "providers";
    return /^\S*terragrunt\b/.test(commandLine) ? "program" : "engine";
  }

  #command(...args: readonly string[]): Command {
    return { title: `terragrunt ${args.join(" ")}`, steps: [[this.#peers.terragrunt, ...args]] };
  }
}
