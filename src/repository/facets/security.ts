import { z } from "zod";
import { facet } from "../facet.ts";
import type { Args, Resource } from "../resource.ts";
import { type Modification, valueGiven, weaker, weakerProtection } from "../risk.ts";

const fields = z
  .strictObject({
    secret_scanning: z.boolean().optional().meta({ description: "Whether GitHub looks for secrets." }),
    push_protection: z.boolean().optional().meta({ description: "Whether pushes with secrets are refused." }),
    advanced_security: z.boolean().optional().meta({
      description:
        "GitHub Advanced Security on a private or internal repository; public ones always have it.",
    }),
    dependabot_alerts: z.boolean().optional().meta({ description: "Alerts for vulnerable dependencies." }),
    dependabot_updates: z.boolean().optional().meta({ description: "Pull requests that mend them." }),
    code_scanning: z
      .enum(["default", "extended", "workflow", "off"])
      .optional()
      .meta({
        description:
          "CodeQL: GitHub’s default setup with its `default` or `extended` queries, a `workflow` of the repository’s " +
          "own (GitHub refuses its results while the default setup is on), or `off`.",
      }),
    private_reporting: z.boolean().optional().meta({
      description: "Whether people can report vulnerabilities privately; public repositories only.",
    }),
    immutable_releases: z.boolean().optional().meta({
      description: "Whether a published release’s tag and files can never change again.",
    }),
  })
  .meta({
    description: "What GitHub watches for. What is not named is left as it is.",
  });

/** What GitHub watches for, and how it is told of weaknesses. */
export const security = facet({
  title: "Security",
  fields: { security: fields.optional() },
  // GitHub itself keeps to this one. What else may go together depends on the plan, and GitHub tells.
  check: ({ security = {} }) =>
    security.dependabot_updates && !security.dependabot_alerts
      ? [{ path: ["security", "dependabot_updates"], message: "needs `dependabot_alerts: true`" }]
      : [],
  kinds: {
    securityFeatures: {
      type: "fairway:index:SecurityFeatures",
      title: "secret scanning and Advanced Security",
      authorship: "only",
      audited: ["repository_secret_scanning", "repo.advanced_security_"],
      inBulk: true,
      remains: true,
      risk: switchedOff,
      identify: async (_, live) => ((await live.settings) ? `${live.owner}/${live.name}` : undefined),
    },
    dependabotAlerts: {
      type: "fairway:index:DependabotAlerts",
      title: "Dependabot alerts",
      authorship: "only",
      audited: ["repository_vulnerability_alerts."],
      inBulk: true,
      remains: true,
      risk: weaker,
      identify: async (_, live) => `${live.owner}/${live.name}`,
    },
    dependabotUpdates: {
      type: "fairway:index:DependabotUpdates",
      title: "Dependabot updates",
      authorship: "only",
      remains: true,
      identify: async (_, live) => `${live.owner}/${live.name}`,
    },
    codeScanning: {
      type: "fairway:index:CodeScanningDefaultSetup",
      title: "CodeQL default setup",
      authorship: "only",
      audited: ["repo.codeql_"],
      remains: true,
      risk: scanningRisk,
      identify: async (_, live) => `${live.owner}/${live.name}`,
    },
    privateVulnerabilityReporting: {
      type: "fairway:index:PrivateVulnerabilityReporting",
      title: "private vulnerability reporting",
      authorship: "only",
      remains: true,
      risk: weaker,
      identify: async (_, live) => `${live.owner}/${live.name}`,
    },
    immutableReleases: {
      type: "fairway:index:ImmutableReleases",
      title: "immutable releases",
      authorship: "only",
      remains: true,
      risk: weaker,
      identify: async (_, live) => `${live.owner}/${live.name}`,
    },
  },
  resources: ({ name: repository, visibility, security = {} }, { organization: owner }) => {
    const of = { owner, repository };
    const { secret_scanning: secretScanning, push_protection: pushProtection } = security;
    const advancedSecurity = visibility === "public" ? undefined : security.advanced_security;
    const features = defined({ advancedSecurity, secretScanning, pushProtection });
    const declared: (Resource<SecurityKind> | undefined)[] = [
      when(Object.keys(features).length > 0 ? features : undefined, features => ({
        kind: "securityFeatures",
        args: { ...of, ...features },
      })),
      when(security.dependabot_alerts, enabled => ({
        kind: "dependabotAlerts",
        args: { ...of, enabled },
      })),
      // GitHub refuses updates while alerts are off, and takes them away itself when alerts go.
      when(security.dependabot_updates, enabled => ({
        kind: "dependabotUpdates",
        args: { ...of, enabled },
        after: ["dependabotAlerts"],
      })),
      // On a private repository it is a part of Advanced Security.
      when(security.code_scanning, setup => ({
        kind: "codeScanning",
        args: { ...of, ...codeScanning[setup] },
        after: ["securityFeatures"],
      })),
      when(visibility === "public" ? security.private_reporting : undefined, enabled => ({
        kind: "privateVulnerabilityReporting",
        args: { ...of, enabled },
      })),
      when(security.immutable_releases, enabled => ({ kind: "immutableReleases", args: { ...of, enabled } })),
    ];
    return declared.filter(resource => resource !== undefined);
  },
  observe: async (live, declared) => {
    const [found, alerts, updates, scanning, reporting, immutable] = await Promise.all([
      live.settings,
      live.dependabotAlerts,
      live.dependabotUpdates,
      live.codeScanning,
      live.privateVulnerabilityReporting,
      live.immutableReleases,
    ]);
    const analysis = found?.security_and_analysis;
    const observed = {
      secret_scanning: on(analysis?.secret_scanning),
      push_protection: on(analysis?.secret_scanning_push_protection),
      advanced_security: found?.visibility === "public" ? undefined : on(analysis?.advanced_security),
      dependabot_alerts: alerts,
      dependabot_updates: updates,
      code_scanning: scanning && setupOf(scanning, declared.security?.code_scanning),
      private_reporting: found?.visibility === "public" ? reporting : undefined,
      immutable_releases: immutable,
    };
    return { security: defined(observed) };
  },
});

