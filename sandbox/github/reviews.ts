import { roleOf } from "./access.ts";
import { type Author, authorOf } from "./authors.ts";
import type { Actor } from "./env.ts";
import { unprocessable } from "./errors.ts";
import type { Pull } from "./issues.ts";
import type { Repository } from "./model.ts";
import type { Collection, Document } from "./store.ts";
import type { World } from "./world.ts";

/** A review of a pull request (owner of the document), of the head that it had. */
export interface Review extends Document {
  author: Author;
  body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
  commit_id: string;
  submitted_at: string;
}

const states = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

export interface NewReview {
  event: keyof typeof states;
  body: string;
  commit: string | undefined;
}

export const reviewsOf = (world: World): Collection<Review> => world.collection<Review>("reviews");

/** Reviews a pull request. Errors: 422 for a verdict on one's own, and for words that are missing. */
export function addReview(
  world: World,
  actor: Actor,
  issue: Pull,
  { event, body, commit }: NewReview,
): Review {
  const author = authorOf(actor);
  const isOwn = issue.author.kind === author.kind && issue.author.id === author.id;
  if (isOwn && event !== "COMMENT") {
    const verdict = event === "APPROVE" ? "approve" : "request changes on";
    throw unprocessable("Unprocessable Entity", [`Can not ${verdict} your own pull request`]);
  }
  if (event !== "APPROVE" && body === "") {
    throw unprocessable("Unprocessable Entity", ["Body can't be blank"]);
  }
  return reviewsOf(world).add({
    ownerId: issue.id,
    author,
    body,
    state: states[event],
    commit_id: commit ?? issue.pull.headSha,
    submitted_at: world.now(),
  });
}

/** The last verdict of each who may write to the repository; comments are none. */
export function verdictsOn(world: World, repository: Repository, issue: Pull): readonly Review[] {
  const verdicts = reviewsOf(world)
    .of(issue.id)
    .filter(({ state, author }) => state !== "COMMENTED" && mayWrite(world, repository, author));
  return [...new Map(verdicts.map(review => [`${review.author.kind}/${review.author.id}`, review])).values()];
}

function mayWrite(world: World, repository: Repository, { kind, id }: Author): boolean {
  if (kind === "App") return true;
  const user = world.users.get(id);
  const role = user && roleOf(world, { kind: "user", user }, repository);
  return role !== undefined && role !== "pull" && role !== "triage";
}
