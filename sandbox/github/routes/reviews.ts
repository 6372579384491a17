import * as z from "zod";
import { representAuthor } from "../authors.ts";
import { readBody } from "../body.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import type { Pull } from "../issues.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { page } from "../pages.ts";
import { addressesOf } from "../represent/git.ts";
import { addReview, type Review, reviewsOf } from "../reviews.ts";
import type { World } from "../world.ts";
import { findPull } from "./pulls.ts";

const submission = z.object({
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]),
  body: z.string().default(""),
  commit_id: z.string().optional(),
});

/** https://docs.github.com/en/rest/pulls/reviews; a review is submitted at once. */
export const reviews: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/pulls/:number{[0-9]+}/reviews";

  app.get(base, async c => {
    const { repository, pull } = await findPull(c, world);
    const found = page(c, reviewsOf(world).of(pull.id));
    return c.json(found.map(review => represent(c, world, repository, pull, review)));
  });

  app.post(base, async c => {
    const { repository, pull } = await findPull(c, world);
    const { event, body, commit_id: commit } = await readBody(c, submission);
    const review = addReview(world, c.get("actor"), pull, { event, body, commit });
    return c.json(represent(c, world, repository, pull, review));
  });
};

function represent(c: RequestContext, world: World, repository: Repository, pull: Pull, review: Review) {
  const { api, html } = addressesOf(c, world, repository);
  const { ownerId: _owner, author, ...fields } = review;
  const address = `${html}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const pullAddress = `${api}/pulls/${pull.number}`;
  return {
    ...fields,
    node_id: nodeId("PullRequestReview", review.id),
    user: representAuthor(c, world, author),
    html_url: address,
    pull_request_url: pullAddress,
    author_association: "MEMBER",
    _links: { html: { href: address }, pull_request: { href: pullAddress } },
  };
}
