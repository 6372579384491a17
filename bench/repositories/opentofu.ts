import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, Contender, Entrant } from "./contender.ts";
import type { Organization } from "./organization.ts";
import { providerGaps } from "./provider-gaps.ts";
import { type Peers, peersIn, providerFile } from "./provider-mirror.ts";
import type { Work } from "./work.ts";

/** One root for the whole organisation, `for_each` over its repositories. */
export const opentofu: Contender = {
  name: "OpenTofu",
  mayDiffer: providerGaps,
  enter: async (world, organization) => {
    const directory = join(world.directory, "tofu");
    mkdirSync(directory);
    for (const file of ["organization.tf", "repositories.tf", "root.tf"])
      writeFileSync(join(directory, file), organization.file(file));
    writeFileSync(join(directory, "provider.tf.json"), providerFile());
    return new OpenTofuEntrant(directory, organization, await peersIn(world.directory));
  },
};

class OpenTofuEntrant implements Entrant {
  readonly directory: string;
  readonly #organization: Organization;
  readonly #peers: Peers;

  constructor(directory: string, organization: Organization, peers: Peers) {
    this.directory = directory;
    this.#organization = organization;
    this.#peers = peers;
  }

  get environment() {
    return this.#peers.environment;
  }

  declare(): void {
    const { descriptions } = this.#organization;
    const repositories = Object.fromEntries(
      Object.entries(descriptions).map(([name, description]) => [name, { description }]),
    );
    writeFileSync(join(this.directory, "terraform.tfvars.json"), JSON.stringify({ repositories }));
  }

  commands(work: Work): readonly Command[] {
    const apply = this.#command("apply", "-auto-approve");
    const applyUnseen = this.#command("apply", "-auto-approve", "-refresh=false");
    const plan = (code: number, ...args: readonly string[]) => ({
      ...this.#command("plan", "-detailed-exitcode", ...args),
      code,
    });
    const [first = ""] = this.#organization.names;
    const commands: Readonly<Record<Work, readonly Command[]>> = {
      first: [
        { title: `tofu init, ${apply.title}`, steps: [...this.#command("init").steps, ...apply.steps] },
      ],
      unchanged: [plan(0)],
      unchangedUnseen: [plan(0, "-refresh=false")],
      changedPreview: [
        plan(2),
        plan(2, "-refresh=false"),
        plan(2, `-target=github_repository.this["${first}"]`),
      ],
      changedApply: [apply, applyUnseen],
      oneDrifted: [apply],
      tenDrifted: [apply],
    };
    return commands[work];
  }

  kindOf(commandLine: string) {
    return commandLine.includes("terraform-provider-") ? "providers" : "program";
  }

  #command(...args: readonly string[]): Command {
    return { title: `tofu ${args.join(" ")}`, steps: [[this.#peers.tofu, ...args, "-input=false"]] };
  }
}
