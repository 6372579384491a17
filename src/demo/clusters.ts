import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { controlPlane, fluxControllers } from "../../tools/registry.ts";
import { drift, heal } from "../loop/drift.ts";
import { preview } from "../loop/preview.ts";
import type { Reporting } from "../loop/target.ts";
import { up } from "../loop/up.ts";
import { countDifferences, countThings, describeDifferences } from "../report/drift.ts";
import { describeOutcome } from "../report/outcome.ts";
import { describePlan } from "../report/plan.ts";
import { placements } from "../tenant/placement.ts";
import { application, greedy } from "./application.ts";
import { DemoFailed } from "./failed.ts";
import { type LiveCluster, mergePatch } from "./live-cluster.ts";
import type { Narrator } from "./narrator.ts";
import { forward, pushCommit } from "./push.ts";
import { type DemoWorld, member } from "./world.ts";

/** The clusters of the story, by their stages, and the application that it is about. */
const clusters = { prelive: "eks-prelive", live: "eks-live" } as const;
type ClusterName = (typeof clusters)[keyof typeof clusters];
const names = Object.values(clusters);
const namespace = "payments";
const repository = "payments-deploy";

/** Where the story's objects lie in the API. */
const paths = {
  workload: `/apis/apps/v1/namespaces/${namespace}/deployments/api`,
  settings: `/api/v1/namespaces/${namespace}/configmaps/settings`,
  kustomization: `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/kubernetes`,
  roleBinding: `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/fairway-tenant`,
  networkPolicy: `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/fairway-default-deny`,
} as const;

const agreed = async () => true;

/**
 * The story of an application's places on clusters: real control planes with real Flux are brought into shape, the
 * application arrives on the one before the other, is refused what it must not do, and what somebody changes by hand is
 * put back.
 * @throws DemoFailed when something else happens than it tells
 */
export async function clustersStory(
  world: DemoWorld,
  narrator: Narrator,
  reporting: Reporting,
  progress: Progress,
): Promise<void> {
  const story = new Story(world, narrator, reporting);
  await narrator.step("The tools of a cluster", () => story.tools(progress));
  await narrator.step("Two clusters of our own", () => story.start(progress));
  if (!world.hasRepositories)
    await narrator.step("The organisation's repositories", () => story.organization());
  await narrator.step("The clusters and their tenants are brought into shape", () => story.up());
  await narrator.step("The application arrives where changes are tried first", () => story.arrive());
  await narrator.step("It goes on to production", () => story.promote());
  await narrator.step("It tries more than it may", () => story.refuse());
  await narrator.step("Somebody changes a cluster by hand", () => story.meddle());
  await narrator.step("What is not as declared is found, and put back", () => story.heal());
  await narrator.step("Nothing is left to do on either cluster", () => story.previewAgain());
}

class Story {
  readonly #world: DemoWorld;
  readonly #narrator: Narrator;
  readonly #reporting: Reporting;

  constructor(world: DemoWorld, narrator: Narrator, reporting: Reporting) {
    this.#world = world;
    this.#narrator = narrator;
    this.#reporting = reporting;
  }

  async tools(progress: Progress): Promise<void> {
    const tools = [...controlPlane, ...fluxControllers] as const;
    await obtain(tools, { progress });
    this.#narrator.say(`${tools.join(", ")}: the real ones.`);
  }

