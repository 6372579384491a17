import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { propose } from "../../github/proposal.ts";
import { publicationsIn } from "../../templates/publications.ts";
import { publish } from "../../templates/publish.ts";
import { organization } from "../world.ts";
import { changedLines, checkedAndMerged, ownLine, textOf } from "./delivery.ts";
import { fairwayRepository } from "./fairway-repository.ts";
import { approveAndMerge } from "./people.ts";
import { renovate } from "./renovate.ts";
import { assertThat, deployment, type Site, service, targetOf } from "./site.ts";

const template = "base";
const versionsFile = "templates/versions.yaml";
const changedFile = `templates/${template}/template/.editorconfig`;
const newLines = "\n[*.sql]\nindent_size = 4\n";

/** Publishes what lies in the checkout's templates and is not published yet. */
export async function publishTemplates(site: Site): Promise<void> {
  const { world, fairway, narrator, reporting } = site;
  narrator.command("fairway templates publish");
  const { catalogue } = await targetOf(site);
  const publications = publicationsIn(join(fairway.project.root, "templates"), catalogue.standard);
  const { onProgress, signal } = reporting;
  const results = await publish(world.github, { organization, publications, onProgress, signal });
  const published = results.filter(({ outcome }) => outcome === "published");
  assertThat(published.length > 0, "There was no template to publish.");
  for (const { name, version, repository } of published)
    narrator.say(`${name} ${version} is in ${organization}/${repository} now.`);
}

/** The template gets another version, by pull request. */
export async function changeTemplate(site: Site): Promise<void> {
  const { fairway, developer, reviewer, narrator } = site;
  const { root } = fairway.project;
  const versions = parse(readFileSync(join(root, versionsFile), "utf8")) as Record<string, string>;
  const next = nextMinor(versions[template] ?? "");
  const title = `feat: SQL has an indent of its own, ${template} ${next}`;
  const { number } = await propose(developer.api, {
    owner: organization,
    repository: fairwayRepository,
    branch: "main",
    head: "sql",
    title,
    body: "",
    files: {
      [versionsFile]: stringify({ ...versions, [template]: next }),
      [changedFile]: readFileSync(join(root, changedFile), "utf8") + newLines,
    },
    emptied: [],
  });
  await approveAndMerge(reviewer, { repository: fairwayRepository, number });
  await fairway.pull();
  narrator.say(`${fairwayRepository}#${number} ${title}: approved by the ${reviewer.login}, merged`);
}

function nextMinor(version: string): string {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return `${major}.${minor + 1}.0`;
}

/** Renovate brings the new version by the real Copier, and what the team has changed itself stays. */
export async function updateService(site: Site): Promise<void> {
  const { narrator } = site;
  narrator.command(`renovate ${organization}/${service} ${organization}/${deployment}`);
  const pulls = await renovate(site, [service, deployment], ["copier"]);
  const pull = pulls.find(({ repository, patches }) => repository === service && patches[".editorconfig"]);
  assertThat(pull !== undefined, `Renovate has opened no pull request for the template in ${service}.`);
  for (const { repository, number, title } of pulls) narrator.say(`${repository}#${number} ${title}`);
  for (const [file, patch] of Object.entries(pull.patches)) narrator.say(`${file}\n${changedLines(patch)}`);
  await checkedAndMerged(site, pull);
  const editorconfig = await textOf(site, service, ".editorconfig");
  assertThat(editorconfig.startsWith(ownLine), "The update has taken away what the team has changed.");
  assertThat(editorconfig.includes(newLines.trim()), "The update has not brought what is new.");
  narrator.say(`What the team has changed in .editorconfig is still there, beside what is new.`);
}
