import { z } from "zod";
import { archetypeName, entryName, templateName } from "../repository/names.ts";

const single = z.union([z.string(), z.number(), z.boolean()]);
const map = z.record(z.string().min(1), single);

/**
 * What is answered to a template's questions. Copier's own settings begin with `_`, and no answer may set one.
 * https://copier.readthedocs.io/en/stable/configuring/#questions
 */
export const answers = z.record(
  z
    .string()
    .regex(
      /^[a-z][a-z0-9_]*$/,
      "is not a question's name: lower-case letters, digits and `_`, a letter first",
    ),
  z.union([single, map, z.array(z.union([single, map]))]),
);
export type Answers = z.output<typeof answers>;

/** A version as templates have them: the tag is `v` and this. */
export const version = z
  .string()
  .regex(/^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}$/, "is not a version such as `1.2.0`");

/** One template that a repository begins with. */
export const scaffoldLayer = z.strictObject({
  template: templateName.meta({ description: "One of the standard’s templates." }),
  into: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "is not a component's directory: lower-case letters, digits and `-`")
    .optional()
    .meta({ description: "The directory of a component; needed by its templates, and only by these." }),
  version: version
    .optional()
    .meta({ description: "The template’s version to begin with; the latest, if left out." }),
  answers: answers.optional().meta({
    description: "Answers to the template’s questions, over what Fairway and the standard answer.",
  }),
});
export type ScaffoldLayer = z.output<typeof scaffoldLayer>;

const template = z
  .strictObject({
    repository: entryName.meta({ description: "The repository that it is published in." }),
    summary: z.string().optional().meta({ description: "What it brings, for whoever chooses." }),
    archetypes: z
      .array(archetypeName)
      .min(1)
      .meta({ description: "The archetypes whose repositories may begin with it." }),
    component: z.boolean().default(false).meta({
      description: "Whether it makes one component, so that a repository may take it more than once.",
    }),
  })
  .meta({ description: "A template of the organisation, kept in `templates/<name>`." });

const published = z
  .strictObject({
    repository: entryName.meta({ description: "The repository that it is published in." }),
    summary: z.string().optional().meta({ description: "What it is." }),
  })
  .meta({
    description: "What else is kept in `templates/<name>` and published, a Renovate preset for instance.",
  });

const contentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "is not a template's name: lower-case letters, digits and `-`");

/** What new repositories begin with: a part of the standard. */
export const scaffolding = z.strictObject({
  answers: answers.default({}).meta({ description: "Answers to the questions of every template." }),
  templates: z
    .record(contentName, template)
    .default({})
    .meta({ description: "The templates by name, in the order in which they are offered." }),
  published: z
    .record(contentName, published)
    .default({})
    .meta({ description: "What `fairway templates publish` publishes beside them, by name." }),
});
export type Scaffolding = z.output<typeof scaffolding>;
export type Template = Scaffolding["templates"][string];
