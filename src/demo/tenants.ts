import { setTimeout } from "node:timers/promises";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { controlPlane, fluxControllers } from "../../tools/registry.ts";
import { type ApiServer, Refused } from "../kubernetes/api-server.ts";
import { drift, heal } from "../loop/drift.ts";
import { preview } from "../loop/preview.ts";
import type { Reporting, Target } from "../loop/target.ts";
import { up } from "../loop/up.ts";
import { countDifferences, countThings, describeDifferences } from "../report/drift.ts";
import { describeOutcome } from "../report/outcome.ts";
import { describePlan } from "../report/plan.ts";
import { placements } from "../tenant/placement.ts";
import { application, greedy } from "./application.ts";
import { DemoFailed } from "./failed.ts";
import type { Narrator } from "./narrator.ts";
import { pushCommit } from "./push.ts";
import type { DemoWorld } from "./world.ts";

/** The cluster of the story, and the application that it is about. */
const cluster = "eks-prelive";
const namespace = "payments";
const repository = "payments-deploy";

/** How long Flux may take for one thing. */
const patienceSeconds = 120;

/** An object of the cluster, as far as the story looks into it. */
interface LiveObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly status?: {
    readonly readyReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  };
}

const agreed = async () => true;

/**
 * The story of an application's place on a cluster: a real control plane with real Flux is brought into shape, the
 * application arrives, is refused what it must not do, and what somebody changes on the cluster is put back.
 * @throws DemoFailed when something else happens than it tells
 */
export async function tenants(
  world: DemoWorld,
  narrator: Narrator,
  reporting: Reporting,
  progress: Progress,
): Promise<void> {
  const story = new Story(world, narrator, reporting);
  await narrator.step("The tools of a cluster", () => story.tools(progress));
  await narrator.step("A cluster of our own", () => story.start(progress));
  if (!world.hasRepositories)
    await narrator.step("The organisation's repositories", () => story.organization());
  await narrator.step("The cluster and its tenants are brought into shape", () => story.up());
  await narrator.step("The application arrives from its repository", () => story.arrive());
  await narrator.step("It tries more than it may", () => story.refuse());
  await narrator.step("Somebody changes the cluster by hand", () => story.meddle());
  await narrator.step("What is not as declared is found, and put back", () => story.heal());
  await narrator.step("Nothing is left to do on the cluster", () => story.previewAgain());
}

class Story {
  readonly #world: DemoWorld;
  readonly #narrator: Narrator;
  readonly #reporting: Reporting;
  readonly #target: Target;

  constructor(world: DemoWorld, narrator: Narrator, reporting: Reporting) {
    this.#world = world;
    this.#narrator = narrator;
    this.#reporting = reporting;
    this.#target = world.targetOf(cluster);
  }

  async tools(progress: Progress): Promise<void> {
    const names = [...controlPlane, ...fluxControllers] as const;
    await obtain(names, { progress });
    this.#narrator.say(`${names.join(", ")}: the real ones.`);
  }

  async start(progress: Progress): Promise<void> {
    const { url } = await this.#world.startCluster(cluster, progress);
    this.#narrator.say(`${cluster} listens at ${url}, with Flux and with nodes that pretend.`);
  }

