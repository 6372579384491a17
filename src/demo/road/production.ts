import { appEnvironment } from "../../../sandbox/organization.ts";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { signIn } from "../../promotion/identity.ts";
import { planPromotion, promote } from "../../promotion/promotion.ts";
import { planRollback, rollBack } from "../../promotion/rollback.ts";
import { type Step, stepsOf } from "../../promotion/steps.ts";
import { at, type Workplace } from "../../promotion/workplace.ts";
import { describePromotion, describeRollback } from "../../report/promotion.ts";
import { organization } from "../world.ts";
import {
  assertThat,
  clusters,
  component,
  deployment,
  imageOf,
  namespace,
  type Site,
  type Stage,
  targetOf,
} from "./site.ts";

const workload = `/apis/apps/v1/namespaces/${namespace}/deployments/${component}`;
const kustomization = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/kubernetes`;

/** Waits until a stage's cluster runs a version that stands in a commit, and tells so. */
export async function arrived(
  site: Site,
  stage: Stage,
  { version, commit }: { readonly version: string; readonly commit: string },
): Promise<void> {
  const { world, narrator, reporting } = site;
  const name = clusters[stage];
  const cluster = world.cluster(name, reporting.signal);
  const image = `${imageOf(site)}:${version}`;
  await cluster.hasten(namespace, "deploy");
  const ready = await cluster.eventually(`${image} runs on ${name}`, async () => {
    const { status: applied } = (await cluster.find(kustomization)) ?? {};
    const isReady = applied?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    if (!isReady || !applied?.lastAppliedRevision?.endsWith(commit)) return undefined;
    const { spec, status } = (await cluster.find(workload)) ?? {};
    const runs = spec?.template?.spec.containers.some(container => container.image === image);
    return runs && status?.readyReplicas === status?.updatedReplicas ? status?.readyReplicas : undefined;
  });
  narrator.say(`${name}: ${ready} Pods of ${image} are ready, from commit ${commit.slice(0, 7)}.`);
}

/** What a stage's cluster runs of the component. */
export async function imageAt({ world }: Site, stage: Stage): Promise<string | undefined> {
  const { spec } = (await world.cluster(clusters[stage]).find(workload)) ?? {};
  return spec?.template?.spec.containers.find(({ name }) => name === component)?.image;
}

/**
 * Moves production forward to what prelive runs, as the promotion's App.
 * @returns the commit that production has then
 */
export async function promoted(site: Site): Promise<string> {
  site.narrator.command(`fairway promote ${deployment} --yes`);
  return await asPromoter(site, async (workplace, step) => {
    const plan = await planPromotion(workplace, step, {});
    site.narrator.say(describePromotion(plan));
    await promote(workplace, plan);
    await assertAt(site, plan.to);
    return plan.to;
  });
}

/**
 * Gives production back what it had, as the promotion's App.
 * @returns the commit that production has then
 */
export async function rolledBack(site: Site): Promise<string> {
  site.narrator.command(`fairway promote ${deployment} --rollback --yes`);
  return await asPromoter(site, async (workplace, step) => {
    const plan = await planRollback(workplace, step);
    site.narrator.say(describeRollback(plan));
    const commit = await rollBack(workplace, plan);
    await assertAt(site, commit);
    return commit;
  });
}

async function asPromoter<T>(site: Site, work: (workplace: Workplace, step: Step) => Promise<T>): Promise<T> {
  const { world, progress } = site;
  const { catalogue, project } = await targetOf(site);
  const environment = { ...process.env, ...(await promoter(world.directory, catalogue)) };
  const looking = { looking: false };
  const identity = await signIn(organization, [deployment], catalogue.standard, looking, environment);
  const surroundings = { ...identity, organization, catalogue, root: project.root, progress };
  const step = stepsOf(catalogue, deployment).at(-1);
  assertThat(step !== undefined, `${deployment} has nowhere to be promoted to.`);
  return await at(surroundings, deployment, workplace => work(workplace, step));
}

async function promoter(
  directory: string,
  { standard: { promotion: slug = "", apps = {} } }: Catalogue,
): Promise<Readonly<Record<string, string>>> {
  const id = apps[slug];
  assertThat(id !== undefined, `The standard does not name the App \`${slug}\`.`);
  return await appEnvironment({ login: organization, slug, id }, { directory });
}

async function assertAt({ world }: Site, commit: string): Promise<void> {
  const of = { owner: organization, repo: deployment };
  const { data } = await world.github.rest.repos.getBranch({ ...of, branch: "production" });
  assertThat(
    data.commit.sha === commit,
    `production of ${deployment} is at ${data.commit.sha}, not ${commit}.`,
  );
  const deployments = await world.github.rest.repos.listDeployments({ ...of, per_page: 1 });
  const [newest] = deployments.data;
  assertThat(newest !== undefined, `GitHub has no record of it.`);
}
