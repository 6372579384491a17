import { unprocessable, validationFailed } from "./errors.ts";
import type { Repository } from "./model.ts";
import type { World } from "./world.ts";

/** Replaces a repository's topics. Errors: 422 for more than twenty, and for one that GitHub does not take. */
export function setTopics(world: World, repository: Repository, names: string[]): void {
  const topics = [...new Set(names.map(name => name.toLowerCase()))];
  if (topics.length > 20) throw unprocessable("Repositories cannot have more than 20 topics.");
  const invalid = topics.find(name => !/^[a-z0-9][a-z0-9-]{0,49}$/.test(name));
  if (invalid !== undefined) {
    const message =
      "Topics must start with a lowercase letter or number, consist of 50 characters or less, and can include hyphens.";
    throw validationFailed({ resource: "Repository", field: "topics", code: "custom", message });
  }
  if (topics.join() !== repository.topics.join()) {
    world.repositories.update(repository, { topics, updated_at: world.now() });
  }
}