  async start(progress: Progress): Promise<void> {
    for (const { name, url } of await this.#world.startClusters(names, progress))
      this.#narrator.say(`${name} listens at ${url}, with Flux and with nodes that pretend.`);
  }

  async organization(): Promise<void> {
    this.#narrator.command("fairway up");
    const { outcome } = await up({ ...this.#reporting, target: this.#world.target, confirm: agreed });
    this.#narrator.say(`${outcome?.changes.length ?? 0} things made.`);
  }

  async up(): Promise<void> {
    this.#narrator.command(`fairway up ${names.map(name => `--stack ${name}`).join(" ")}`);
    const all = placements(this.#world.target.catalogue);
    for (const name of names) {
      const { outcome, adopted } = await up({ ...this.#options(name), confirm: agreed });
      if (!outcome) throw new DemoFailed("There was nothing to make on an empty cluster.");
      const here = all.filter(({ cluster }) => cluster.name === name);
      const tenants = here.map(({ tenant }) => tenant.namespace).join(", ");
      this.#narrator.say(`${here.length} tenants: ${tenants}.\n${describeOutcome(outcome, adopted)}`);
    }
  }

  async arrive(): Promise<void> {
    await this.#world.beginFleet(Object.keys(clusters));
    await this.#push(application(), "Run the payments API");
    for (const name of names) await this.#at(name).hasten("flux-system", "services");
    await this.#at(clusters.prelive).hasten(namespace, "deploy");
    await this.#running(clusters.prelive);
    if (await this.#at(clusters.live).find(paths.workload))
      throw new DemoFailed(`A push to main has changed ${clusters.live}.`);
    this.#narrator.say(`${clusters.live} follows the branch production, and has nothing of it yet.`);
  }

  async promote(): Promise<void> {
    await forward(this.#world.repositoryOnDisk(repository), "production");
    this.#narrator.say(`${repository}: production moves forward to main`);
    await this.#at(clusters.live).hasten(namespace, "deploy");
    await this.#running(clusters.live);
  }

  async refuse(): Promise<void> {
    const { prelive } = clusters;
    await this.#push({ "kubernetes/backdoor.yaml": greedy }, "Let a container do everything");
    const cluster = this.#at(prelive);
    await cluster.hasten(namespace, "deploy");
    const message = await cluster.eventually("it refuses the container", async () => {
      const { status } = (await cluster.find(paths.kustomization)) ?? {};
      const ready = status?.conditions?.find(({ type }) => type === "Ready");
      return /denied/.test(ready?.message ?? "") ? ready?.message : undefined;
    });
    this.#narrator.say(`Flux says of the Kustomization, and tells the team:\n${message}`);
  }

  async meddle(): Promise<void> {
    const live = this.#at(clusters.live);
    const { subjects = [] } = (await live.find(paths.roleBinding)) ?? {};
    const contractor = { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: member };
    const body = { subjects: [...subjects, contractor] };
    await live.api.request({ method: "PATCH", path: paths.roleBinding, body, contentType: mergePatch });
    this.#narrator.say(`${clusters.live}, ${namespace}: lets ${member} do all that the tenant may`);
    await live.api.request({ method: "DELETE", path: paths.networkPolicy });
    this.#narrator.say(`${clusters.live}, ${namespace}: deletes the rule that nothing may call it unasked`);
  }

  async heal(): Promise<void> {
    this.#narrator.command(`fairway drift --stack ${clusters.live} --heal`);
    const options = this.#options(clusters.live);
    const found = await drift(options);
    const { differences } = found;
    this.#narrator.say(`${describeDifferences(differences)}\n\n${countDifferences(differences)}.`);
    const kinds = differences.map(({ kind }) => kind).sort();
    if (kinds.join() !== "NetworkPolicy,RoleBinding")
      throw new DemoFailed("Drift found something else than what somebody did.");
    const { left = [] } = await heal(found, options);
    if (left.length > 0) throw new DemoFailed(`This was not put back:\n\n${describeDifferences(left)}`);
    this.#narrator.say(`${countThings(differences)} things put back, and looked at once more.`);
  }

  async previewAgain(): Promise<void> {
    this.#narrator.command(`fairway preview ${names.map(name => `--stack ${name}`).join(" ")} --refresh`);
    for (const name of names) {
      const plan = await preview({ ...this.#options(name), refresh: true });
      if (plan.changes.length > 0)
        throw new DemoFailed(`Something is left to do on ${name}:\n\n${describePlan(plan)}`);
      this.#narrator.say(`${name}: ${describePlan(plan)}`);
    }
  }

  #options(cluster: ClusterName) {
    return { ...this.#reporting, target: this.#world.targetOf(cluster) };
  }

  #at(cluster: ClusterName): LiveCluster {
    return this.#world.cluster(cluster, this.#reporting.signal);
  }

  /** Waits until the application runs, and tells so. */
  async #running(name: ClusterName): Promise<void> {
    const cluster = this.#at(name);
    const ready = await cluster.eventually("the application runs", async () => {
      const { status } = (await cluster.find(paths.workload)) ?? {};
      return status?.readyReplicas === 2 ? status.readyReplicas : undefined;
    });
    const { data } = (await cluster.find(paths.settings)) ?? {};
    this.#narrator.say(
      `${name}: ${ready} Pods of the payments API are ready, and its settings are the cluster's: ${data?.address}`,
    );
  }

  /** At GitHub this would be a pull request that somebody reviews; nobody in this world does. */
  async #push(files: Readonly<Record<string, string>>, message: string): Promise<void> {
    await pushCommit(this.#world.repositoryOnDisk(repository), files, message);
    this.#narrator.say(`${repository}: ${message}`);
  }
}
