import pMap from "p-map";
import { z } from "zod";
import { answered, commitId } from "../github/answer.ts";
import { isSameName } from "../github/names.ts";
import { runAddress } from "../github/run-address.ts";
import { once, single } from "./once.ts";
import { named, type Place } from "./place.ts";

/** By what our deployments are told from a workflow's. */
const task = "fairway-promotion";

/** What one move of a stage's branch was to do, and for whom: it stands in the deployment that GitHub keeps of it. */
const payload = z.object({
  kind: z.enum(["promotion", "rollback"]),
  /** Who wanted it. */
  who: z.string().min(1).max(100),
  /** Where the branch was before; null where there was none. */
  from: commitId.nullable(),
  /** The commit that the stage has come to run, or of a rollback the one whose files it has come to run again. */
  to: commitId,
  release: z.string().max(100).optional(),
});
export type Move = z.output<typeof payload>;

/** A move, and what came of it. */
export interface Recorded extends Move {
  readonly id: number;
  readonly at: string;
  readonly state: "under way" | "done" | "failed";
}

const deployment = z.object({
  id: z.int().positive(),
  created_at: z.string(),
  creator: z.object({ login: z.string() }).nullable(),
  payload: z.unknown(),
});
const statuses = z.array(z.object({ state: z.string() }));

/** How many moves are looked back at, and how many deployments of others are passed over for that. */
const most = 100;
const mostPages = 20;
const atOnce = 8;

/**
 * The moves of a stage, the newest first.
 * @param recorder the login of whoever moves the stage's branch: others can make deployments too, and are not believed
 */
export async function movesOf(place: Place, stage: string, recorder: string): Promise<readonly Recorded[]> {
  return await pMap(
    await listed(place, stage, recorder),
    async move => ({ ...move, state: await stateOf(place, move.id) }),
    { concurrency: atOnce },
  );
}

/** The same, as far as GitHub tells of it in a list. */
async function listed(
  place: Place,
  stage: string,
  recorder: string,
): Promise<readonly Omit<Recorded, "state">[]> {
  const { api, repo } = place;
  const own: Omit<Recorded, "state">[] = [];
  for (let page = 1; page <= mostPages && own.length < most; page += 1) {
    const of = { ...named(place), environment: stage, task, per_page: 100, page };
    const { data } = await api.rest.repos.listDeployments(of);
    const found = answered(z.array(deployment), data, `the deployments of ${repo}`);
    for (const { id, created_at: at, creator, payload: written } of found) {
      const isOwn = creator !== null && isSameName(creator.login, recorder);
      const move = isOwn ? payload.safeParse(read(written)).data : undefined;
      if (move) own.push({ ...move, id, at });
    }
    if (found.length < 100) break;
  }
  return own.slice(0, most);
}

/** What the stage has come to what it has by. */
export function lastDone(moves: readonly Recorded[]): Recorded | undefined {
  return moves.find(({ state }) => state === "done");
}

/** GitHub keeps what it is given as text where it was given as text. */
function read(written: unknown): unknown {
  if (typeof written !== "string") return written;
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/** A later success makes an earlier one inactive, so it is not the newest status alone that tells. */
async function stateOf(place: Place, deployment_id: number): Promise<Recorded["state"]> {
  const of = { ...named(place), deployment_id, per_page: 100 };
  const { data } = await place.api.rest.repos.listDeploymentStatuses(of);
  const states = answered(statuses, data, `a deployment of ${place.repo}`).map(({ state }) => state);
  if (states.includes("success")) return "done";
  return states.some(state => ["failure", "error", "inactive"].includes(state)) ? "failed" : "under way";
}

/** What goes into the record beyond the move itself. */
export interface Circumstances {
  readonly stage: string;
  readonly isLast: boolean;
}

/**
 * Records that a move begins.
 * @param recorder who this is at GitHub
 */
export async function begin(
  place: Place,
  move: Move,
  { stage, isLast }: Circumstances,
  recorder: string,
): Promise<number> {
  const before = new Set((await listed(place, stage, recorder)).map(({ id }) => id));
  const make = async () => {
    const { data } = await place.api.rest.repos.createDeployment({
      ...named(place),
      ref: move.to,
      task,
      environment: stage,
      production_environment: isLast,
      auto_merge: false,
      required_contexts: [],
      payload: { ...move },
      description: description(move),
      request: single,
    });
    return answered(z.object({ id: z.int().positive() }), data, `a new deployment of ${place.repo}`).id;
  };
  const isIt = ({ id, kind, from, to }: Omit<Recorded, "state">) =>
    !before.has(id) && kind === move.kind && from === move.from && to === move.to;
  const id = await once(make, async () => (await listed(place, stage, recorder)).find(isIt)?.id);
  await tell(place, id, "in_progress", description(move));
  return id;
}

/** Records what came of a move. */
export async function end(
  place: Place,
  id: number,
  state: "success" | "failure",
  told: string,
): Promise<void> {
  await tell(place, id, state, told);
}

async function tell(
  place: Place,
  deployment_id: number,
  state: "in_progress" | "success" | "failure",
  told: string,
): Promise<void> {
  const log_url = runAddress();
  await place.api.rest.repos.createDeploymentStatus({
    ...named(place),
    deployment_id,
    state,
    // GitHub takes no more.
    description: told.split("\n").join(" ").slice(0, 140),
    ...(log_url ? { log_url } : {}),
  });
}

/** What is told of a move that is done. */
export function outcome({ kind, to }: Pick<Move, "kind" | "to">): string {
  return kind === "promotion" ? `now at ${to.slice(0, 7)}` : `has the files of ${to.slice(0, 7)} again`;
}

function description({ kind, who, from, to }: Move): string {
  const what = kind === "promotion" ? "to" : "back to";
  return `${who}: ${from ? `from ${from.slice(0, 7)} ` : ""}${what} ${to.slice(0, 7)}`;
}
