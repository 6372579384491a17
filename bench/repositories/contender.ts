import type { TestWorld } from "../../test/support/world.ts";
import type { ProcessKind } from "../memory.ts";
import type { Organization } from "./organization.ts";
import type { Allowed } from "./same-world.ts";
import type { Traffic } from "./traffic.ts";
import type { Work } from "./work.ts";

/** What a user might keep an organisation's repositories with. */
export interface Contender {
  readonly name: string;
  /** With more repositories than these its figures are extrapolated; absent where it is run with any number. */
  readonly atMost?: number;
  /** In what its world may end otherwise than the first contender's. */
  readonly mayDiffer: readonly Allowed[];
  /** Gets everything ready that comes before the first apply, and is not measured. */
  enter(world: TestWorld, organization: Organization, traffic: Traffic): Promise<Entrant>;
}

/** A contender in a world of its own. */
export interface Entrant {
  readonly directory: string;
  /** On top of the world's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Writes the repositories' declarations as they should be now. */
  declare(): void;
  /** The commands that a user would give, the usual one first. */
  commands(work: Work): readonly Command[];
  kindOf(commandLine: string): ProcessKind;
}

export interface Command {
  /** As a user would type it. */
  readonly title: string;
  readonly steps: readonly (readonly string[])[];
  /** The exit code that it has to end with; 0, where this is absent. */
  readonly code?: number;
  /** It takes the same however many repositories there are, so it is not extrapolated. */
  readonly constant?: true;
}
