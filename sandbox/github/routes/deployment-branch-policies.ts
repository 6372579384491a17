import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import {
  type DeploymentBranchPolicy,
  deploymentBranchPoliciesOf,
  type Environment,
} from "../environments.ts";
import { GitHubError, notFound } from "../errors.ts";
import type { Role } from "../model.ts";
import { page } from "../pages.ts";
import type { World } from "../world.ts";
import { requestedEnvironment } from "./environments.ts";

const policyBody = z.object({ name: z.string().min(1), type: z.enum(["branch", "tag"]).default("branch") });
const changeBody = z.object({ name: z.string().min(1) });

/** https://docs.github.com/en/rest/deployments/branch-policies */
export function deploymentBranchPolicies(app: Hono<Env>, world: World): void {
  const all = deploymentBranchPoliciesOf(world);
  const base = "/repos/:owner/:repo/environments/:environment/deployment-branch-policies";

  app.get(base, c => {
    const policies = all.of(environment(c).id);
    return c.json({ total_count: policies.length, branch_policies: page(c, policies).map(represent) });
  });

  app.post(base, async c => {
    const { id, deployment_branch_policy } = environment(c, "admin");
    if (!deployment_branch_policy?.custom_branch_policies) throw notFound();
    const wanted = await readBody(c, policyBody);
    const known = all.of(id).some(({ name, type }) => name === wanted.name && type === wanted.type);
    if (known) throw new GitHubError(303, "The same branch or tag name pattern already exists");
    return c.json(represent(all.add({ ownerId: id, ...wanted })));
  });

  app.get(`${base}/:id`, c => c.json(represent(find(c, environment(c)))));

  app.put(`${base}/:id`, async c => {
    const policy = find(c, environment(c, "admin"));
    return c.json(represent(all.update(policy, await readBody(c, changeBody))));
  });

  app.delete(`${base}/:id`, c => {
    all.remove(find(c, environment(c, "admin")));
    return c.body(null, 204);
  });

  function environment(c: RequestContext, needed: Role = "pull"): Environment {
    return requestedEnvironment(c, world, findRepository(c, world, needed));
  }

  function find(c: RequestContext, { id: ownerId }: Environment): DeploymentBranchPolicy {
    const policy = all.of(ownerId).find(({ id }) => String(id) === c.req.param("id"));
    if (!policy) throw notFound();
    return policy;
  }
}

function represent({ id, name, type }: DeploymentBranchPolicy) {
  return { id, node_id: `GBP_${id}`, name, type };
}
