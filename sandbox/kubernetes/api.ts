import { SandboxFailed } from "../background-process.ts";
import { ask, type Credentials } from "./http.ts";

/** Who the sandbox is among an object's field managers. */
const FIELD_MANAGER = "fairway-sandbox";

/** What the sandbox has to know of objects. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** An API server as its administrator sees it. Objects are sent as they are, down to fields that no client knows. */
export class Api {
  private readonly url: string;
  private readonly credentials: Credentials;

  constructor(url: string, credentials: Credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /** The object at `path`, or undefined where there is none. */
  async find<T>(path: string): Promise<T | undefined> {
    const { status, text } = await ask(`${this.url}${path}`, { credentials: this.credentials });
    if (status === 404) return undefined;
    if (status === 200) return JSON.parse(text);
    throw new SandboxFailed(`The API server answered ${status} when it was asked for ${path}: ${text}`);
  }

  /**
   * Brings the object into the collection at `path` by server-side apply.
   * https://kubernetes.io/docs/reference/using-api/server-side-apply/
   */
  async apply(path: string, object: KubernetesObject): Promise<void> {
    const { name } = object.metadata;
    const url = `${this.url}${path}/${encodeURIComponent(name)}?fieldManager=${FIELD_MANAGER}&force=true`;
    const { status, text } = await ask(url, {
      credentials: this.credentials,
      method: "PATCH",
      contentType: "application/apply-patch+yaml",
      body: JSON.stringify(object),
    });
    if (status < 300) return;
    throw new SandboxFailed(`The API server refuses the sandbox's ${object.kind} ${name}: ${text}`);
  }
}
