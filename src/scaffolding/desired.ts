import type { Input } from "@pulumi/pulumi";
import type { ScaffoldArgs } from "../../components/provider/args.ts";
import { tenantsOf } from "../repository/facets/tenants.ts";
import type { Tenant } from "../tenant/schema.ts";
import type { Answers, Scaffolding, ScaffoldLayer } from "./schema.ts";

/** What the standard says of how repositories begin. */
export interface Foundations {
  readonly answers: Answers;
  /** The repositories that the templates are published in, by template. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly stages: readonly { readonly name: string; readonly branch: string }[];
  /** The archetypes that hold what runs on clusters. */
  readonly deploying: readonly string[];
}

/** What of a standard tells how repositories begin. */
export interface OfStandard {
  readonly scaffolding?: Scaffolding | undefined;
  readonly stages?: Foundations["stages"] | undefined;
  readonly archetypes?: Readonly<Record<string, { readonly deploys?: boolean }>> | undefined;
}

/** What a standard says of how repositories begin. */
export function foundationsOf({ scaffolding, stages = [], archetypes = {} }: OfStandard): Foundations {
  const { answers = {}, templates = {} } = scaffolding ?? {};
  return {
    answers,
    repositories: Object.fromEntries(
      Object.entries(templates).map(([name, { repository }]) => [name, repository]),
    ),
    stages: stages.map(({ name, branch }) => ({ name, branch })),
    deploying: Object.keys(archetypes).filter(name => archetypes[name]?.deploys === true),
  };
}

/** The repository that is to begin. */
export interface Beginner {
  readonly name: string;
  readonly archetype?: string;
  readonly description?: string | undefined;
  readonly visibility: string;
  readonly default_branch: string;
  readonly team?: string | undefined;
  readonly tenant?: Tenant | readonly Tenant[] | undefined;
  readonly scaffold?: readonly ScaffoldLayer[] | undefined;
}

interface Surroundings {
  readonly organization: string;
  readonly foundations: Foundations;
  teamSlug(name: string): Input<string>;
}

/** How a repository begins: its layers with all that is answered to them, and the branches that begin with it. */
export function scaffoldArgs(beginner: Beginner, surroundings: Surroundings): ScaffoldArgs {
  const { organization: owner, foundations } = surroundings;
  const deploys = foundations.deploying.includes(beginner.archetype ?? "");
  const later = deploys ? foundations.stages.map(({ branch }) => branch) : [];
  return {
    owner,
    repository: beginner.name,
    branches: [...new Set([beginner.default_branch, ...later])],
    layers: (beginner.scaffold ?? []).map(layer => ({
      template: layer.template,
      repository: foundations.repositories[layer.template] ?? "",
      ...(layer.into === undefined ? {} : { into: layer.into }),
      ...(layer.version === undefined ? {} : { version: layer.version }),
      data: {
        ...facts(beginner, surroundings),
        ...foundations.answers,
        ...(layer.into === undefined ? {} : { component: layer.into }),
        ...place(beginner, foundations),
        ...layer.answers,
      },
    })),
  };
}

function facts(
  { name, archetype = "", description = "", visibility, default_branch, team }: Beginner,
  { organization, teamSlug }: Surroundings,
): Record<string, Input<string>> {
  return {
    organization,
    repository: name,
    archetype,
    description,
    visibility,
    default_branch,
    ...(team === undefined ? {} : { team, owner_team: teamSlug(team) }),
  };
}

/** Where a tenant runs. Where a repository has several, its manifests begin with the first one's. */
function place({ tenant }: Beginner, { stages }: Foundations): Record<string, unknown> {
  const [first] = tenantsOf({ tenant });
  return first ? { namespace: first.namespace, stages } : {};
}
