const prefix = "fairway/";

/** How the key is called at GitHub by which a cluster reads a repository. */
export function deployKeyTitle(cluster: string): string {
  return `${prefix}${cluster}`;
}

/** The cluster whose key has such a title; undefined for any other key. */
export function clusterOfDeployKey(title: string): string | undefined {
  return title.startsWith(prefix) ? title.slice(prefix.length) : undefined;
}
