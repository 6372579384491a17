import type { Catalogue } from "../catalogue/catalogue.ts";
import type { ScaffoldLayer } from "../scaffolding/schema.ts";
import { placements } from "../tenant/placement.ts";
import type { Change } from "./change.ts";
import { filesOf, type NewEntry } from "./new-entry.ts";
import type { Place } from "./place.ts";
import type { Setting } from "./wanted.ts";

/** What adds entries to the catalogue. */
export function creating(entries: readonly NewEntry[], place: Place): Omit<Change, "body" | "notes"> {
  const names = entries.map(({ name }) => name);
  return {
    head: `fairway/create-${names[0]}`,
    files: filesOf(entries, place),
    emptied: [],
    title: `Create ${names.join(" and ")}`,
  };
}

/**
 * What the pull request says of new entries.
 * @param catalogue with the entries in it
 */
export function creationBody(entries: readonly NewEntry[], catalogue: Catalogue): string {
  const names = entries.map(({ name }) => `\`${name}\``).join(" and ");
  return [
    `Makes ${names} for the team \`${entries[0]?.team}\`, as \`fairway repo create\` was asked to do.`,
    "### What happens after the merge",
    [
      ...entries.flatMap(entry => ofRepository(entry, catalogue)),
      ...entries.flatMap(entry => ofTenant(entry, catalogue)),
    ]
      .map((line, index) => `${index + 1}. ${line}`)
      .join("\n"),
    "`fairway preview` comments below what it would do in detail.",
  ].join("\n\n");
}

/** The name of the template's question for what images are pulled with. */
const pullSecret = "pull_secret";

/**
 * What whoever asks for new entries has to know beyond them: that clusters can't pull what is private by themselves.
 * @param catalogue with the entries in it
 */
export function creationNotes(
  entries: readonly NewEntry[],
  { repositories, standard }: Pick<Catalogue, "repositories" | "standard">,
  questions: Setting["questions"],
): readonly string[] {
  const [own, deploy] = entries;
  const visibility = repositories.find(({ name }) => name === own?.name)?.visibility;
  const answered = ({ answers }: ScaffoldLayer) =>
    answers?.[pullSecret] ?? standard.scaffolding.answers[pullSecret];
  const asks = deploy?.scaffold?.find(({ template }) =>
    questions.get(template)?.some(({ key }) => key === pullSecret),
  );
  if (!own || !asks || visibility === "public") return [];
  const secret = answered(asks);
  return [
    `\`${own.name}\` is ${visibility ?? "not public"}, and so are its images unless their registry says otherwise. ` +
      (secret
        ? `Clusters pull them with the Secret \`${secret}\`: put it in \`config/\` of \`${deploy?.name}\`. `
        : `Clusters pull them with a Secret that nobody has named: give --answer ${asks.template}.${pullSecret}=NAME, or answer \`${pullSecret}\` in the standard's \`scaffolding\`. `) +
      "docs/deploy-repositories.md tells how clusters pull.",
  ];
}

function ofRepository({ name, scaffold = [] }: NewEntry, { repositories }: Catalogue): readonly string[] {
  const made = repositories.find(repository => repository.name === name);
  const layers = scaffold.map(({ template, into }) => `\`${template}\`${into ? ` in \`${into}/\`` : ""}`);
  const first = layers.length ? `It begins with ${layers.join(", ")}.` : "It begins with a README only.";
  return [
    `\`fairway up\` makes the ${made?.visibility ?? ""} repository \`${name}\` as the archetype \`${made?.archetype}\` says. ${first}`,
  ];
}

function ofTenant({ name }: NewEntry, catalogue: Catalogue): readonly string[] {
  const places = placements(catalogue).filter(({ repository }) => repository === name);
  return catalogue.standard.stages.flatMap(({ name: stage, branch }) => {
    const at = places.filter(place => place.stage.name === stage);
    if (at.length === 0) return [];
    const clusters = at.map(({ cluster }) => `\`${cluster.name}\``).join(", ");
    return [
      `At the stage \`${stage}\` the namespace \`${at[0]?.tenant.namespace}\` is made on ${clusters}. Flux brings there what the branch \`${branch}\` of \`${name}\` holds.`,
    ];
  });
}
