import * as z from "zod";
import { findRepository } from "../access.ts";
import { authorOf } from "../authors.ts";
import { readBody } from "../body.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { notFound } from "../errors.ts";
import { type Issue, type IssueComment, issueCommentsOf, issuesOf } from "../issues.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { representComment } from "../represent/issue.ts";
import type { World } from "../world.ts";
import { checkEditor, issueOf } from "./issues.ts";

/** GitHub refuses longer comments. */
const commentBody = z.object({
  body: z.string().min(1).max(65_536, "body is too long (maximum is 65536 characters)"),
});

/** https://docs.github.com/en/rest/issues/comments */
export const issueComments: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/issues";
  const all = issueCommentsOf(world);

  app.get(`${base}/:number{[0-9]+}/comments`, c => {
    const repository = findRepository(c, world);
    const issue = issueOf(c, world, repository);
    const since = c.req.query("since") ?? "";
    const comments = all.of(issue.id).filter(({ updated_at }) => updated_at >= since);
    return c.json(page(c, comments).map(comment => representComment(c, world, repository, issue, comment)));
  });

  app.post(`${base}/:number{[0-9]+}/comments`, async c => {
    const repository = findRepository(c, world);
    const issue = issueOf(c, world, repository);
    const { body } = await readBody(c, commentBody);
    const now = world.now();
    const comment = all.add({
      ownerId: issue.id,
      body,
      author: authorOf(c.get("actor")),
      created_at: now,
      updated_at: now,
    });
    return c.json(representComment(c, world, repository, issue, comment), 201);
  });

  app.get(`${base}/comments`, c => {
    const repository = findRepository(c, world);
    const found = issuesOf(world)
      .of(repository.id)
      .flatMap(issue => all.of(issue.id).map(comment => ({ issue, comment })));
    const sorted = found.sort((a, b) => a.comment.id - b.comment.id);
    return c.json(
      page(c, sorted).map(({ issue, comment }) => representComment(c, world, repository, issue, comment)),
    );
  });

  app.get(`${base}/comments/:id{[0-9]+}`, c => {
    const repository = findRepository(c, world);
    const { issue, comment } = find(c, world, repository);
    return c.json(representComment(c, world, repository, issue, comment));
  });

  app.patch(`${base}/comments/:id{[0-9]+}`, async c => {
    const repository = findRepository(c, world);
    const { issue, comment } = find(c, world, repository);
    checkEditor(c, world, repository, comment);
    const { body } = await readBody(c, commentBody);
    all.update(comment, { body, updated_at: world.now() });
    return c.json(representComment(c, world, repository, issue, comment));
  });

  app.delete(`${base}/comments/:id{[0-9]+}`, c => {
    const repository = findRepository(c, world);
    const { comment } = find(c, world, repository);
    checkEditor(c, world, repository, comment);
    all.remove(comment);
    return c.body(null, 204);
  });
};

function find(
  c: RequestContext,
  world: World,
  repository: Repository,
): { issue: Issue; comment: IssueComment } {
  const comment = issueCommentsOf(world).get(Number(c.req.param("id")));
  const issue = comment && issuesOf(world).get(comment.ownerId);
  if (!comment || issue?.ownerId !== repository.id) throw notFound();
  return { issue, comment };
}
