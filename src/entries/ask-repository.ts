import { explain } from "../catalogue/explain.ts";
import { asMap } from "../catalogue/layer.ts";
import { topic } from "../repository/facets/settings.ts";
import { specification } from "../repository/specification.ts";
import { named, stem } from "./naming.ts";
import type { NewEntry } from "./new-entry.ts";
import type { Choice, Respondent } from "./question.ts";
import { takenBy, wrongName } from "./taken.ts";
import type { Setting, Wanted } from "./wanted.ts";

/** What every repository is asked for. */
export type Basics = Pick<NewEntry, "name" | "archetype" | "description" | "team" | "topics" | "visibility">;

/** Asks what a repository is and whose. */
export async function askRepository(
  respondent: Respondent,
  wanted: Wanted,
  setting: Setting,
): Promise<Basics> {
  const { archetypes, teams } = setting.catalogue.standard;
  const archetype = await respondent.choose(
    {
      option: "--archetype",
      message: "What kind of repository?",
      given: wanted.archetype,
      offered: "service",
    },
    Object.entries(archetypes).map(([value, { summary }]) => ({ value, description: summary })),
  );
  const name = await respondent.text({
    option: "NAME",
    message: nameQuestion(archetype, setting),
    given: wanted.name,
    wrong: answer => wrongNewName(answer, archetype, setting),
  });
  const description = await respondent.text({
    option: "--description",
    message: "What is it for, in one line?",
    given: wanted.description,
    wrong: text => (text.trim() ? because(specification.shape.description, text, "it") : "it is empty"),
  });
  const team = await respondent.choose(
    { option: "--team", message: "Which team owns it?", given: wanted.team },
    Object.entries(teams).map(([value, { description }]): Choice => ({ value, hint: description })),
  );
  const topics = await respondent.text({
    option: "--topics",
    message: "Topics it is found by, with commas between (or none):",
    given: wanted.topics,
    preset: "",
    wrong: text => listed(text).flatMap(one => because(topic, one, `\`${one}\``) ?? [])[0],
  });
  const visibility = wanted.visibility && (await askVisibility(respondent, wanted.visibility));
  const preset = { ...asMap(setting.catalogue.standard.defaults), ...asMap(archetypes[archetype]) }
    .visibility;
  return {
    ...{ archetype, name, description: description.trim(), team, topics: listed(topics) },
    ...(visibility && visibility !== preset ? { visibility } : {}),
  };
}

/** Why a new repository can't have a name: its form, the way such repositories are named, or who has it. */
export async function wrongNewName(
  name: string,
  archetype: string,
  { catalogue, organization, holder }: Setting,
): Promise<string | undefined> {
  const wrong = wrongName(name, catalogue);
  if (wrong) return wrong;
  const { naming } = catalogue.standard.archetypes[archetype] ?? {};
  if (naming !== undefined && stem(naming, name) === undefined)
    return `such repositories are called \`${naming}\`: perhaps \`${named(naming, name)}\``;
  return takenBy(await holder(name), organization, name);
}

function nameQuestion(archetype: string, { catalogue }: Setting): string {
  const { naming } = catalogue.standard.archetypes[archetype] ?? {};
  return naming === undefined ? "What is it called?" : `What is it called (${naming})?`;
}

async function askVisibility(respondent: Respondent, given: string): Promise<string> {
  const choices = specification.shape.visibility.options.map(value => ({ value }));
  return await respondent.choose({ option: "--visibility", message: "Who sees it?", given }, choices);
}

/** The words of a list with commas, each once. */
export function listed(text: string): readonly string[] {
  return [...new Set(text.split(",").map(one => one.trim()))].filter(Boolean);
}

/** What is wrong with a value by a schema, in a sentence about `whole`. */
export function because(
  schema: Parameters<typeof explain>[0],
  value: unknown,
  whole: string,
): string | undefined {
  return explain(schema, value, whole).findings[0]?.message;
}
