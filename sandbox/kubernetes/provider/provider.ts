import { hasUnknowns, isObject, type Properties, revealed } from "../../../components/provider/properties.ts";
import {
  type CheckRequest,
  type ConfigurationRequest,
  type CreateRequest,
  type DeleteRequest,
  type Difference,
  type DiffRequest,
  type Failure,
  NotReady,
  type ReadRequest,
  type Resources,
  type UpdateRequest,
} from "../../../components/provider/service.ts";
import { Refused, Unreachable } from "../../../src/kubernetes/api-server.ts";
import { withDashes } from "../../../src/kubernetes/dashes.ts";
import { observed } from "../../../src/kubernetes/observed.ts";
import {
  type Configuration,
  configurationDifference,
  configurationFailures,
  configurationFrom,
} from "./configuration.ts";
import { type Connection, connect } from "./connection.ts";
import { changes } from "./difference.ts";
import { isAutonamed, replaces } from "./immutable.ts";
import { imported } from "./imported.ts";
import { ADVICE, isPatch, kindOf } from "./kinds.ts";
import { CREATOR, isAsCreated, managerFor, withoutIgnored } from "./managers.ts";
import { withName } from "./names.ts";
import { normalized } from "./normal-form.ts";
import { annotation, idOf, isDefinition, type KubernetesObject, named, objectOf } from "./object.ts";
import { isReplacement, uncertain, withoutStatus } from "./preview.ts";
import { isAwaitedWhenDeleted, lackOf } from "./readiness.ts";
import { type Known, knownFrom, outputsOf, withSecrets } from "./state.ts";
import { libraryVersion } from "./version.ts";

/** What a program that does not say waits at most for an object to become ready, or to go. */
const DEFAULT_TIMEOUT_S = 600;
/** How often an object may be changed by somebody else just while this provider takes it over. */
const RACES = 5;

/**
 * Stands in for the official plugin of `@pulumi/kubernetes` where that can't be downloaded: programs, and states, are the
 * same for both. It makes, previews, compares, reads and deletes objects of the API, and nothing else.
 * https://www.pulumi.com/registry/packages/kubernetes/
 */
export class KubernetesProvider implements Resources {
  readonly name = "kubernetes";
  readonly version = libraryVersion;
  readonly previews = true;
  readonly advice = ADVICE;
  #configuration: Configuration = configurationFrom({});
  #connected: Promise<Connection> | undefined;
  readonly #cancelled = new AbortController();

  checkConfig(request: ConfigurationRequest): readonly Failure[] {
    return configurationFailures(request);
  }

  diffConfig(olds: Properties, news: Properties): Difference {
    return configurationDifference(revealed(olds) as Properties, revealed(news) as Properties);
  }

  async configure(variables: Readonly<Record<string, string>>): Promise<void> {
    this.#configuration = configurationFrom(variables);
  }

  cancel(): void {
    this.#cancelled.abort();
  }

