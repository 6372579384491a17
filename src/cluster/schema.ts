import { z } from "zod";
import { addressRange, namespaceName, variableName, variableValue } from "../kubernetes/names.ts";
import { quantity } from "../kubernetes/quantity.ts";
import { entryName, stageName } from "../repository/names.ts";
import { secretReference } from "../repository/secret.ts";
import { alerts } from "../tenant/alerts.ts";

/** Only what somebody named for this cluster: whatever else lies in the environment must not decide where things go. */
const kubeconfigVariable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "is not the name of an environment variable")
  .refine(
    name => name !== "KUBECONFIG",
    "is whatever kubectl uses just now; name a variable of this cluster's own",
  );

const kubeconfig = z.strictObject({
  path: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The kubeconfig’s file, from the project’s directory." }),
  env: kubeconfigVariable
    .optional()
    .meta({ description: "The environment variable that holds the kubeconfig itself." }),
  context: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The context to use; needed where the kubeconfig has several." }),
});

const eks = z.strictObject({
  name: z.string().min(1).meta({ description: "The cluster’s name at AWS." }),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "is not an AWS region, such as `eu-central-1`")
    .meta({ description: "Its region." }),
  role: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "is not a role's ARN")
    .optional()
    .meta({ description: "A role to take on first." }),
});

const access = z.strictObject({
  kubeconfig: kubeconfig.optional().meta({ description: "By a kubeconfig: by its `path`, or from `env`." }),
  eks: eks.optional().meta({ description: "At EKS, with a token made for the occasion." }),
});

const flux = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "is not a version of Flux, such as `2.7.5`")
    .meta({ description: "The release of Flux." }),
  manifests: z.string().min(1).optional().meta({
    description:
      "The file with the release’s `install.yaml`, from the project’s directory; the official release, if left out.",
  }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "is not a SHA-256 sum: 64 hexadecimal digits")
    .optional()
    .meta({ description: "What `install.yaml` must sum up to." }),
  registry: z
    .string()
    .regex(
      /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/,
      "is not a registry, such as `registry.acme.example/fluxcd`",
    )
    .optional()
    .meta({ description: "Where the images come from in place of `ghcr.io/fluxcd`: a mirror." }),
  components: z
    .array(z.enum(["image-reflector-controller", "image-automation-controller", "source-watcher"]))
    .default([])
    .meta({ description: "Controllers beside those for sources, Kustomizations, Helm and notifications." }),
  concurrency: z
    .int()
    .positive()
    .default(10)
    .meta({ description: "Objects that each controller works on at a time." }),
  memory: quantity.default("1Gi").meta({ description: "What each controller may use." }),
});

const git = z.strictObject({
  address: z
    .string()
    .regex(/^(ssh|https?):\/\/[^/?#]+(\/[\w.-]+)*$/, "is not an address that repositories lie under")
    .optional()
    .meta({
      description:
        "The address that the organisation’s repositories lie under, such as a mirror’s; GitHub, if left out.",
    }),
  known_hosts: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "The host keys of a mirror that is reached by SSH." }),
  keys: z
    .enum(["deploy_key", "none"])
    .default("deploy_key")
    .meta({ description: "`deploy_key`: each repository is read by a key of its own; `none`: without any." }),
});

const source = z
  .string()
  .regex(
    /^(ssh|https|oci):\/\/[^/?#%]+\/([\w.-]+\/)*$/,
    "is not the beginning of an address: `https://`, `ssh://` or `oci://`, with `/` last",
  );

const services = z.strictObject({
  repository: entryName.meta({ description: "The repository, an entry of the catalogue." }),
  branch: z.string().min(1).optional().meta({ description: "The branch; the stage’s, if left out." }),
  path: z.string().min(1).meta({ description: "The folder in it." }),
});

const fleet = z.strictObject({
  repository: entryName.meta({ description: "The repository, an entry of the catalogue." }),
  branch: z.string().min(1).default("main").meta({ description: "The branch." }),
  pull_request: z.boolean().default(false).meta({
    description: "Whether changes are proposed as a pull request, in place of a commit to the branch.",
  }),
});

const network = z.strictObject({
  ingress: namespaceName.default("ingress").meta({ description: "The ingress controller’s namespace." }),
  monitoring: namespaceName
    .default("monitoring")
    .meta({ description: "The namespace that metrics are read from." }),
  api_server: z
    .array(addressRange)
    .min(1)
    .optional()
    .meta({ description: "Where the API server is reached from within." }),
});

/** A cluster: what its file says over the standard's `clusters`. */
export const cluster = z.strictObject({
  platform: z.enum(["eks", "onprem"]).meta({ description: "What it runs on." }),
  description: z.string().optional().meta({ description: "One line on what it is for." }),
  stage: stageName.meta({
    description: "The stage whose branch its tenants follow, unless one says otherwise.",
  }),
  access: access.optional().meta({
    description: "How it is reached, in one of two ways. What the environment happens to hold is never used.",
  }),
  runner: z.string().min(1).optional().meta({ description: "The label of the runners that reach it." }),
  delivery: z.enum(["direct", "git"]).default("direct").meta({
    description:
      "`direct`: through its API server; `git`: by the repository `fleet`, which it pulls, where no runner reaches it.",
  }),
  fleet: fleet.optional().meta({ description: "Where `delivery: git` writes." }),
  variables: z.record(variableName, variableValue).default({}).meta({
    description: "What manifests may use by name. They are not secret: every tenant sees them.",
  }),
  secrets: z
    .record(variableName, secretReference)
    .default({})
    .meta({ description: "Variables of `services` whose values are secret. No tenant sees them." }),
  flux: flux.meta({ description: "Flux itself." }),
  git: git.prefault({}).meta({ description: "Where repositories are pulled from." }),
  sources: z
    .array(source)
    .default([])
    .meta({ description: "What tenants may pull from beside the organisation’s own repositories." }),
  services: services.optional().meta({
    description: "What runs on the cluster before its tenants: ingress, certificates, monitoring …",
  }),
  tofu: z
    .strictObject({
      version: z
        .string()
        .regex(/^\d+\.\d+\.\d+$/, "is not a version, such as `0.16.0`")
        .meta({ description: "The chart’s version." }),
      registry: z
        .string()
        .min(1)
        .default("ghcr.io/flux-iac")
        .meta({ description: "Where its chart and images come from." }),
    })
    .optional()
    .meta({ description: "tofu-controller, for tenants that have `tofu`." }),
  network: network.prefault({}).meta({ description: "What the network rules have to know." }),
  ca: z
    .string()
    .regex(/^\s*-----BEGIN CERTIFICATE-----/, "is not a certificate in PEM form")
    .optional()
    .meta({ description: "Certificates that Flux trusts beside the public ones." }),
  alerts: alerts.optional().meta({ description: "Whom Flux tells about the cluster’s own objects." }),
});
export type ClusterSpecification = z.output<typeof cluster>;

/** A cluster of the catalogue. Its name is its stack's. */
export type Cluster = ClusterSpecification & { readonly name: string };
