import { readFiles } from "../../github/branch-files.ts";
import { propose } from "../../github/proposal.ts";
import { organization } from "../world.ts";
import { approveAndMerge } from "./people.ts";
import { type RenovatePull, renovate } from "./renovate.ts";
import { assertThat, component, deployment, imageOf, type Site, service } from "./site.ts";
import { publish, type Release, reportChecks } from "./workflows.ts";

type Files = Readonly<Record<string, string>>;

/** What the developer has changed in a file that a template has written, and wants to keep. */
export const ownLine = "# The editors of this team follow it.";

const code = (verb: string, known: readonly string[]) => `"""What becomes of an order."""

VERBS = (${[...known, verb].map(one => `"${one}",`).join(" ")})
`;

/** Two changes of the service, one after the other, by pull request. */
export async function pushCode(site: Site): Promise<readonly [string, string]> {
  site.narrator.say("Nobody runs workflows in this world: the demo reports the checks that are required.");
  const editorconfig = await textOf(site, service, ".editorconfig");
  const path = `${component}/src/${component}/orders.py`;
  const first = await change(site, "take-orders", "feat: take orders", {
    [path]: code("take", []),
    ".editorconfig": `${ownLine}\n${editorconfig}`,
  });
  const second = await change(site, "cancel-orders", "feat: cancel orders", {
    [path]: code("cancel", ["take"]),
  });
  return [first, second];
}

async function change(site: Site, head: string, title: string, files: Files): Promise<string> {
  const { developer, narrator } = site;
  narrator.command(`git push origin ${head} && gh pr create --title '${title}'`);
  const at = { owner: organization, repository: service, branch: "main" };
  const { number } = await propose(developer.api, { ...at, head, title, body: "", files, emptied: [] });
  return await checkedAndMerged(site, { repository: service, number, title });
}

/** The checks are reported, somebody approves, and it is merged. */
export async function checkedAndMerged(
  site: Site,
  { repository, number, title }: Pick<RenovatePull, "repository" | "number" | "title">,
): Promise<string> {
  const { world, reviewer, narrator } = site;
  const of = { owner: organization, repo: repository, pull_number: number };
  const { data } = await world.github.rest.pulls.get(of);
  const checks = await reportChecks(site, repository, data.head.sha);
  const commit = await approveAndMerge(reviewer, { repository, number });
  narrator.say(
    `${repository}#${number} ${title}: ${checks.join(", ")} reported, approved by the ${reviewer.login}, merged as ${commit.slice(0, 7)}`,
  );
  return commit;
}

/** Each change becomes an image and a version. */
export async function publishBoth(site: Site, commits: readonly string[]): Promise<readonly Release[]> {
  const { narrator } = site;
  const releases: Release[] = [];
  for (const commit of commits) {
    const release = await publish(site, commit);
    releases.push(release);
    narrator.say(`${release.version}: ${release.images.join(", ")}`);
  }
  const tags = await tagsOf(site);
  const expected = releases.flatMap(({ commit, version }) => [commit, version]);
  const missing = expected.filter(tag => !tags.includes(tag));
  assertThat(missing.length === 0, `The registry has no ${missing.join(", ")} of ${imageOf(site)}.`);
  const versions = releases.map(({ version }) => version);
  assertThat(versions.join() === "0.1.0,0.2.0", `The commits make the versions ${versions.join(" and ")}.`);
  narrator.say(`The registry has each by its commit and by its version.`);
  return releases;
}

/** https://distribution.github.io/distribution/spec/api/#listing-image-tags */
async function tagsOf(site: Site): Promise<readonly string[]> {
  const name = imageOf(site).slice(site.registry.length + 1);
  const answer = await fetch(`http://${site.registry}/v2/${name}/tags/list`);
  const { tags } = (await answer.json()) as { readonly tags?: readonly string[] };
  return tags ?? [];
}

/** Renovate finds the new version, and opens a pull request in the deploy repository. */
export async function bump(site: Site, { version }: Release): Promise<string> {
  const { narrator } = site;
  narrator.command(`renovate ${organization}/${deployment}`);
  const pulls = await renovate(site, [deployment], ["kustomize"]);
  const pull = pulls.find(({ patches }) => Object.values(patches).some(patch => patch.includes(version)));
  assertThat(pull !== undefined, `None of Renovate's pull requests brings ${version}.`);
  for (const [file, patch] of Object.entries(pull.patches)) narrator.say(`${file}\n${changedLines(patch)}`);
  const commit = await checkedAndMerged(site, pull);
  const kustomization = await textOf(site, deployment, "kubernetes/base/kustomization.yaml");
  assertThat(
    kustomization.includes(imageOf(site)) && kustomization.includes(version),
    `${deployment} does not have ${version}:\n${kustomization}`,
  );
  return commit;
}

/** A file of a repository's default branch. */
export async function textOf({ world }: Site, repository: string, path: string): Promise<string> {
  const at = { owner: organization, repository, branch: "main" };
  const text = (await readFiles(world.github, at, [path]))?.[path];
  assertThat(text !== undefined, `${repository} has no ${path}.`);
  return text;
}

/** The lines of a patch that go and come. */
export function changedLines(patch: string): string {
  return patch
    .split("\n")
    .filter(line => /^[+-]/.test(line))
    .map(line => `  ${line}`)
    .join("\n");
}
