import type { Catalogue } from "../catalogue/catalogue.ts";
import { type Registries, RegistryFailed } from "../registry/registry.ts";
import { newestFit } from "./fitness.ts";
import { tipOf } from "./history.ts";
import { imagesOf } from "./images.ts";
import { PromotionRefused } from "./refused.ts";
import type { Release } from "./release.ts";
import { type Step, stepsOf } from "./steps.ts";
import { at, type Surroundings, type Workplace } from "./workplace.ts";

/** The deploy repositories of a catalogue that have a place on clusters. */
export function deployRepositories({ repositories, standard }: Catalogue): readonly string[] {
  return repositories
    .filter(
      ({ archetype, archived, tenant }) => standard.archetypes[archetype]?.deploys && tenant && !archived,
    )
    .map(({ name }) => name);
}

/**
 * What may go live together now: of each deploy repository the newest commit that runs healthily at the stage before the
 * last, and the digests of the images that it names for the last.
 * @param onRepository is told of each before it is looked at
 */
export async function cutRelease(
  surroundings: Surroundings,
  registries: Registries,
  name: string,
  onRepository: (name: string) => void = () => {},
): Promise<Release> {
  const { catalogue, who } = surroundings;
  const repositories: Release["repositories"] = {};
  const left_out: Release["left_out"] = {};
  for (const repository of deployRepositories(catalogue)) {
    onRepository(repository);
    const step = stepsOf(catalogue, repository).find(({ isLast }) => isLast);
    if (!step) left_out[repository] = "it has no clusters at two stages";
    else {
      try {
        repositories[repository] = await at(surroundings, repository, there =>
          partOf(there, step, registries),
        );
      } catch (error) {
        if (!(error instanceof PromotionRefused || error instanceof RegistryFailed)) throw error;
        left_out[repository] = error.message;
      }
    }
  }
  return { name, cut_at: new Date().toISOString(), cut_by: who, repositories, left_out };
}

async function partOf(
  workplace: Workplace,
  step: Step,
  registries: Registries,
): Promise<Release["repositories"][string]> {
  const { place, firstBranch } = workplace;
  const tip = await tipOf(place, firstBranch);
  if (!tip) throw new PromotionRefused(`${place.repo} has no branch ${firstBranch}.`);
  const running = await workplace.running(step.before);
  const { commit } = await newestFit(place, { step, running, tip });
  return { commit, stage: step.before.stage, images: await digestsOf(workplace, step, commit, registries) };
}

/**
 * The images that a commit names for a stage's clusters, and what they are now.
 * @throws PromotionRefused where it is not clear which are meant; RegistryFailed
 */
export async function digestsOf(
  { rendering }: Workplace,
  { placements }: Step,
  commit: string,
  registries: Registries,
): Promise<Readonly<Record<string, string>>> {
  const manifests = await Promise.all(placements.map(placement => rendering.at(commit, placement)));
  const { images, unclear } = imagesOf(manifests.flat());
  if (unclear.length > 0)
    throw new PromotionRefused(`It is not clear which images these are: ${unclear.join(", ")}.`);
  const found = await Promise.all(
    images.map(async image => [image.text, await registries.digestOf(image)] as const),
  );
  return Object.fromEntries(found);
}
