import { findRepository } from "../access.ts";
import type { RouteModule } from "../env.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import { activeRulesets } from "../ruleset-rules.ts";
import type { Ruleset } from "../rulesets.ts";
import type { World } from "../world.ts";

/** https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
export const branchRules: RouteModule = (app, world) => {
  // Whether a branch of that name exists makes no difference.
  app.get("/repos/:owner/:repo/rules/branches/:branch{.+}", c => {
    const repository = findRepository(c, world);
    const active = activeRulesets(world, repository, `refs/heads/${c.req.param("branch")}`);
    return c.json(
      page(
        c,
        active.flatMap(ruleset => rulesOf(world, repository, ruleset)),
      ),
    );
  });
};

function rulesOf(world: World, repository: Repository, ruleset: Ruleset) {
  const { login } = world.organizationOf(repository);
  const source = ruleset.source_type === "Organization" ? login : `${login}/${repository.name}`;
  return ruleset.rules.map(rule => ({
    ...rule,
    ruleset_source_type: ruleset.source_type,
    ruleset_source: source,
    ruleset_id: ruleset.id,
  }));
}
