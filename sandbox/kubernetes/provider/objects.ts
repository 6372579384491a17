import { setTimeout } from "node:timers/promises";
import type { Properties } from "../../../components/provider/properties.ts";
import { type ApiServer, Refused, type Request, Unreachable } from "../../../src/kubernetes/api-server.ts";
import { type Discovery, UnknownKind } from "../../../src/kubernetes/discovery.ts";
import { takenOver } from "./managers.ts";
import type { KubernetesObject } from "./object.ts";

export interface WriteOptions {
  readonly manager: string;
  readonly dryRun: boolean;
}

/** What was waited for did not come in time. */
export class TooLate extends Error {
  override readonly name = "TooLate";
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** A server may be restarted while something is waited for; one that is away for longer is gone. */
const LONGEST_SILENCE_MS = 30_000;
/** An object may be declared before what it needs is there: a namespace, a definition. */
const PATIENCE_MS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/** Reading and writing the objects of a cluster. Every method throws Refused, Unreachable or UnknownKind. */
export class Objects {
  readonly #cluster: ApiServer;
  readonly #discovery: Discovery;
  readonly #cancelled: AbortSignal;

  constructor(cluster: ApiServer, discovery: Discovery, cancelled: AbortSignal) {
    this.#cluster = cluster;
    this.#discovery = discovery;
    this.#cancelled = cancelled;
  }

  /** Undefined where it is gone, or its kind is. */
  async get(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return await this.#send(object, { method: "GET" });
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  }

  /** Fields that the server does not know are refused. */
  async create(object: KubernetesObject, { manager, dryRun }: WriteOptions): Promise<KubernetesObject> {
    const path = await this.#discovery.path(object, "");
    const query = { fieldManager: manager, fieldValidation: "Strict", ...dryRunQuery(dryRun) };
    return objectIn(await this.#cluster.request({ method: "POST", path, query, body: object }));
  }

  /** https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
  async apply(
    object: KubernetesObject,
    { manager, dryRun, force }: WriteOptions & { readonly force: boolean },
  ): Promise<KubernetesObject> {
    const query = {
      fieldManager: manager,
      fieldValidation: "Strict",
      force: String(force),
      ...dryRunQuery(dryRun),
    };
    const contentType = "application/apply-patch+yaml";
    try {
      return await this.#send(object, { method: "PATCH", query, contentType, body: object });
    } catch (error) {
      if (error instanceof Refused && error.reason === "Conflict") throw conflict(error, manager);
      throw error;
    }
  }

  /** Replaces all of the live object at once. */
  async replace(
    object: KubernetesObject,
    live: KubernetesObject,
    { manager, dryRun }: WriteOptions,
  ): Promise<KubernetesObject> {
    const { resourceVersion } = live.metadata;
    const body = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const query = { fieldManager: manager, fieldValidation: "Strict", ...dryRunQuery(dryRun) };
    return await this.#send(object, { method: "PUT", query, body });
  }

  /**
   * Makes `manager` the manager of the fields that people, and this provider's own creation, have written.
   * @throws Refused with the reason Conflict when the object has changed since it was read.
   */
  async takeOver(live: KubernetesObject, manager: string): Promise<KubernetesObject> {
    const managedFields = takenOver(live, manager);
    if (!managedFields) return live;
    const body = [
      { op: "replace", path: "/metadata/managedFields", value: managedFields },
      { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
    ];
    return await this.#send(live, { method: "PATCH", contentType: "application/json-patch+json", body });
  }

  /** Lets go of everything that `manager` has applied; what nobody else manages disappears. */
  async relinquish({ apiVersion, kind, metadata }: KubernetesObject, manager: string): Promise<void> {
    const { name = "", namespace = "" } = metadata;
    const nothing = { apiVersion, kind, metadata: namespace ? { name, namespace } : { name } };
    await this.apply(nothing, { manager, dryRun: false, force: false });
  }

  /** Begins the deletion; nothing happens where the object is gone. */
  async delete(object: KubernetesObject, propagationPolicy: string): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
    try {
      await this.#send(object, { method: "DELETE", body });
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }

  /** Tries again for a while where what the object needs is not there yet. */
  async patiently<T>(attempt: () => Promise<T>): Promise<T> {
    for (const pause of PATIENCE_MS) {
      try {
        return await attempt();
      } catch (error) {
        if (!isAbsence(error)) throw error;
        await this.#pause(pause);
        this.#discovery.forget();
      }
    }
    return await attempt();
  }

  /**
   * Looks at the object until `lack` finds nothing missing, and returns it; undefined once it is gone.
   * @throws TooLate after so many seconds, with what was lacking, and whatever `lack` throws.
   */
  async until(
    object: KubernetesObject,
    seconds: number,
    lack: (live: KubernetesObject | undefined) => string | undefined,
  ): Promise<KubernetesObject | undefined> {
    const end = Date.now() + seconds * 1_000;
    let heard = Date.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const seen = await this.#look(object);
      if (!(seen instanceof Unreachable)) heard = Date.now();
      else if (Date.now() - heard > LONGEST_SILENCE_MS) throw seen;
      const missing = seen instanceof Unreachable ? seen.message : lack(seen);
      if (missing === undefined) return seen as KubernetesObject | undefined;
      if (Date.now() >= end) throw new TooLate(`${missing}, after ${seconds} s`);
      await this.#pause(Math.min(pause, Math.max(end - Date.now(), 0)));
    }
  }

  async #look(object: KubernetesObject): Promise<KubernetesObject | Unreachable | undefined> {
    try {
      return await this.get(object);
    } catch (error) {
      if (error instanceof Unreachable) return error;
      throw error;
    }
  }

  async #send(object: KubernetesObject, request: Omit<Request, "path">): Promise<KubernetesObject> {
    const path = await this.#discovery.path(object);
    return objectIn(await this.#cluster.request({ ...request, path }));
  }

  async #pause(milliseconds: number): Promise<void> {
    try {
      await setTimeout(milliseconds, undefined, { signal: this.#cancelled });
    } catch {
      throw new TooLate("the run was cancelled");
    }
  }
}

/** The server's words name the other manager and the field. */
function conflict({ message }: Refused, manager: string): Error {
  return new Error(
    `${message}. Another manager wants these fields otherwise: leave them out, or take them over with the annotation pulumi.com/patchForce. (This resource applies as ${manager}.)`,
  );
}

/** The object is not there, or its namespace, or its kind. */
function isAbsence(error: unknown): boolean {
  return error instanceof UnknownKind || (error instanceof Refused && error.code === 404);
}

function dryRunQuery(dryRun: boolean): { dryRun?: string } {
  return dryRun ? { dryRun: "All" } : {};
}

function objectIn(answer: Properties): KubernetesObject {
  return answer as KubernetesObject;
}
