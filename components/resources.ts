import * as pulumi from "@pulumi/pulumi";
import type {
  ActionsPermissionsArgs,
  ActionsSecretArgs,
  AgeKeyArgs,
  BranchFilesArgs,
  CodeScanningDefaultSetupArgs,
  DependabotAlertsArgs,
  DependabotUpdatesArgs,
  DeployKeyArgs,
  EnvironmentArgs,
  EnvironmentSecretArgs,
  ImmutableReleasesArgs,
  LabelsArgs,
  LifecycleArgs,
  PrivateVulnerabilityReportingArgs,
  PropertyDefinitionArgs,
  ScaffoldArgs,
  SecurityFeaturesArgs,
  TopicsArgs,
} from "./provider/args.ts";

/** Whether a repository is archived; removing it archives the repository, or deletes it where `deletion` says so. */
export class Lifecycle extends pulumi.CustomResource {
  constructor(name: string, args: LifecycleArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:Lifecycle", name, args, options);
  }
}

/** All topics of a repository; removing it leaves them. */
export class Topics extends pulumi.CustomResource {
  constructor(name: string, args: TopicsArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:Topics", name, args, options);
  }
}

/** What a repository begins with; removing it leaves that. */
export class Scaffold extends pulumi.CustomResource {
  constructor(name: string, args: ScaffoldArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:Scaffold", name, args, options);
  }
}

/** What GitHub watches for in a repository; removing it leaves that as it is. */
export class SecurityFeatures extends pulumi.CustomResource {
  constructor(name: string, args: SecurityFeaturesArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:SecurityFeatures", name, args, options);
  }
}

/** Labels that a repository has among others; taking one away here leaves it in the repository. */
export class Labels extends pulumi.CustomResource {
  constructor(name: string, args: LabelsArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:Labels", name, args, options);
  }
}

/** A deployment environment with all that guards it. Removing it deletes it, and the secrets it holds. */
export class Environment extends pulumi.CustomResource {
  constructor(name: string, args: EnvironmentArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:Environment", name, args, options);
  }
}

/** A secret for the jobs that deploy to an environment. */
export class EnvironmentSecret extends pulumi.CustomResource {
  constructor(name: string, args: EnvironmentSecretArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:EnvironmentSecret", name, args, options);
  }
}

/** What a repository's workflows may run and do; removing it leaves that as it is. */
export class ActionsPermissions extends pulumi.CustomResource {
  constructor(name: string, args: ActionsPermissionsArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:ActionsPermissions", name, args, options);
  }
}

/** A secret for a repository's workflows. */
export class ActionsSecret extends pulumi.CustomResource {
  constructor(name: string, args: ActionsSecretArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:ActionsSecret", name, args, options);
  }
}

/** Whether GitHub warns of a repository's vulnerable dependencies. */
export class DependabotAlerts extends pulumi.CustomResource {
  constructor(name: string, args: DependabotAlertsArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:DependabotAlerts", name, args, options);
  }
}

/** Whether Dependabot opens pull requests that mend them; GitHub refuses that where its alerts are off. */
export class DependabotUpdates extends pulumi.CustomResource {
  constructor(name: string, args: DependabotUpdatesArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:DependabotUpdates", name, args, options);
  }
}

/** CodeQL's default setup of a repository. */
export class CodeScanningDefaultSetup extends pulumi.CustomResource {
  constructor(name: string, args: CodeScanningDefaultSetupArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:CodeScanningDefaultSetup", name, args, options);
  }
}

/** Whether people can report a repository's vulnerabilities privately. */
export class PrivateVulnerabilityReporting extends pulumi.CustomResource {
  constructor(name: string, args: PrivateVulnerabilityReportingArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:PrivateVulnerabilityReporting", name, args, options);
  }
}

/** Whether a repository's published releases can never change. */
export class ImmutableReleases extends pulumi.CustomResource {
  constructor(name: string, args: ImmutableReleasesArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:ImmutableReleases", name, args, options);
  }
}

/** A deploy key whose private half is made here, once, and kept as a secret of the state. */
export class DeployKey extends pulumi.CustomResource {
  declare readonly privateKey: pulumi.Output<string>;
  declare readonly publicKey: pulumi.Output<string>;

  constructor(name: string, args: DeployKeyArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = { privateKey: undefined, publicKey: undefined };
    const secret = { additionalSecretOutputs: ["privateKey"] };
    super("fairway:index:DeployKey", name, { ...outputs, ...args }, pulumi.mergeOptions(secret, options));
  }
}

/** Files in directories of a branch. Removing them here leaves them in the repository. */
export class BranchFiles extends pulumi.CustomResource {
  constructor(name: string, args: BranchFilesArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:BranchFiles", name, args, options);
  }
}

/** A key for SOPS whose private half, the identity, is made here, once, and kept as a secret of the state. */
export class AgeKey extends pulumi.CustomResource {
  declare readonly identity: pulumi.Output<string>;
  declare readonly recipient: pulumi.Output<string>;

  constructor(name: string, args: AgeKeyArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = { identity: undefined, recipient: undefined };
    const secret = { additionalSecretOutputs: ["identity"] };
    super("fairway:index:AgeKey", name, { ...outputs, ...args }, pulumi.mergeOptions(secret, options));
  }
}

/** A custom property that the organisation's repositories can have. */
export class PropertyDefinition extends pulumi.CustomResource {
  declare readonly type: pulumi.Output<string>;

  constructor(name: string, args: PropertyDefinitionArgs, options?: pulumi.CustomResourceOptions) {
    super("fairway:index:PropertyDefinition", name, args, options);
  }
}
