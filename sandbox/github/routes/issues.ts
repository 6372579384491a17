import * as z from "zod";
import { findRepository, includes, roleOf } from "../access.ts";
import { authorOf, loginOf } from "../authors.ts";
import { readBody } from "../body.ts";
import type { RequestContext, RouteModule } from "../env.ts";
import { adminRequired, GitHubError, notFound } from "../errors.ts";
import { findIssue, type Issue, issuesOf, labelIds, labelsOfIssue, openIssue, setState } from "../issues.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { representIssue } from "../represent/issue.ts";
import { sameName, type World } from "../world.ts";
import { representLabel } from "./labels.ts";

const labelName = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);

const creation = z.object({
  title: z.string().min(1),
  body: z.string().nullish(),
  labels: z.array(labelName).default([]),
});

const change = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "reopened", "duplicate"]).nullish(),
  labels: z.array(labelName).optional(),
});

/** The labels alone may be sent without the object around them. */
const labelsBody = z.union([
  z.array(labelName),
  z.object({ labels: z.array(labelName) }).transform(b => b.labels),
]);

/** https://docs.github.com/en/rest/issues/issues and https://docs.github.com/en/rest/issues/labels */
export const issues: RouteModule = (app, world) => {
  const base = "/repos/:owner/:repo/issues";
  const all = issuesOf(world);

  app.get(base, c => {
    const repository = findRepository(c, world);
    const selected = all
      .of(repository.id)
      .filter(issue => isWanted(c, world, issue))
      .reverse();
    return c.json(page(c, selected).map(issue => representIssue(c, world, repository, issue)));
  });

  app.post(base, async c => {
    const repository = findRepository(c, world);
    if (!repository.has_issues) throw new GitHubError(410, "Issues has been disabled in this repository.");
    const { title, body = null, labels } = await readBody(c, creation);
    const mayLabel = mayTriage(c, world, repository);
    const issue = openIssue(world, repository, {
      title,
      body,
      author: authorOf(c.get("actor")),
      labelIds: mayLabel ? labelIds(world, repository, labels) : [],
      pull: null,
    });
    return c.json(representIssue(c, world, repository, issue), 201);
  });

  app.get(`${base}/:number{[0-9]+}`, c => {
    const repository = findRepository(c, world);
    return c.json(representIssue(c, world, repository, issueOf(c, world, repository)));
  });

  app.patch(`${base}/:number{[0-9]+}`, async c => {
    const repository = findRepository(c, world);
    const issue = issueOf(c, world, repository);
    checkEditor(c, world, repository, issue);
    const { title, body, state, state_reason, labels } = await readBody(c, change);
    if (state !== undefined) setState(world, issue, state);
    all.update(issue, {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      ...(state_reason ? { state_reason } : {}),
      ...(labels === undefined ? {} : { labelIds: labelIds(world, repository, labels) }),
      updated_at: world.now(),
    });
    return c.json(representIssue(c, world, repository, issue));
  });

  app.get(`${base}/:number{[0-9]+}/labels`, c => {
    const repository = findRepository(c, world);
    const labels = page(c, labelsOfIssue(world, issueOf(c, world, repository)));
    return c.json(labels.map(label => representLabel(c, world, repository, label)));
  });

  app.post(`${base}/:number{[0-9]+}/labels`, async c => {
    const names = await readBody(c, labelsBody);
    return setLabels(c, world, (issue, repository) => [
      ...new Set([...issue.labelIds, ...labelIds(world, repository, names)]),
    ]);
  });

  app.put(`${base}/:number{[0-9]+}/labels`, async c => {
    const names = await readBody(c, labelsBody);
    return setLabels(c, world, (_, repository) => labelIds(world, repository, names));
  });

  app.delete(`${base}/:number{[0-9]+}/labels`, c => {
    setLabels(c, world, () => []);
    return c.body(null, 204);
  });

  app.delete(`${base}/:number{[0-9]+}/labels/:name{.+}`, c =>
    setLabels(c, world, issue => {
      const label = labelsOfIssue(world, issue).find(({ name }) => sameName(name, c.req.param("name")));
      if (!label) throw new GitHubError(404, "Label does not exist");
      return issue.labelIds.filter(id => id !== label.id);
    }),
  );
};

/** The issue or pull request a request names by its number, or 404. */
export function issueOf(c: RequestContext, world: World, repository: Repository): Issue {
  const issue = findIssue(world, repository, Number(c.req.param("number")));
  if (!issue) throw notFound();
  return issue;
}

/** Whoever wrote a thing may change it, and so may those with triage access. */
export function checkEditor(
  c: RequestContext,
  world: World,
  repository: Repository,
  { author }: Pick<Issue, "author">,
): void {
  const own = authorOf(c.get("actor"));
  const isAuthor = own.kind === author.kind && own.id === author.id;
  if (!isAuthor && !mayTriage(c, world, repository)) throw adminRequired();
}

function mayTriage(c: RequestContext, world: World, repository: Repository): boolean {
  const role = roleOf(world, c.get("actor"), repository);
  return role !== undefined && includes(role, "triage");
}

function setLabels(
  c: RequestContext,
  world: World,
  choose: (issue: Issue, repository: Repository) => number[],
): Response {
  const repository = findRepository(c, world, "triage");
  const issue = issueOf(c, world, repository);
  issuesOf(world).update(issue, { labelIds: choose(issue, repository), updated_at: world.now() });
  const labels = labelsOfIssue(world, issue);
  return c.json(labels.map(label => representLabel(c, world, repository, label)));
}

function isWanted(c: RequestContext, world: World, issue: Issue): boolean {
  const { state = "open", labels = "", creator, since } = c.req.query();
  if (state !== "all" && issue.state !== state) return false;
  if (creator && !sameName(loginOf(world, issue.author), creator)) return false;
  if (since && issue.updated_at < since) return false;
  const names = labelsOfIssue(world, issue).map(({ name }) => name);
  return labels
    .split(",")
    .filter(name => name !== "")
    .every(wanted => names.some(name => sameName(name, wanted)));
}
