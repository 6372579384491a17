import * as pulumi from "@pulumi/pulumi";
import { AgeKey, DeployKey } from "./resources.ts";

export interface ClusterKeysArgs {
  /** The organisation's login. */
  readonly organization: string;
}

/**
 * The keys of one cluster, each made when it is first asked for: a key to read each repository with, and age keys to
 * decrypt with. No other cluster has any of them.
 */
export class ClusterKeys extends pulumi.ComponentResource {
  readonly #cluster: string;
  readonly #organization: string;
  readonly #deployKeys = new Map<string, DeployKey>();
  readonly #ageKeys = new Map<string, AgeKey>();

  constructor(name: string, { organization }: ClusterKeysArgs, options?: pulumi.ComponentResourceOptions) {
    super("fairway:kubernetes:ClusterKeys", name, {}, options);
    this.#cluster = name;
    this.#organization = organization;
    this.registerOutputs();
  }

  /** The private half of the key that reads a repository, in PEM. */
  repository(name: string): pulumi.Output<string> {
    const known = this.#deployKeys.get(name);
    if (known) return known.privateKey;
    const args = {
      owner: this.#organization,
      repository: name,
      title: deployKeyTitle(this.#cluster),
      readOnly: true,
    };
    const made = new DeployKey(`${this.#cluster}/deployKey/${name}`, args, { parent: this });
    this.#deployKeys.set(name, made);
    return made.privateKey;
  }

  /** The identity that decrypts what is encrypted for a namespace. */
  age(namespace: string): pulumi.Output<string> {
    const known = this.#ageKeys.get(namespace);
    if (known) return known.identity;
    const args = { name: `${this.#cluster}/${namespace}` };
    const made = new AgeKey(`${this.#cluster}/ageKey/${namespace}`, args, { parent: this });
    this.#ageKeys.set(namespace, made);
    return made.identity;
  }
}

/** How a cluster's key is called at GitHub. */
export function deployKeyTitle(cluster: string): string {
  return `fairway/${cluster}`;
}
