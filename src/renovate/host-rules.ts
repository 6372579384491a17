import * as z from "zod";
import { WrongUsage } from "../engine/project.ts";

const rules = z.array(z.looseObject({ matchHost: z.string() })).min(1);

/**
 * How to sign in where GitHub's token is not known, e.g. at another registry: what `RENOVATE_HOST_RULES` has, in Renovate's
 * own form. https://docs.renovatebot.com/configuration-options/#hostrules
 * @throws WrongUsage when it is no such list; nothing of its content is told
 */
export function hostRulesFrom(environment: NodeJS.ProcessEnv): z.infer<typeof rules> {
  const text = environment.RENOVATE_HOST_RULES;
  if (!text) return [];
  try {
    return rules.parse(JSON.parse(text));
  } catch {
    throw new WrongUsage(
      "RENOVATE_HOST_RULES has to be a list in JSON, each with a matchHost: " +
        '[{"hostType": "docker", "matchHost": "registry.acme.example", "username": "…", "password": "…"}].',
    );
  }
}
