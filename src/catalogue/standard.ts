import { z } from "zod";
import { cluster } from "../cluster/schema.ts";
import { appSlug, teamName } from "../repository/names.ts";
import { specification } from "../repository/specification.ts";
import { scaffolding } from "../scaffolding/schema.ts";
import { alerts } from "../tenant/alerts.ts";
import { size, sizes } from "../tenant/size.ts";
import type { Layer } from "./layer.ts";
import { layerFields } from "./layer-schema.ts";

/** What a layer may say: every field of a repository. */
export const layerShape = layerFields(specification.shape);

/** What a layer of a cluster may say. */
export const clusterLayer = z.strictObject(layerFields(cluster.shape));

const team = z
  .strictObject({
    description: z.string().optional().meta({ description: "What the team is for." }),
    parent: teamName
      .optional()
      .meta({ description: "The team it is part of; it has that team’s access too." }),
    privacy: z
      .enum(["closed", "secret"])
      .default("closed")
      .meta({ description: "`closed`: everybody in the organisation sees it; `secret`: its members only." }),
    alerts: alerts.optional().meta({ description: "Whom Flux tells about the team’s tenants." }),
  })
  .meta({ description: "A team of the organisation." });

/** https://docs.github.com/en/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization */
const propertyName = z
  .string()
  .regex(/^[\w$#-]{1,75}$/, "is not a property name: letters, digits, `_`, `-`, `$` and `#`, at most 75");

const property = z
  .strictObject({
    type: z
      .enum(["string", "single_select", "multi_select", "true_false", "url"])
      .meta({ description: "What its values are." }),
    values: z
      .array(z.string().min(1).max(75))
      .min(1)
      .max(200, "has more than the 200 values GitHub allows")
      .optional()
      .meta({ description: "The values to choose from, of a `single_select` or `multi_select`." }),
    required: z.boolean().default(false).meta({
      description: "Whether every repository has a value: its own, or else the default.",
    }),
    default: z
      .union([z.string(), z.array(z.string()), z.boolean()])
      .optional()
      .meta({ description: "The value of repositories that say nothing; needed by a required property." }),
    description: z.string().optional().meta({ description: "What it tells." }),
  })
  .meta({ description: "A custom property of the organisation." });

const stage = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, "is not a stage name: lower-case letters, digits and `-`"),
  branch: specification.shape.default_branch.meta({ description: "The branch that the stage follows." }),
});

const naming = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]*\*[A-Za-z0-9._-]*$/,
    "is not a pattern of repository names: letters, digits, `.`, `_` and `-`, and one `*`",
  );

const archetype = z
  .strictObject({
    summary: z
      .string()
      .optional()
      .meta({ description: "What such repositories are, for the documentation." }),
    naming: naming.optional().meta({
      description:
        "How such repositories are named, with one `*`, e.g. `*-deploy`; what `fairway repo create` proposes.",
    }),
    deploys: z
      .boolean()
      .default(false)
      .meta({ description: "Whether they hold what runs on clusters, so that they may have tenants." }),
    ...layerShape,
  })
  .meta({ description: "The defaults of one kind of repository, over those of all." });

/** The schema of `standard.yaml`: the organisation's archetypes and shared rules. */
export const standard = z.strictObject({
  teams: z
    .record(z.string().min(1).max(255), team)
    .default({})
    .meta({ description: "The organisation’s teams by name. GitHub derives their slugs from the names." }),
  apps: z
    .record(z.string().regex(/^[a-z0-9-]+$/, "is not an App's slug"), z.int().positive())
    .default({})
    .meta({ description: "The GitHub Apps that rules speak of: their numeric ids by slug." }),
  promotion: appSlug.optional().meta({
    description: "The App, one of `apps`, that alone moves a stage’s branch in deploy repositories.",
  }),
  properties: z
    .record(propertyName, property)
    .default({})
    .meta({ description: "The custom properties that repositories may have." }),
  stages: z
    .array(stage)
    .default([])
    .meta({ description: "The steps on the way to production, the first first." }),
  sizes: z
    .record(
      z.string().regex(/^[a-z0-9-]+$/, "is not a size's name: lower-case letters, digits and `-`"),
      size,
    )
    .default(sizes)
    .meta({
      description: "How much of a cluster a tenant may have, by name. Naming any replaces the default three.",
    }),
  gates: z
    .strictObject({
      removals: z
        .union([
          z.int().min(0),
          z.string().regex(/^\d{1,2}%$/, "is neither a number nor a share such as `5%`"),
        ])
        .default(5)
        .meta({
          description:
            "How many repositories, teams and namespaces, or which share of a stack’s, one run removes or archives without being told their names.",
        }),
    })
    .prefault({})
    .meta({ description: "What keeps a run from doing too much at once." }),
  scaffolding: scaffolding.prefault({}).meta({ description: "What new repositories begin with." }),
  clusters: z
    .strictObject({
      defaults: clusterLayer.optional().meta({ description: "What all clusters have." }),
      eks: clusterLayer.optional().meta({ description: "What clusters at EKS have, over that." }),
      onprem: clusterLayer
        .optional()
        .meta({ description: "What clusters on the organisation’s own machines have, over that." }),
    })
    .prefault({})
    .meta({ description: "What clusters have in common, unless their stack’s file says otherwise." }),
  defaults: z
    .strictObject(layerShape)
    .default({})
    .meta({ description: "What all repositories have unless their archetype or entry says otherwise." }),
  archetypes: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, "is not an archetype's name: lower-case letters, digits and `-`"),
      archetype,
    )
    .meta({ description: "The kinds of repositories, by name." }),
});

/** The organisation's standard, as read from its file. */
export type Standard = Omit<z.output<typeof standard>, "defaults" | "archetypes"> & {
  readonly defaults: Layer;
  readonly archetypes: Readonly<
    Record<
      string,
      Layer & { readonly summary?: string; readonly naming?: string; readonly deploys?: boolean }
    >
  >;
};

/** What an archetype says of its repositories, without what it says of itself. */
export function archetypeFields(archetype: Layer): Layer {
  const { summary: _, naming: __, deploys: ___, ...fields } = archetype;
  return fields;
}

/** The slug that GitHub derives from a team's name. https://docs.github.com/en/rest/teams/teams#create-a-team */
export function teamSlug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-|-$/g, "");
}
