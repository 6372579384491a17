import { z } from "zod";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { platformNamespace, reserved } from "../catalogue/rules/tenants.ts";
import { namespaceName } from "../kubernetes/names.ts";
import { tenantsOf } from "../repository/facets/tenants.ts";
import { placements } from "../tenant/placement.ts";
import { tenant as tenantSchema } from "../tenant/schema.ts";
import type { Size } from "../tenant/size.ts";
import { type Basics, because, wrongNewName } from "./ask-repository.ts";
import { templatesFor } from "./ask-templates.ts";
import { named, stem } from "./naming.ts";
import type { NewTenant } from "./new-entry.ts";
import type { Choice, Respondent } from "./question.ts";
import type { Setting, Wanted } from "./wanted.ts";

/** The name of a new repository's deploy repository, and its archetype; undefined where it gets none. */
export async function askDeploy(
  respondent: Respondent,
  { deploy: given }: Pick<Wanted, "deploy">,
  { name, archetype }: Basics,
  setting: Setting,
): Promise<Pick<Basics, "name" | "archetype"> | undefined> {
  const kind = deployingArchetype(setting.catalogue);
  if (!kind || given === false) return undefined;
  const runs =
    given !== undefined ||
    (mayRun(archetype, setting) &&
      (await respondent.confirm({
        option: "--deploy",
        message: "Does it run on clusters? Then it gets a deploy repository too.",
        preset: true,
      })));
  if (!runs) return undefined;
  const { archetypes } = setting.catalogue.standard;
  const own = archetypes[archetype]?.naming;
  const word = (own === undefined ? undefined : stem(own, name)) ?? name;
  const deployName = await respondent.text({
    option: "--deploy",
    message: "What is its deploy repository called?",
    given: typeof given === "string" ? given : undefined,
    preset: named(archetypes[kind]?.naming ?? "*-deploy", word),
    wrong: answer =>
      answer === name ? `\`${name}\` is the other one's name` : wrongNewName(answer, kind, setting),
  });
  return { name: deployName, archetype: kind };
}

/** Whether repositories of an archetype have tenants themselves. */
export function deploys(archetype: string, { catalogue }: Setting): boolean {
  return catalogue.standard.archetypes[archetype]?.deploys === true;
}

/** Asks for an application's place on clusters. */
export async function askTenant(
  respondent: Respondent,
  wanted: Wanted,
  { name, archetype, team }: Pick<Basics, "name" | "archetype" | "team">,
  setting: Setting,
): Promise<NewTenant> {
  const { catalogue } = setting;
  const known = inOrderOfStages(catalogue);
  const isOwn = wanted.name === name;
  const clusters = await respondent.chooseSome(
    {
      option: "--cluster",
      message: "On which clusters does it run?",
      given: wanted.cluster,
      offered: usualClusters(catalogue),
      missing: `Name some of ${known.map(({ name }) => name).join(", ")}${isOwn ? "" : ", or give --no-deploy"}.`,
      wrong: names => (names.length === 0 ? "it needs one at least" : undefined),
    },
    known.map(({ name, stage, description }): Choice => {
      return { value: name, hint: description ? `${stage}: ${description}` : stage };
    }),
  );
  const namespace = await respondent.text({
    option: "--namespace",
    message: "Its namespace there:",
    given: wanted.namespace,
    preset: namespaceFor(name, archetype, catalogue),
    wrong: answer => wrongNamespace(answer, clusters, catalogue),
  });
  const size = await respondent.choose(
    {
      option: "--size",
      message: "How much may it have there?",
      given: wanted.size,
      preset: usualSize in catalogue.standard.sizes ? usualSize : undefined,
    },
    Object.entries(catalogue.standard.sizes).map(([value, size]) => ({ value, hint: sizeHint(size) })),
  );
  const owner = catalogue.standard.teams[team];
  const address = owner && !owner.alerts ? await askAlerts(respondent, wanted, team) : wanted.alerts;
  return {
    ...{ namespace, clusters },
    ...(size === usualSize ? {} : { size }),
    ...(Object.keys(templatesFor(archetype, setting)).length ? { overlays: true as const } : {}),
    ...(address ? { alerts: { type: "generic" as const, address } } : {}),
  };
}

/** The archetype of deploy repositories: one that says how they are named, before one that does not. */
function deployingArchetype({ standard, clusters }: Catalogue): string | undefined {
  if (clusters.length === 0) return undefined;
  const all = Object.entries(standard.archetypes).filter(([, { deploys }]) => deploys);
  return (all.find(([, { naming }]) => naming !== undefined) ?? all[0])?.[0];
}

/** What has components runs somewhere. Where the standard has no templates, nobody can tell. */
function mayRun(archetype: string, setting: Setting): boolean {
  const hasTemplates = Object.keys(setting.catalogue.standard.scaffolding.templates).length > 0;
  if (deploys(archetype, setting)) return false;
  return !hasTemplates || Object.values(templatesFor(archetype, setting)).some(({ component }) => component);
}

/** The clusters that more than half of all applications run on. */
function usualClusters({ clusters, repositories }: Catalogue): readonly string[] {
  const tenants = repositories.flatMap(tenantsOf);
  const runsOn = (name: string) =>
    tenants.filter(tenant =>
      tenant.clusters.some(place => (typeof place === "string" ? place : place.name) === name),
    );
  return clusters.map(({ name }) => name).filter(name => runsOn(name).length * 2 > tenants.length);
}

function inOrderOfStages({ clusters, standard }: Catalogue): Catalogue["clusters"] {
  const place = (stage: string) => standard.stages.findIndex(({ name }) => name === stage);
  return clusters.toSorted((a, b) => place(a.stage) - place(b.stage));
}

function namespaceFor(name: string, archetype: string, { standard }: Catalogue): string {
  const pattern = standard.archetypes[archetype]?.naming ?? "*-deploy";
  return (stem(pattern, name) ?? name).toLowerCase().replace(/[^a-z0-9-]+/g, "-");
}

function wrongNamespace(
  namespace: string,
  chosen: readonly string[],
  catalogue: Catalogue,
): string | undefined {
  const wrong = because(namespaceName, namespace, `\`${namespace}\``) ?? reserved(namespace);
  if (wrong) return wrong;
  const holder = placements(catalogue).find(
    ({ tenant, cluster }) => tenant.namespace === namespace && chosen.includes(cluster.name),
  );
  if (holder) return `\`${namespace}\` of ${holder.cluster.name} is ${holder.repository}'s`;
  return catalogue.clusters
    .filter(({ name }) => chosen.includes(name))
    .flatMap(cluster => platformNamespace(namespace, cluster) ?? [])[0];
}

/** The size that a tenant has where its entry says nothing. */
const usualSize = tenantSchema.shape.size.def.defaultValue;

function sizeHint({ requests, pods }: Size): string {
  return `asks for ${requests.cpu} CPU and ${requests.memory} memory at most, ${pods} pods`;
}

/** Somebody has to be told when it fails. */
async function askAlerts(respondent: Respondent, { alerts }: Wanted, team: string): Promise<string> {
  return await respondent.text({
    option: "--alerts",
    message: `Nobody is told yet when something of \`${team}\` fails. An address to tell:`,
    given: alerts,
    wrong: text => because(z.url({ protocol: /^https?$/ }), text, `\`${text}\``),
  });
}