  async organization(): Promise<void> {
    this.#narrator.command("fairway up");
    const { outcome } = await up({ ...this.#reporting, target: this.#world.target, confirm: agreed });
    this.#narrator.say(`${outcome?.changes.length ?? 0} things made.`);
  }

  async up(): Promise<void> {
    this.#narrator.command(`fairway up --stack ${cluster}`);
    const here = placements(this.#target.catalogue).filter(placement => placement.cluster.name === cluster);
    const { outcome, adopted } = await up({ ...this.#options, confirm: agreed });
    if (!outcome) throw new DemoFailed("There was nothing to make on an empty cluster.");
    this.#narrator.say(
      `${here.length} tenants: ${here.map(({ tenant }) => tenant.namespace).join(", ")}.\n` +
        describeOutcome(outcome, adopted),
    );
  }

  async arrive(): Promise<void> {
    const services = { "services/prelive/kustomization.yaml": "resources: []\n" };
    await pushCommit(this.#world.repositoryOnDisk("fleet"), services, "Nothing runs before the tenants");
    await this.#push(application(), "Run the payments API");
    await this.#hasten("flux-system", "services");
    await this.#hasten(namespace, "deploy");
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/api`;
    const ready = await this.#eventually(async () => {
      const { status } = (await this.#find(path)) ?? {};
      return status?.readyReplicas === 2 ? status.readyReplicas : undefined;
    });
    const { data } = (await this.#find(`/api/v1/namespaces/${namespace}/configmaps/settings`)) ?? {};
    this.#narrator.say(
      `${ready} Pods of the payments API are ready, and its settings are the cluster's: ${data?.address}`,
    );
  }

  async refuse(): Promise<void> {
    await this.#push({ "kubernetes/backdoor.yaml": greedy }, "Let a container do everything");
    await this.#hasten(namespace, "deploy");
    const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/kubernetes`;
    const message = await this.#eventually(async () => {
      const ready = (await this.#find(path))?.status?.conditions?.find(({ type }) => type === "Ready");
      return /denied/.test(ready?.message ?? "") ? ready?.message : undefined;
    });
    this.#narrator.say(`Flux says of the Kustomization, and tells the team:\n${message}`);
  }

  async meddle(): Promise<void> {
    const quota = `/api/v1/namespaces/${namespace}/resourcequotas/fairway`;
    const body = { spec: { hard: { pods: "1000" } } };
    await this.#api.request({
      method: "PATCH",
      path: quota,
      body,
      contentType: "application/merge-patch+json",
    });
    this.#narrator.say(`${namespace}: allows itself a thousand Pods`);
    const limits = `/api/v1/namespaces/${namespace}/limitranges/fairway`;
    await this.#api.request({ method: "DELETE", path: limits });
    this.#narrator.say(`${namespace}: deletes what limits each container`);
  }

  async heal(): Promise<void> {
    this.#narrator.command(`fairway drift --stack ${cluster} --heal`);
    const found = await drift(this.#options);
    const { differences } = found;
    this.#narrator.say(`${describeDifferences(differences)}\n\n${countDifferences(differences)}.`);
    const kinds = differences.map(({ kind }) => kind).sort();
    if (kinds.join() !== "LimitRange,ResourceQuota")
      throw new DemoFailed("Drift found something else than what somebody did.");
    const { left = [] } = await heal(found, this.#options);
    if (left.length > 0) throw new DemoFailed(`This was not put back:\n\n${describeDifferences(left)}`);
    this.#narrator.say(`${countThings(differences)} things put back, and looked at once more.`);
  }

  async previewAgain(): Promise<void> {
    this.#narrator.command(`fairway preview --stack ${cluster} --refresh`);
    const plan = await preview({ ...this.#options, refresh: true });
    if (plan.changes.length > 0) throw new DemoFailed(`Something is left to do:\n\n${describePlan(plan)}`);
    this.#narrator.say(describePlan(plan));
  }

  get #options() {
    return { ...this.#reporting, target: this.#target };
  }

  get #api(): ApiServer {
    return this.#world.api(cluster);
  }

  /** Asks Flux to look at a source now, and not within a minute. */
  async #hasten(namespace: string, source: string): Promise<void> {
    await this.#api.request({
      method: "PATCH",
      path: `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/${source}`,
      body: { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() } } },
      contentType: "application/merge-patch+json",
    });
  }

  async #find(path: string): Promise<LiveObject | undefined> {
    return await this.#api.request({ method: "GET", path }).catch((error: unknown) => {
      if (error instanceof Refused && error.code === 404) return undefined;
      throw error;
    });
  }

  /** What `look` finds once it finds something. */
  async #eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
    const patience = AbortSignal.timeout(patienceSeconds * 1000);
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      this.#reporting.signal?.throwIfAborted();
      if (patience.aborted) throw new DemoFailed(`Flux has not done it within ${patienceSeconds} seconds.`);
      await setTimeout(200);
    }
  }

  /** At GitHub this would be a pull request that somebody reviews; nobody in this world does. */
  async #push(files: Readonly<Record<string, string>>, message: string): Promise<void> {
    await pushCommit(this.#world.repositoryOnDisk(repository), files, message);
    this.#narrator.say(`${repository}: ${message}`);
  }
}
