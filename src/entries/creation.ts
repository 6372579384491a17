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
  const [own, deploy] = await askAnswers(respondent, wanted, entries, setting, complain);
  return [own, deploy && own && withWorkloads(deploy, own, setting)].filter(entry => entry !== undefined);
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
  const { name, team } = own;
  const tenant = await askTenant(respondent, wanted, { ...deploy, team }, setting);
  const description = `Where and how ${name} runs`;
  const scaffold = wanted.template === false ? [] : layersOf(deploy.archetype, setting);
  return [own, { ...deploy, description, team, scaffold, tenant }];
}

/** The templates of a deploy repository. */
function layersOf(archetype: string, setting: Setting): readonly ScaffoldLayer[] {
  return Object.entries(templatesFor(archetype, setting))
    .filter(([, { component }]) => !component)
    .map(([template]) => ({ template }));
}

/** A deploy repository whose templates are told what is deployed, where they ask for it and nobody has answered. */
function withWorkloads(deploy: NewEntry, { name, scaffold = [] }: NewEntry, setting: Setting): NewEntry {
  const workloads = scaffold.map(layer => workloadOf(layer, setting)).filter(one => one !== undefined);
  const told: Readonly<Record<string, Answer>> = {
    service: name,
    ...(workloads.length ? { workloads } : {}),
  };
  const layers = (deploy.scaffold ?? []).map((layer): ScaffoldLayer => {
    const asked = setting.questions.get(layer.template)?.map(({ key }) => key) ?? [];
    const fitting = Object.fromEntries(Object.entries(told).filter(([key]) => asked.includes(key)));
    const answers = { ...fitting, ...layer.answers };
    return Object.keys(answers).length ? { ...layer, answers } : layer;
  });
  return { ...deploy, scaffold: layers };
}

/** Where a workload listens that says nothing. */
const usualPort = 8080;

/** What runs of a component, and where it listens. */
function workloadOf(
  { template, into, answers = {} }: ScaffoldLayer,
  { questions, catalogue }: Setting,
): Record<string, string | number> | undefined {
  if (into === undefined) return undefined;
  const preset = questions.get(template)?.find(({ key }) => key === "port")?.preset;
  const port = Number(answers.port ?? catalogue.standard.scaffolding.answers.port ?? preset ?? usualPort);
  return { name: into, ...(Number.isInteger(port) && port !== usualPort ? { port } : {}) };
}
