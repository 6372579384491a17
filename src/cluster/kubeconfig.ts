import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse, parseDocument, stringify } from "yaml";
import { startInSandbox } from "./sandbox-advice.ts";
import type { Cluster } from "./schema.ts";

/** Nothing on this machine says how the cluster is reached. */
export class NoKubeconfig extends Error {
  override readonly name = "NoKubeconfig";
}

/** The variable that says where one cluster's kubeconfig lies: `KUBECONFIG_EKS_LIVE` for `eks-live`. */
export function kubeconfigVariable(cluster: string): string {
  return `KUBECONFIG_${cluster.replaceAll("-", "_").toUpperCase()}`;
}

/**
 * The content of the cluster's kubeconfig: of the file that its own variable names, else of what its stack's `access`
 * says. Whatever else lies in the environment is not looked at, so that nothing goes to a cluster that nobody named.
 * @param root the project's directory, from which relative paths are taken
 * @throws NoKubeconfig
 */
export function kubeconfigOf(cluster: Cluster, root: string, environment = process.env): string {
  const variable = kubeconfigVariable(cluster.name);
  const file = environment[variable];
  if (file) return read(cluster, file);
  const inSandbox = startInSandbox(cluster.name, environment);
  const { kubeconfig } = cluster.access ?? {};
  if (kubeconfig?.path) return inContext(cluster, read(cluster, resolve(root, kubeconfig.path)));
  if (kubeconfig?.env) {
    const content = environment[kubeconfig.env];
    if (content) return inContext(cluster, content);
    const remedy = inSandbox ? ` To go on, ${inSandbox}.` : "";
    throw new NoKubeconfig(
      `The kubeconfig of the cluster \`${cluster.name}\` comes from the environment variable ${kubeconfig.env}, which is not set.${remedy}`,
    );
  }
  const remedy = inSandbox ?? `let ${variable} name its kubeconfig${howTo(cluster)}`;
  throw new NoKubeconfig(`How the cluster \`${cluster.name}\` is reached is not known here: ${remedy}.`);
}

/** The kubeconfig with the context that the cluster's stack names as its current one, and never one of several by chance. */
function inContext({ name, access }: Cluster, content: string): string {
  const wanted = access?.kubeconfig?.context;
  const known = contextsOf(content);
  if (wanted === undefined && known.length <= 1) return content;
  const there = known.join(", ") || "none";
  if (wanted === undefined)
    throw new NoKubeconfig(
      `The kubeconfig of the cluster \`${name}\` has several contexts: name one as \`access.kubeconfig.context\`. It has ${there}.`,
    );
  if (!known.includes(wanted))
    throw new NoKubeconfig(
      `The kubeconfig of the cluster \`${name}\` has no context \`${wanted}\`; it has ${there}.`,
    );
  return stringify({ ...(parse(content) as object), "current-context": wanted });
}

/** None where the content is something else; what uses it says so. */
function contextsOf(content: string): readonly string[] {
  const { contexts } = (parseDocument(content).toJS() ?? {}) as { contexts?: readonly { name?: unknown }[] };
  return Array.isArray(contexts) ? contexts.map(({ name }) => String(name)) : [];
}

/** A command that makes a kubeconfig whose tokens are made for the occasion. */
function howTo({ access }: Cluster): string {
  if (!access?.eks) return "";
  const { name, region, role } = access.eks;
  const as = role ? ` --role-arn ${role}` : "";
  return `, which \`aws eks update-kubeconfig --name ${name} --region ${region}${as} --kubeconfig FILE\` writes`;
}

function read({ name }: Cluster, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NoKubeconfig(`The kubeconfig of the cluster \`${name}\` can't be read: ${file} (${code}).`);
  }
}
