import { basename } from "node:path";
import { documentedLimits, limitsVariable, written } from "../../src/github/pacing/limits.ts";
import type { TestWorld } from "../../test/support/world.ts";
import { fairway as launch } from "../measured.ts";
import type { Command, Contender, Entrant } from "./contender.ts";
import { entry, type Organization } from "./organization.ts";
import type { Traffic } from "./traffic.ts";
import type { Work } from "./work.ts";

export const fairway: Contender = {
  name: "Fairway",
  mayDiffer: [],
  enter: async (world, organization, traffic) => {
    world.write("repos/standard.yaml", organization.file("standard.yaml"));
    return new FairwayEntrant(world, organization, traffic);
  },
};

class FairwayEntrant implements Entrant {
  readonly environment: Readonly<Record<string, string>>;
  readonly #world: TestWorld;
  readonly #organization: Organization;
  #written: Readonly<Record<string, string>> = {};

  constructor(world: TestWorld, organization: Organization, { timeScale }: Traffic) {
    this.#world = world;
    this.#organization = organization;
    this.environment = timeScale === undefined ? {} : { [limitsVariable]: scaledLimits(timeScale) };
  }

  get directory(): string {
    return this.#world.project;
  }

  declare(): void {
    const { descriptions } = this.#organization;
    for (const [name, description] of Object.entries(descriptions))
      if (this.#written[name] !== description)
        this.#world.write(`repos/${name}/repo.yaml`, entry(description));
    this.#written = descriptions;
  }

  commands(work: Work): readonly Command[] {
    const full = command("drift", "--full");
    if (work === "unchanged" && this.#organization.set === "full") return [...commands[work], full];
    return commands[work];
  }

  kindOf(commandLine: string) {
    const [file = ""] = commandLine.split(" ");
    if (/pulumi-resource-|components\/provider/.test(commandLine)) return "providers";
    return basename(file) === "pulumi" ? "engine" : "program";
  }
}

/** GitHub's limits, as the sandbox passes them faster. */
function scaledLimits(timeScale: number): string {
  return written(documentedLimits.map(limit => ({ ...limit, seconds: limit.seconds / timeScale })));
}

const command = (...args: readonly string[]): Command => ({
  title: `fairway ${args.join(" ")}`,
  steps: [launch(...args)],
});

const commands: Readonly<Record<Work, readonly Command[]>> = {
  first: [command("up", "--yes")],
  unchanged: [command("drift")],
  unchangedUnseen: [command("preview", "--expect-no-changes")],
  changedPreview: [command("preview"), command("preview", "--refresh")],
  changedApply: [command("up", "--yes")],
  oneDrifted: [command("drift", "--heal")],
  tenDrifted: [command("drift", "--heal")],
};
