import { type Scaffolding, type ScaffoldLayer, scaffoldLayer } from "../scaffolding/schema.ts";
import { because, listed } from "./ask-repository.ts";
import type { Choice, Respondent } from "./question.ts";
import type { Setting, Wanted } from "./wanted.ts";

type Templates = Scaffolding["templates"];

/** The templates that repositories of an archetype may begin with, by name. */
export function templatesFor(archetype: string, { catalogue }: Setting): Templates {
  const { templates } = catalogue.standard.scaffolding;
  return Object.fromEntries(
    Object.entries(templates).filter(([, { archetypes }]) => archetypes.includes(archetype)),
  );
}

/** Asks what a repository begins with. Where nobody is asked, with everything that is no component. */
export async function askTemplates(
  respondent: Respondent,
  { template: given }: Pick<Wanted, "template">,
  templates: Templates,
): Promise<readonly ScaffoldLayer[]> {
  const choices = Object.entries(templates).map(([value, { summary }]): Choice => ({ value, hint: summary }));
  if (given === false || choices.length === 0) return [];
  const places = given?.map(placed);
  const names = await respondent.chooseSome(
    {
      option: "--template",
      message: "What does it begin with?",
      ...(places ? { given: [...new Set(places.map(({ template }) => template))] } : {}),
      preset: choices.map(({ value }) => value).filter(name => !templates[name]?.component),
      wrong: () => wrongPlace(places ?? [], templates),
    },
    choices,
  );
  const layers: ScaffoldLayer[] = [];
  for (const template of inOrder(names, templates)) {
    if (!templates[template]?.component) layers.push({ template });
    else layers.push(...(await askDirectories(respondent, template, places, layers)));
  }
  return layers;
}

/** `NAME` or `NAME:DIRECTORY`. */
function placed(text: string): { readonly template: string; readonly into?: string } {
  const [template = "", ...rest] = text.split(":");
  return rest.length ? { template, into: rest.join(":") } : { template };
}

/** A directory for what makes no component. */
function wrongPlace(places: readonly ReturnType<typeof placed>[], templates: Templates): string | undefined {
  const found = places.find(({ template, into }) => into !== undefined && !templates[template]?.component);
  return (
    found &&
    `\`${found.template}\` makes no component, so it takes no directory: leave out \`:${found.into}\``
  );
}

function inOrder(names: readonly string[], templates: Templates): readonly string[] {
  return Object.keys(templates).filter(name => names.includes(name));
}

/** A component's directory: by default what it is, without what it is made of. */
async function askDirectories(
  respondent: Respondent,
  template: string,
  places: readonly ReturnType<typeof placed>[] | undefined,
  earlier: readonly ScaffoldLayer[],
): Promise<readonly ScaffoldLayer[]> {
  const given = places?.filter(place => place.template === template).flatMap(({ into }) => into ?? []);
  const taken = earlier.map(({ into }) => into);
  const [short = template] = template.split("-");
  const directories = await respondent.text({
    option: `--template ${template}:DIRECTORY`,
    message: `Directory for ${template} (several, with commas between, for several of it):`,
    ...(given?.length ? { given: given.join(",") } : {}),
    preset: taken.includes(short) ? template : short,
    wrong: text => wrongDirectory(listed(text), taken),
  });
  return listed(directories).map(into => ({ template, into }));
}

function wrongDirectory(directories: readonly string[], taken: readonly unknown[]): string | undefined {
  if (directories.length === 0) return "a component needs a directory";
  const [wrong] = directories.flatMap(
    one =>
      because(scaffoldLayer.shape.into, one, `\`${one}\``) ??
      (taken.includes(one) ? `\`${one}\` is another component's directory` : []),
  );
  return wrong;
}
