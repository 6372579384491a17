import type { Octokit } from "octokit";
import type { Progress } from "../../tools/progress.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { kubeconfigOf, NoKubeconfig } from "../cluster/kubeconfig.ts";
import { ApiServer, Refused, Unreachable } from "../kubernetes/api-server.ts";
import { Contents } from "./contents.ts";
import type { Place } from "./place.ts";
import { PromotionRefused } from "./refused.ts";
import { Rendering } from "./rendering.ts";
import { type Running, runningAt } from "./running.ts";
import { firstBranch, type Stop } from "./steps.ts";

/** What a repository is promoted with. */
export interface Workplace {
  readonly place: Place;
  /** The branch that everything comes in by. */
  readonly firstBranch: string;
  readonly rendering: Rendering;
  /** Who wants it. */
  readonly who: string;
  /** The login of whoever moves branches, whose records alone are believed. */
  readonly recorder: string;
  /** What the clusters of a stop run of the repository. */
  running(stop: Stop): Promise<readonly Running[]>;
}

/** What all repositories of a run have in common. */
export interface Surroundings {
  readonly api: Octokit;
  readonly organization: string;
  readonly catalogue: Catalogue;
  /** The project's directory. */
  readonly root: string;
  readonly who: string;
  readonly recorder: string;
  readonly progress?: Progress;
}

/** Works on one repository, and takes away afterwards what that needed on this machine. */
export async function at<T>(
  surroundings: Surroundings,
  repository: string,
  work: (workplace: Workplace) => Promise<T>,
): Promise<T> {
  const { api, organization: owner, catalogue, root, who, recorder, progress } = surroundings;
  const place = { api, owner, repo: repository };
  const rendering = new Rendering(new Contents(place), progress);
  try {
    return await work({
      place,
      firstBranch: firstBranch(catalogue),
      rendering,
      who,
      recorder,
      running: stop => runningOf(stop, root),
    });
  } finally {
    rendering.close();
  }
}

async function runningOf({ placements }: Stop, root: string): Promise<readonly Running[]> {
  return await Promise.all(
    placements.map(async placement => {
      try {
        const api = new ApiServer({ kubeconfig: kubeconfigOf(placement.cluster, root) });
        return await runningAt(placement, api);
      } catch (error) {
        if (!(error instanceof NoKubeconfig || error instanceof Unreachable || error instanceof Refused))
          throw error;
        throw new PromotionRefused(
          `What ${placement.cluster.name} runs can't be told, and so not whether it runs well: ${error.message}`,
        );
      }
    }),
  );
}
