import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** What the repositories are made of: a folder of `organizations/`, in which each contender finds its own language. */
export const resourceSets = ["five", "full"] as const;
export type ResourceSet = (typeof resourceSets)[number];

/** The repositories' descriptions by name: all that tells them apart. */
export type Descriptions = Readonly<Record<string, string>>;

/** The organisation that is measured, as somebody declares it. */
export class Organization {
  readonly set: ResourceSet;
  readonly names: readonly string[];
  readonly #changes = new Map<string, string>();

  constructor(set: ResourceSet, repositories: number) {
    this.set = set;
    this.names = Array.from({ length: repositories }, (_, index) => `service-${index + 1}`);
  }

  get descriptions(): Descriptions {
    return Object.fromEntries(
      this.names.map(name => [name, this.#changes.get(name) ?? `The service ${name}`]),
    );
  }

  /** Declares something else for the first repository than what was declared so far; `undo` declares that again. */
  change(): { readonly name: string; readonly description: string; readonly undo: () => void } {
    const [name = ""] = this.names;
    const before = this.descriptions[name] ?? "";
    const description = `The service ${name}, ${performance.now()}`;
    this.#changes.set(name, description);
    return { name, description, undo: () => void this.#changes.set(name, before) };
  }

  /** A file that says what is the same in all of them. */
  file(name: string): string {
    return readFileSync(join(import.meta.dirname, "organizations", this.set, name), "utf8");
  }
}

/** A repository's entry for Fairway. */
export function entry(description: string): string {
  return stringify({ archetype: "service", team: "payments", description });
}
