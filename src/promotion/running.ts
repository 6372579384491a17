import { z } from "zod";
import { answered } from "../github/answer.ts";
import { Refused } from "../kubernetes/api-server.ts";
import { folders } from "../tenant/names.ts";
import type { Placement } from "../tenant/placement.ts";

/** What asks a cluster: the part of an API server that is needed. */
export interface Asked {
  request(request: { readonly method: "GET"; readonly path: string }): Promise<unknown>;
}

/** What Flux says of one tenant's commits on one cluster. */
export interface Running {
  readonly cluster: string;
  readonly namespace: string;
  /** The commits that were applied and became healthy, and have not failed since; the one that runs now among them. */
  readonly healthy: readonly string[];
  /** Whether a commit is known to have failed there. */
  readonly failed: (commit: string) => boolean;
  /** Why a commit is not among these, in Flux's words where it has some. */
  readonly reason: (commit: string) => string;
}

const status = z.object({
  observedGeneration: z.int().optional(),
  conditions: z
    .array(
      z.object({
        type: z.string(),
        status: z.enum(["True", "False", "Unknown"]),
        reason: z.string().default(""),
        message: z.string().default(""),
      }),
    )
    .default([]),
  lastAppliedRevision: z.string().optional(),
  lastAttemptedRevision: z.string().optional(),
  history: z
    .array(
      z.object({
        lastReconciled: z.string(),
        lastReconciledStatus: z.string(),
        metadata: z.record(z.string(), z.string()).optional(),
      }),
    )
    .default([]),
});
const kustomization = z.object({
  metadata: z.object({ generation: z.int() }),
  spec: z.object({ suspend: z.boolean().optional() }),
  status: status.prefault({}),
});
type Kustomization = z.output<typeof kustomization> & { readonly name: string };

/** What Flux calls a commit that was applied and became healthy. */
const succeeded = "ReconciliationSucceeded";

/**
 * Asks a cluster what it runs of a tenant, and how that is.
 * @throws Refused or Unreachable when the cluster says nothing; StrangeAnswer
 */
export async function runningAt({ tenant, cluster, stage }: Placement, api: Asked): Promise<Running> {
  const { namespace } = tenant;
  const found = await Promise.all(folders.map(name => kustomizationAt(api, namespace, name, cluster.name)));
  const missing = folders.filter((_, index) => !found[index]);
  const there = found.filter(one => one !== undefined);
  const of = { cluster: cluster.name, namespace };
  if (missing.length > 0)
    return {
      ...of,
      healthy: [],
      failed: () => false,
      reason: () => `has no Kustomization ${missing.join(" and ")} there`,
    };
  return { ...of, ...verdict(there, stage.branch) };
}

async function kustomizationAt(
  api: Asked,
  namespace: string,
  name: string,
  cluster: string,
): Promise<Kustomization | undefined> {
  const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`;
  try {
    const answer = await api.request({ method: "GET", path });
    return {
      ...answered(kustomization, answer, `the Kustomization ${namespace}/${name} on ${cluster}`),
      name,
    };
  } catch (error) {
    if (error instanceof Refused && error.code === 404) return undefined;
    throw error;
  }
}

/**
 * A Kustomization is applied once the one before it is ready at the same commit, so the last one's record speaks for all.
 * What fails now speaks against its commit, whatever was before.
 */
function verdict(
  all: readonly Kustomization[],
  branch: string,
): Pick<Running, "healthy" | "failed" | "reason"> {
  const last = all.at(-1);
  const failing = all.filter(one => readiness(one)?.status === "False");
  const fails = (commit: string) => failing.find(one => attempted(one, branch) === commit);
  const now = all.map(one => (isReady(one) ? commitOf(one.status.lastAppliedRevision, branch) : undefined));
  const current = now.every(commit => commit !== undefined && commit === now[0]) ? now[0] : undefined;
  const past = last ? outcomes(last, branch) : new Map<string, string>();
  const lately = [...past].flatMap(([commit, outcome]) => (outcome === succeeded ? [commit] : []));
  const healthy = [...new Set([...(current ? [current] : []), ...lately])].filter(commit => !fails(commit));
  const reason = (commit: string): string => {
    const failed = fails(commit);
    if (failed) return said(failed);
    const outcome = past.get(commit);
    if (outcome && outcome !== succeeded) return `it failed there: ${outcome}`;
    const waiting =
      all.find(one => attempted(one, branch) === commit && !isReady(one)) ?? all.find(isSuspended);
    return waiting
      ? said(waiting)
      : `it does not run there${healthy[0] ? `; ${healthy[0].slice(0, 7)} does` : ""}`;
  };
  const failed = (commit: string): boolean =>
    fails(commit) !== undefined || (past.get(commit) ?? succeeded) !== succeeded;
  return { healthy, failed, reason };
}

/** How each commit of the record ended when it was applied last. */
function outcomes({ status: { history } }: Kustomization, branch: string): ReadonlyMap<string, string> {
  const newestFirst = history.toSorted((a, b) => Date.parse(b.lastReconciled) - Date.parse(a.lastReconciled));
  const found = new Map<string, string>();
  for (const { lastReconciledStatus, metadata } of newestFirst) {
    const commit = commitOf(metadata?.revision, branch);
    if (commit && !found.has(commit)) found.set(commit, lastReconciledStatus);
  }
  return found;
}

function readiness({ status: { conditions } }: Kustomization) {
  return conditions.find(({ type }) => type === "Ready");
}

/** What Flux says of an older declaration says nothing of this one. */
function isReady(one: Kustomization): boolean {
  return (
    readiness(one)?.status === "True" &&
    one.status.observedGeneration === one.metadata.generation &&
    !isSuspended(one)
  );
}

function isSuspended({ spec }: Kustomization): boolean {
  return spec.suspend === true;
}

function attempted({ status }: Kustomization, branch: string): string | undefined {
  return commitOf(status.lastAttemptedRevision ?? status.lastAppliedRevision, branch);
}

/** The commit of a revision such as `main@sha1:…`, where it is one of the branch. */
function commitOf(revision: string | undefined, branch: string): string | undefined {
  const [, of, commit] = /^(.+)@sha1:([0-9a-f]{40})$/.exec(revision ?? "") ?? [];
  return of === branch ? commit : undefined;
}

function said(one: Kustomization): string {
  if (isSuspended(one)) return `its Kustomization ${one.name} is suspended there`;
  const { reason, message } = readiness(one) ?? { reason: "", message: "nothing is said of it yet" };
  return `${one.name}: ${[reason, message].filter(Boolean).join(": ")}`;
}
