import type { Repository } from "./model.ts";
import type { Collection, Document } from "./store.ts";
import type { World } from "./world.ts";

/** A label of a repository (owner of the document). */
export interface Label extends Document {
  name: string;
  color: string;
  description: string | null;
  default: boolean;
}

/** https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work/managing-labels#about-default-labels */
const DEFAULT_LABELS: readonly [name: string, color: string, description: string][] = [
  ["bug", "d73a4a", "Something isn't working"],
  ["documentation", "0075ca", "Improvements or additions to documentation"],
  ["duplicate", "cfd3d7", "This issue or pull request already exists"],
  ["enhancement", "a2eeef", "New feature or request"],
  ["good first issue", "7057ff", "Good for newcomers"],
  ["help wanted", "008672", "Extra attention is needed"],
  ["invalid", "e4e669", "This doesn't seem right"],
  ["question", "d876e3", "Further information is requested"],
  ["wontfix", "ffffff", "This will not be worked on"],
];

export function labelsOf(world: World): Collection<Label> {
  return world.collection<Label>("labels");
}

/** The nine labels that every new repository has. */
export function createDefaultLabels(world: World, repository: Repository): void {
  for (const [name, color, description] of DEFAULT_LABELS) {
    labelsOf(world).add({ ownerId: repository.id, name, color, description, default: true });
  }
}
