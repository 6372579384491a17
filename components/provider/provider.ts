import type { Octokit } from "octokit";
import { connect } from "../../src/github/api.ts";
import { actionsPermissions } from "./actions-permissions.ts";
import { actionsSecret } from "./actions-secret.ts";
import { ageKey } from "./age-key.ts";
import { branchFilesKind } from "./branch-files.ts";
import { codeScanningDefaultSetup } from "./code-scanning-default-setup.ts";
import { dependabotAlerts } from "./dependabot-alerts.ts";
import { dependabotUpdates } from "./dependabot-updates.ts";
import { deployKey } from "./deploy-key.ts";
import { environment } from "./environment.ts";
import { environmentSecret } from "./environment-secret.ts";
import { immutableReleases } from "./immutable-releases.ts";
import { type KeyPair, keyPairKind } from "./key-pair.ts";
import { labels } from "./labels.ts";
import { lifecycle } from "./lifecycle.ts";
import { privateVulnerabilityReporting } from "./private-vulnerability-reporting.ts";
import { propertyDefinition } from "./property-definition.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { scaffoldKind } from "./scaffold.ts";
import { securityFeatures } from "./security-features.ts";
import type {
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  Resources,
  UpdateRequest,
} from "./service.ts";
import type { OfRepository, Setting } from "./setting.ts";
import { settingKind } from "./setting-kind.ts";
import { topics } from "./topics.ts";

/** Every resource type of the provider. Each setting gets the values that its own type was declared with. */
const settings = {
  "fairway:index:Lifecycle": lifecycle,
  "fairway:index:Topics": topics,
  "fairway:index:Labels": labels,
  "fairway:index:Environment": environment,
  "fairway:index:EnvironmentSecret": environmentSecret,
  "fairway:index:ActionsPermissions": actionsPermissions,
  "fairway:index:ActionsSecret": actionsSecret,
  "fairway:index:DependabotAlerts": dependabotAlerts,
  "fairway:index:DependabotUpdates": dependabotUpdates,
  "fairway:index:SecurityFeatures": securityFeatures,
  "fairway:index:CodeScanningDefaultSetup": codeScanningDefaultSetup,
  "fairway:index:PrivateVulnerabilityReporting": privateVulnerabilityReporting,
  "fairway:index:ImmutableReleases": immutableReleases,
  "fairway:index:PropertyDefinition": propertyDefinition,
} as unknown as Readonly<Record<string, Setting<OfRepository>>>;

/** A primary rate limit lasts for an hour at most. The GitHub provider waits for its end too, and both work on one plan. */
const anHour = 3600;

/** Those that are made once. */
const keyPairs = {
  "fairway:index:DeployKey": deployKey,
  "fairway:index:AgeKey": ageKey,
} as unknown as Readonly<Record<string, KeyPair<object, object>>>;

/**
 * A Pulumi provider for what GitHub offers and its Terraform provider has no fitting resource for, and for keys. A
 * setting's id, by which it is imported, is `owner/repository`, or `owner/repository/key` with one key or more where a repository can
 * have several; what is the organisation's own leaves out the repository. Credentials come from the environment, as the GitHub provider's do, and are kept in no state.
 */
export class FairwayProvider implements Resources {
  readonly name = "fairway";
  readonly version = "0.1.0";
  readonly previews = false;
  readonly #kinds: Readonly<Record<string, ResourceKind>>;
  #connected: Promise<Octokit> | undefined;

  constructor() {
    const connected = () => this.#connect();
    this.#kinds = {
      ...mapValues(settings, setting => settingKind(setting, connected)),
      ...mapValues(keyPairs, pair => keyPairKind(pair, connected)),
      "fairway:index:BranchFiles": branchFilesKind(connected),
      "fairway:index:Scaffold": scaffoldKind(connected),
    };
  }

  diff(request: DiffRequest) {
    return this.#kind(request).diff(request);
  }

  create(request: CreateRequest) {
    return this.#kind(request).create(request);
  }

  read(request: ReadRequest) {
    return this.#kind(request).read(request);
  }

  update(request: UpdateRequest) {
    return this.#kind(request).update(request);
  }

  delete(request: DeleteRequest) {
    return this.#kind(request).delete(request);
  }

  #kind({ type }: { readonly type: string }): ResourceKind {
    const kind = this.#kinds[type];
    if (!kind) throw new Error(`The provider has no resource of type ${type}.`);
    return kind;
  }

  #connect(): Promise<Octokit> {
    this.#connected ??= connect(process.env, anHour);
    return this.#connected;
  }
}

function mapValues<V, R>(values: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
