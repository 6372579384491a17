import * as pulumi from "@pulumi/pulumi";
import { deployKeyTitle } from "../src/cluster/deploy-key-title.ts";
import { component } from "../src/engine/component.ts";
import { AgeKey, DeployKey } from "./resources.ts";

export interface ClusterKeysArgs {
  /** The organisation's login. */
  readonly organization: string;
}

/**
 * The keys of one cluster, each made when it is first asked for, unless the cluster holds it already: a key to read each
 * repository with, and age keys to decrypt with. No other cluster has any of them.
 */
export class ClusterKeys extends pulumi.ComponentResource {
  readonly #cluster: string;
  readonly #organization: string;
  readonly #deployKeys = new Map<string, DeployKey>();
  readonly #ageKeys = new Map<string, AgeKey>();

  constructor(name: string, { organization }: ClusterKeysArgs, options?: pulumi.ComponentResourceOptions) {
    super(component.clusterKeys, name, {}, options);
    this.#cluster = name;
    this.#organization = organization;
    this.registerOutputs();
  }

  /**
   * The private half of the key that reads a repository, in PEM.
   * @param held the one that the cluster has, where the state does not know it
   * @param succeeds whether another one works until this one is in its place
   */
  repository(name: string, held?: string, succeeds = false): pulumi.Output<string> {
    const known = this.#deployKeys.get(name);
    if (known) return known.privateKey;
    const args = {
      owner: this.#organization,
      repository: name,
      title: deployKeyTitle(this.#cluster),
      readOnly: true,
      ...(held ? { privateKey: pulumi.secret(held) } : {}),
      ...(succeeds ? { succeeds } : {}),
    };
    const made = new DeployKey(`${this.#cluster}/deployKey/${name}`, args, { parent: this });
    this.#deployKeys.set(name, made);
    return made.privateKey;
  }

  /**
   * The identity that decrypts what is encrypted for a namespace.
   * @param held the one that the cluster has, where the state does not know it
   */
  age(namespace: string, held?: string): pulumi.Output<string> {
    const known = this.#ageKeys.get(namespace);
    if (known) return known.identity;
    const args = {
      name: `${this.#cluster}/${namespace}`,
      ...(held ? { identity: pulumi.secret(held) } : {}),
    };
    const made = new AgeKey(`${this.#cluster}/ageKey/${namespace}`, args, { parent: this });
    this.#ageKeys.set(namespace, made);
    return made.identity;
  }
}