type SecurityKind = keyof Pick<
  Args,
  | "securityFeatures"
  | "dependabotAlerts"
  | "dependabotUpdates"
  | "codeScanning"
  | "privateVulnerabilityReporting"
  | "immutableReleases"
>;
type Setup = NonNullable<z.output<typeof fields>["code_scanning"]>;

const codeScanning = {
  default: { state: "configured", querySuite: "default" },
  extended: { state: "configured", querySuite: "extended" },
  workflow: { state: "not-configured" },
  off: { state: "not-configured" },
} as const;

function setupOf(found: { state?: string; query_suite?: string }, declared: Setup | undefined): Setup {
  if (found.state === "configured") return found.query_suite === "extended" ? "extended" : "default";
  return declared === "workflow" ? "workflow" : "off";
}

function when<T, R>(value: T | undefined, then: (value: T) => R): R | undefined {
  return value === undefined ? undefined : then(value);
}

/** Without what has no value. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function on(found: { status?: string } | null | undefined): boolean | undefined {
  return found?.status === undefined ? undefined : found.status === "enabled";
}

/** What is no longer named is left as it is. What was not named until now may be on, of what is free for every repository. */
function switchedOff({ action, properties }: Modification): string | undefined {
  const mayBeOn = ({ path, from }: Modification["properties"][number]) =>
    from === true || (from === null && action === "update" && /^(secretScanning|pushProtection)$/.test(path));
  const isOff = action !== "create" && properties.some(setting => mayBeOn(setting) && setting.to === false);
  return isOff ? weakerProtection : undefined;
}

function scanningRisk(modification: Modification): string | undefined {
  const isOff = modification.action !== "create" && valueGiven(modification, "state") === "not-configured";
  return isOff ? weakerProtection : undefined;
}
