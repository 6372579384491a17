import { isUnknown, type Properties } from "../../../components/provider/properties.ts";
import type { ConfigurationRequest, Difference, Failure } from "../../../components/provider/service.ts";
import { activeCluster } from "../../../src/kubernetes/kubeconfig.ts";

/** What the provider is told besides the cluster. https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/ */
export interface Configuration {
  /** A path, or the content; absent where the ambient one is meant. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  /** What can't be reached counts as gone. */
  readonly deleteUnreachable: boolean;
  /** What can't be reached is left as it is. */
  readonly skipUpdateUnreachable: boolean;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  /** Fields that others manage are taken over without asking. */
  readonly enablePatchForce: boolean;
  /** What is there already is no conflict. */
  readonly upsertExistingObjects: boolean;
}

/** The configuration as the engine hands it over: each value is a string. */
export function configurationFrom(
  variables: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = process.env,
): Configuration {
  const flag = (name: string, variable: string) => (variables[name] ?? environment[variable]) === "true";
  const text = (name: string) => (variables[name] ? { [name]: variables[name] } : {});
  return {
    ...text("kubeconfig"),
    ...text("context"),
    ...text("cluster"),
    ...text("namespace"),
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
    enableConfigMapMutable: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
    enableSecretMutable: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    enablePatchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    upsertExistingObjects: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
  };
}

/** What is asked of the official provider and this one does not do, and what `strictMode` forbids. */
export function configurationFailures({ isDefault, news }: ConfigurationRequest): readonly Failure[] {
  const failures: Failure[] = [];
  const wants = (property: string, value: string) => String(news[property] ?? "") === value;
  if (wants("enableServerSideApply", "false")) {
    failures.push({ property: "enableServerSideApply", reason: only("applies on the server's side only") });
  }
  if (news.renderYamlToDirectory) {
    failures.push({ property: "renderYamlToDirectory", reason: only("writes to a cluster only") });
  }
  if (!wants("strictMode", "true")) return failures;
  if (isDefault) failures.push({ reason: "strict mode prohibits default provider" });
  for (const property of ["kubeconfig", "context"].filter(name => !news[name])) {
    failures.push({ property, reason: `strict mode requires Provider "${property}" argument` });
  }
  return failures;
}

const only = (what: string) =>
  `this sandbox's Kubernetes provider ${what}; for anything else the official plugin is needed`;

/** A kubeconfig has no identity of its own, so these settings together stand for the cluster. */
const CLUSTER = ["kubeconfig", "context", "cluster"];

/**
 * Another cluster means other objects, so all are replaced. As with the official provider, `clusterIdentifier`, where it is
 * set and stays the same, says that the cluster is the same whatever else has changed.
 */
export function configurationDifference(olds: Properties, news: Properties): Difference {
  const keys = Object.keys({ ...olds, ...news }).filter(key => !key.startsWith("__"));
  const changed = keys.filter(key => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
  return { changed, replacing: replacing(olds, news, changed), deleteFirst: false };
}

function replacing(olds: Properties, news: Properties, changed: readonly string[]): readonly string[] {
  const { clusterIdentifier: before } = olds;
  const { clusterIdentifier: now } = news;
  if (now && before === now) return [];
  const identity = before && now ? ["clusterIdentifier"] : [];
  const settings = changed.filter(key => CLUSTER.includes(key));
  const unknown = settings.filter(key => isUnknown(news[key]));
  if (unknown.length) return [...identity, ...unknown];
  const [from, to] = [activeCluster(olds), activeCluster(news)];
  const moved = from !== undefined && to !== undefined && from !== to;
  return [...identity, ...(moved ? settings : [])];
}
