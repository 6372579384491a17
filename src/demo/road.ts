import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { controlPlane, fluxControllers, imageTools } from "../../tools/registry.ts";
import { renovatePrograms } from "../../tools/renovate.ts";
import type { Reporting } from "../loop/target.ts";
import { up } from "../loop/up.ts";
import type { Narrator } from "./narrator.ts";
import { begun, carryOut, create, merge } from "./road/beginning.ts";
import { bump, publishBoth, pushCode } from "./road/delivery.ts";
import { FairwayRepository, fairwayRepository } from "./road/fairway-repository.ts";
import { join } from "./road/people.ts";
import { arrived, imageAt, promoted, rolledBack } from "./road/production.ts";
import { assertThat, clusters, imageOf, type Site, team } from "./road/site.ts";
import { changeTemplate, publishTemplates, updateService } from "./road/template-update.ts";
import type { Release } from "./road/workflows.ts";
import type { DemoWorld } from "./world.ts";

const stacks = Object.values(clusters);

/**
 * The story of a service from the idea to production, and of what comes after: nothing is done by hand but the merges and
 * the promotion.
 * @throws DemoFailed when something else happens than it tells
 */
export async function road(
  world: DemoWorld,
  narrator: Narrator,
  reporting: Reporting,
  progress: Progress,
): Promise<void> {
  await narrator.step("The tools of the road", () => tools(narrator, progress));
  if (!world.hasClusters)
    await narrator.step("Two clusters of our own", async () => {
      for (const { name, url } of await world.startClusters(stacks, progress))
        narrator.say(`${name} listens at ${url}, with Flux and with nodes that pretend.`);
    });
  const site = await layRoad(world, narrator, reporting, progress);
  const { releases, commit } = await roadToDeployRepository(site, stacks);
  await roadToProduction(site, releases, commit);
}

async function tools(narrator: Narrator, progress: Progress): Promise<void> {
  const all = [...controlPlane, ...fluxControllers, ...imageTools, "kustomize"] as const;
  await obtain(all, { progress });
  await pythonTools({ progress });
  await renovatePrograms({ progress });
  narrator.say(`${all.join(", ")}, Copier, git-cliff, Renovate: the real ones.`);
}

/** What is there before anybody has an idea: the organisation, its Fairway repository, people, and published templates. */
export async function layRoad(
  world: DemoWorld,
  narrator: Narrator,
  reporting: Reporting,
  progress: Progress,
): Promise<Site> {
  if (!world.hasRepositories)
    await narrator.step("The organisation's repositories", async () => {
      narrator.command("fairway up");
      const { outcome } = await up({ ...reporting, target: world.target, confirm: async () => true });
      world.hasRepositories = true;
      narrator.say(`${outcome?.changes.length ?? 0} things made.`);
    });
  return await narrator.step("The road is laid", async () => {
    const { address: registry } = await world.startRegistry(progress);
    const developer = await join(world, "developer", team);
    const reviewer = await join(world, "reviewer", "platform");
    const logins = [developer.login, reviewer.login];
    const fairway = await FairwayRepository.begin(world, registry, logins);
    narrator.say(`${world.remote(fairwayRepository)} holds the catalogue; images go to ${registry}.`);
    const site = { world, narrator, reporting, progress, fairway, registry, developer, reviewer };
    await publishTemplates(site);
    return site;
  });
}

/**
 * The first half: from the idea to a version in the deploy repository.
 * @param stacks the clusters that are brought up as well
 */
export async function roadToDeployRepository(
  site: Site,
  stacks: readonly string[],
): Promise<{ readonly releases: readonly Release[]; readonly commit: string }> {
  const { narrator } = site;
  const pull = await narrator.step("An idea becomes a pull request", () => create(site));
  await narrator.step("Somebody else lets it in", () => merge(site, pull));
  await narrator.step("It is made", () => carryOut(site, stacks));
  await narrator.step("Both repositories have begun, and are guarded", () => begun(site));
  const commits = await narrator.step("A developer pushes code", () => pushCode(site));
  const releases = await narrator.step("It becomes images and versions", () => publishBoth(site, commits));
  const newest = releases.at(-1);
  assertThat(newest !== undefined, "There is no release.");
  const commit = await narrator.step("Renovate brings the version to the deploy repository", () =>
    bump(site, newest),
  );
  return { releases, commit };
}

/** The second half: on the clusters, and back. */
export async function roadToProduction(
  site: Site,
  [former, newest]: readonly Release[],
  commit: string,
): Promise<void> {
  const { narrator } = site;
  assertThat(former !== undefined && newest !== undefined, "There are no two releases.");
  await narrator.step("It runs where changes are tried first", async () => {
    await arrived(site, "prelive", { version: newest.version, commit });
    const image = await imageAt(site, "live");
    assertThat(image === `${imageOf(site)}:${former.version}`, `live runs ${image} before any promotion.`);
    narrator.say(`${clusters.live} follows production, and still has ${former.version}.`);
  });
  const live = await narrator.step("It is promoted", () => promoted(site));
  await narrator.step("It is live", () => arrived(site, "live", { version: newest.version, commit: live }));
  await narrator.step("A template gets a new version", async () => {
    await changeTemplate(site);
    await publishTemplates(site);
  });
  await narrator.step("The update arrives in the service", () => updateService(site));
  const back = await narrator.step("It is rolled back", () => rolledBack(site));
  await narrator.step("The former version is live again", () =>
    arrived(site, "live", { version: former.version, commit: back }),
  );
}