  /** @throws Unreachable, so that a preview does not tell what it can't know. */
  async check(request: CheckRequest): Promise<{ inputs: Properties; failures: readonly Failure[] }> {
    const { type, news } = request;
    if (isPatch(type, objectOf(wantedIn(news)))) throw new Error(`${type} is a patch. ${ADVICE}`);
    if (!(await this.#isReachable(this.#configuration.skipUpdateUnreachable && hasKeys(request.olds)))) {
      return { inputs: request.olds, failures: [] };
    }
    const { discovery, namespace } = await this.#connection();
    const inputs = withName(normalized(wantedIn(news)), request);
    const object = objectOf(inputs);
    if (isDefinition(object)) discovery.declare(object);
    const lacksNamespace =
      !object.metadata.namespace && (inputs.metadata === undefined || isObject(inputs.metadata));
    const placed =
      lacksNamespace && (await discovery.isNamespaced(object))
        ? { ...inputs, metadata: { ...object.metadata, namespace } }
        : inputs;
    return { inputs: withSecrets(placed, news), failures: [] };
  }

  async diff({ olds, news, ignored }: DiffRequest): Promise<Difference> {
    const { live, declared } = knownFrom(olds);
    const wanted = normalized(wantedIn(news));
    const found = changes(...(await this.#inOneNamespace(declared, wanted))).filter(
      ({ path }) => !ignored.some(prefix => path === prefix || path.startsWith(`${prefix}.`)),
    );
    const object = objectOf(wanted);
    const changed = found.map(({ path }) => path);
    const replacing = changed.filter(path => replaces(object, path, this.#configuration));
    const kinds = Object.fromEntries(found.map(({ path, kind }) => [path, kind]));
    return { changed, replacing, kinds, deleteFirst: replacing.length > 0 && isSameName(live, object) };
  }

  async create(request: CreateRequest): Promise<{ id: string; outputs: Properties }> {
    const { news, preview } = request;
    const wanted = objectOf(wantedIn(news));
    if (preview && !(await this.#canBeTried(news))) return { id: "", outputs: news };
    const lack = lackOf(wanted);
    const manager = managerFor(wanted, undefined);
    const live = await this.#make(wanted, manager, preview).catch(uncertain(preview, isReplacement));
    if (!live) return { id: "", outputs: news };
    if (preview) return { id: "", outputs: outputsOf({ live: withoutStatus(live), manager }, news) };
    const ready = await this.#awaited({ live, manager }, request, lack);
    return { id: idOf(ready), outputs: outputsOf({ live: ready, manager }, news) };
  }

  async read(request: ReadRequest): Promise<{ outputs: Properties; inputs: Properties } | undefined> {
    const { outputs, inputs, id, type } = request;
    const { deleteUnreachable, skipUpdateUnreachable } = this.#configuration;
    if (!(await this.#isReachable(deleteUnreachable || skipUpdateUnreachable))) {
      return deleteUnreachable ? undefined : { outputs, inputs };
    }
    const known = knownFrom(outputs);
    const isImport = !known.live.kind;
    const object = { ...(isImport ? kindOf(type) : known.live), metadata: named(id) };
    const live = await (await this.#connection()).objects.get(object as KubernetesObject);
    if (!live) return undefined;
    const declared = hasKeys(inputs) ? wantedIn(inputs) : known.declared;
    const now = isImport ? imported(live) : (observed(declared, known.live, live) as Properties);
    const marked = withSecrets(now, inputs);
    return { outputs: outputsOf({ live, manager: known.manager }, marked), inputs: marked };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const { olds, news, preview } = request;
    const wanted = objectOf(normalized(wantedIn(news)));
    if (preview && !(await this.#canBeTried(news))) return news;
    const lack = lackOf(wanted);
    const known = knownFrom(olds);
    const manager = managerFor(wanted, known.manager);
    const live = await this.#change(wanted, known, manager, request).catch(uncertain(preview));
    if (!live) return news;
    if (preview) return outputsOf({ live, manager }, news);
    if (known.manager && known.manager !== manager) {
      await (await this.#connection()).objects.relinquish(live, known.manager);
    }
    const ready = await this.#awaited({ live, manager }, request, lack);
    return outputsOf({ live: ready, manager }, news);
  }

  async delete({ id, outputs, timeout }: DeleteRequest): Promise<void> {
    if (!(await this.#isReachable(this.#configuration.deleteUnreachable))) return;
    const { objects } = await this.#connection();
    const { live, declared } = knownFrom(outputs);
    const policy = propagation(objectOf(declared));
    const last = { ...live, metadata: { ...live.metadata, ...named(id) } };
    await objects.delete(last, policy);
    if (!isAwaitedWhenDeleted(objectOf(declared))) return;
    await objects.until(last, seconds(timeout, objectOf(declared)), current => {
      if (!current || current.metadata.uid !== live.metadata.uid) return undefined;
      const { finalizers = [] } = current.metadata;
      return `${id} is still there${finalizers.length ? `, held by its finalizers ${finalizers.join(", ")}` : ""}`;
    });
  }

  async #make(wanted: KubernetesObject, manager: string, preview: boolean): Promise<KubernetesObject> {
    const { objects } = await this.#connection();
    const attempt = () =>
      this.#configuration.upsertExistingObjects
        ? objects.apply(wanted, { manager, dryRun: preview, force: preview || this.#isForced(wanted) })
        : objects.create(wanted, { manager: CREATOR, dryRun: preview });
    if (preview) return await attempt();
    return await objects.patiently(attempt).catch((error: unknown) => {
      throw error instanceof Refused && error.reason === "AlreadyExists" ? alreadyThere(error) : error;
    });
  }

  async #change(
    wanted: KubernetesObject,
    known: Known,
    manager: string,
    { preview, ignored }: UpdateRequest,
  ): Promise<KubernetesObject> {
    const { objects } = await this.#connection();
    const current = { ...wanted, metadata: { ...wanted.metadata, name: known.live.metadata.name ?? "" } };
    for (let attempt = 1; ; attempt += 1) {
      const live = await objects.get(current);
      if (!live) throw new Error(`${idOf(current)} is not there any more; a refresh takes notice of that.`);
      try {
        // What is left out of a definition has to go, and no list of one may be merged.
        if (isDefinition(wanted)) return await objects.replace(current, live, { manager, dryRun: preview });
        const own = preview ? live : await objects.takeOver(live, manager);
        const force = this.#isForced(wanted) || (preview && isAsCreated(live));
        const applied = withoutIgnored(current, own, ignored, manager);
        return await objects.apply(applied, { manager, dryRun: preview, force });
      } catch (error) {
        const raced = error instanceof Refused && error.reason === "Conflict";
        if (!raced || attempt === RACES) throw error;
      }
    }
  }

  /** @throws NotReady, so that the state keeps what was made. */
  async #awaited(
    { live, manager }: Omit<Known, "declared">,
    { news, timeout }: CreateRequest,
    lack: ReturnType<typeof lackOf>,
  ): Promise<KubernetesObject> {
    const { objects, discovery } = await this.#connection();
    const missing = (current: KubernetesObject | undefined) => (current ? lack?.(current) : "it is gone");
    try {
      if (!lack) return live;
      return (await objects.until(live, seconds(timeout, objectOf(wantedIn(news))), missing)) ?? live;
    } catch (error) {
      const message = `${live.kind} ${idOf(live)} is there, but not ready: ${(error as Error).message}.`;
      throw new NotReady(message, idOf(live), outputsOf({ live, manager }, news));
    } finally {
      if (isDefinition(live)) discovery.forget();
    }
  }

  #isForced(object: KubernetesObject): boolean {
    return this.#configuration.enablePatchForce || annotation(object, "pulumi.com/patchForce") === "true";
  }

  /** Whether the server can say what would become of these inputs. */
  async #canBeTried(news: Properties): Promise<boolean> {
    if (hasUnknowns(news)) return false;
    const { discovery } = await this.#connection();
    return (await discovery.place(objectOf(news))) !== undefined;
  }

  /** Both with a namespace or both without, where one has none and the kind tells what that means. */
  async #inOneNamespace(held: Properties, wanted: Properties): Promise<[Properties, Properties]> {
    const hasNamespace = (properties: Properties) => Boolean(objectOf(properties).metadata.namespace);
    if (hasNamespace(held) === hasNamespace(wanted)) return [held, wanted];
    const { discovery } = await this.#connection();
    const isNamespaced = await discovery.isNamespaced(objectOf(wanted));
    const placed = (properties: Properties) => {
      const { namespace = "default", ...metadata } = objectOf(properties).metadata;
      return { ...properties, metadata: isNamespaced ? { ...metadata, namespace } : metadata };
    };
    return [placed(held), placed(wanted)];
  }

  /** False where the cluster can't be reached, if that is bearable. */
  async #isReachable(bearable: boolean): Promise<boolean> {
    try {
      await this.#connection();
      return true;
    } catch (error) {
      if (bearable && error instanceof Unreachable) return false;
      throw error;
    }
  }

  #connection(): Promise<Connection> {
    this.#connected ??= connect(this.#configuration, this.#cancelled.signal);
    return this.#connected;
  }
}

/** What the program wants, as the API writes it and without marks. */
function wantedIn(inputs: Properties): Properties {
  return withDashes(revealed(inputs)) as Properties;
}

function alreadyThere({ message }: Refused): Error {
  return new Error(
    `${message}. An object that is there already is taken into the state by an import, or, with the provider's upsertExistingObjects, by the update itself.`,
  );
}

function isSameName(live: KubernetesObject, wanted: KubernetesObject): boolean {
  const place = ({ metadata: { name, namespace = "default" } }: KubernetesObject) => `${namespace}/${name}`;
  return !isAutonamed(wanted) && place(live) === place(wanted);
}

function propagation(declared: KubernetesObject): "Orphan" | "Background" | "Foreground" {
  const asked = annotation(declared, "pulumi.com/deletionPropagationPolicy")?.toLowerCase();
  return asked === "orphan" ? "Orphan" : asked === "background" ? "Background" : "Foreground";
}

function seconds(timeout: number, declared: KubernetesObject): number {
  return timeout || Number(annotation(declared, "pulumi.com/timeoutSeconds")) || DEFAULT_TIMEOUT_S;
}

function hasKeys(properties: Properties): boolean {
  return Object.keys(properties).length > 0;
}
