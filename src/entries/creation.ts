import type { ScaffoldLayer } from "../scaffolding/schema.ts";
import { askAnswers } from "./ask-answers.ts";
import { askDeploy, askTenant, deploys } from "./ask-deploy.ts";
import { askRepository } from "./ask-repository.ts";
import { askTemplates, templatesFor } from "./ask-templates.ts";
import type { NewEntry } from "./new-entry.ts";
import type { Respondent } from "./question.ts";
import type { Answer } from "./template-question.ts";
import type { Setting, Wanted } from "./wanted.ts";

/**
 * The entries that answers come to: the repository, and the deploy repository with its tenant where it runs on clusters.
 * @param complain is told what is wrong with options that answer no question of ours
 */
export async function newEntries(
  respondent: Respondent,
  wanted: Wanted,
  setting: Setting,
  complain: (problem: string) => void,
): Promise<readonly NewEntry[]> {
  const basics = await askRepository(respondent, wanted, setting);
  const scaffold = await askTemplates(respondent, wanted, templatesFor(basics.archetype, setting));
  const entries = await withDeployment(respondent, wanted, { ...basics, scaffold }, setting);
  return await askAnswers(respondent, wanted, entries, setting, complain);
}

async function withDeployment(
  respondent: Respondent,
  wanted: Wanted,
  own: NewEntry,
  setting: Setting,
): Promise<readonly NewEntry[]> {
  if (deploys(own.archetype, setting))
    return [{ ...own, tenant: await askTenant(respondent, wanted, own, setting) }];
  const deploy = await askDeploy(respondent, wanted, own, setting);
  if (!deploy) return [own];
  const { name, team, scaffold = [] } = own;
  const tenant = await askTenant(respondent, wanted, { ...deploy, team }, setting);
  const description = `Where and how ${name} runs`;
  const layers = wanted.template === false ? [] : deployLayers(deploy.archetype, name, scaffold, setting);
  return [own, { ...deploy, description, team, scaffold: layers, tenant }];
}

/** The templates of a deploy repository, told what is deployed where they ask for it. */
function deployLayers(
  archetype: string,
  service: string,
  scaffold: readonly ScaffoldLayer[],
  setting: Setting,
): readonly ScaffoldLayer[] {
  const components = scaffold.flatMap(({ into }) => into ?? []);
  const told: Readonly<Record<string, Answer>> = {
    service,
    ...(components.length ? { workloads: components.map(name => ({ name })) } : {}),
  };
  return Object.entries(templatesFor(archetype, setting)).flatMap(
    ([template, { component }]): ScaffoldLayer[] => {
      if (component) return [];
      const asked = setting.questions.get(template)?.map(({ key }) => key) ?? [];
      const answers = Object.fromEntries(Object.entries(told).filter(([key]) => asked.includes(key)));
      return [{ template, ...(Object.keys(answers).length ? { answers } : {}) }];
    },
  );
}
