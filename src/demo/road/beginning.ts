import { ExecaError } from "execa";
import { RequestError } from "octokit";
import { checkChange } from "../../entries/change.ts";
import { creating, creationBody } from "../../entries/create.ts";
import { newEntries } from "../../entries/creation.ts";
import { Options } from "../../entries/options.ts";
import { placeOf } from "../../entries/place.ts";
import { readQuestions, readSnapshot } from "../../entries/snapshot.ts";
import { holderAt } from "../../entries/taken.ts";
import type { Wanted } from "../../entries/wanted.ts";
import { readFiles } from "../../github/branch-files.ts";
import { propose } from "../../github/proposal.ts";
import { up } from "../../loop/up.ts";
import { describeChange } from "../../report/change.ts";
import { describeOutcome } from "../../report/outcome.ts";
import { pushCommit } from "../push.ts";
import { organization } from "../world.ts";
import { fairwayRepository } from "./fairway-repository.ts";
import { approveAndMerge, type PullRequest } from "./people.ts";
import { assertThat, clusters, component, deployment, type Site, service, targetOf, team } from "./site.ts";

/** What the developer asks for. */
const wanted = {
  name: service,
  archetype: "service",
  team,
  description: "Takes orders",
  template: ["base", `backend-python:${component}`],
  deploy: true,
  cluster: Object.values(clusters),
} satisfies Wanted;

/** A developer asks for a service: a pull request to the catalogue. */
export async function create({ fairway, developer: { api }, narrator }: Site): Promise<PullRequest> {
  narrator.command(`fairway repo create ${commandLine(wanted)} --yes`);
  const place = await placeOf({
    project: fairway.project,
    repository: `${organization}/${fairwayRepository}`,
  });
  const snapshot = await readSnapshot(api, place);
  const options = new Options();
  const holder = (name: string) => holderAt(api, organization, name);
  const questions = await readQuestions(api, snapshot);
  const setting = { organization, catalogue: snapshot.catalogue, questions, holder };
  const complain = (problem: string) => options.complain(problem);
  const entries = await newEntries(options, wanted, setting, complain);
  options.finish();
  const change = creating(entries, place);
  const body = creationBody(entries, await checkChange(snapshot, change));
  narrator.say(describeChange(change, snapshot.files));
  const { owner, repository } = place;
  const proposed = await propose(api, { ...change, body, owner, repository, branch: snapshot.branch });
  narrator.say(`\n${proposed.url}`);
  return { repository, number: proposed.number };
}

/** Somebody else approves it, as the repository's ruleset wants it. */
export async function merge(
  { fairway, developer, reviewer, narrator }: Site,
  pull: PullRequest,
): Promise<void> {
  const of = { owner: organization, repo: fairwayRepository, pull_number: pull.number };
  const said = await developer.api.rest.pulls
    .merge({ ...of, merge_method: "squash" })
    .then(() => "", refusal);
  const [sentence] = /At least \d+ approving review.*/.exec(said) ?? [];
  assertThat(sentence !== undefined, "The developer has merged the pull request without anybody's review.");
  narrator.say(`The ${developer.login} alone can't: ${sentence}`);
  narrator.command(`gh pr review ${pull.number} --approve && gh pr merge ${pull.number} --squash`);
  await approveAndMerge(reviewer, pull);
  await fairway.pull();
  const names = (await fairway.catalogue()).repositories.map(({ name }) => name);
  assertThat(
    [service, deployment].every(name => names.includes(name)),
    "What was merged is not in the catalogue.",
  );
  narrator.say(`The ${reviewer.login} lets it in: ${service} and ${deployment} are declared.`);
}

/** The merge is carried out: the organisation, then the clusters. */
export async function carryOut(site: Site, stacks: readonly string[]): Promise<void> {
  const { narrator, reporting, world } = site;
  const target = await targetOf(site);
  for (const stack of [target.stack, ...stacks]) {
    narrator.command(`fairway up --stack ${stack}`);
    const { outcome, adopted } = await up({
      ...reporting,
      target: { ...target, stack },
      confirm: async () => true,
    });
    assertThat(outcome !== undefined, `There was nothing to make in ${stack}.`);
    narrator.say(describeOutcome(outcome, adopted));
  }
  if (stacks.length === 0) return;
  await world.beginFleet(Object.keys(clusters));
  for (const stack of stacks) await world.cluster(stack).hasten("flux-system", "services");
}

/** Both repositories have begun, and are guarded from here on. */
export async function begun({ world, narrator }: Site): Promise<void> {
  const expected = {
    [service]: [".copier-answers.base.yml", `${component}/Dockerfile`],
    [deployment]: [".copier-answers.deploy.yml", ...Object.keys(clusters).map(overlay)],
  };
  for (const [repository, files] of Object.entries(expected)) {
    const at = { owner: organization, repo: repository };
    const { data } = await world.github.rest.repos.getCommit({ ...at, ref: "main" });
    const there = await readFiles(world.github, { owner: organization, repository, branch: "main" }, files);
    const missing = files.filter(file => there?.[file] === undefined);
    assertThat(missing.length === 0, `${repository} has not begun with ${missing.join(", ")}.`);
    narrator.say(`${repository}: ${data.commit.message}, ${data.files?.length ?? 0} files`);
  }
  await assertProduction(world.github);
  narrator.say(`${deployment} has its branch production, at the same commit.`);
  await assertGuarded({ world, narrator });
}

function overlay(stage: string): string {
  return `kubernetes/overlays/${stage}/kustomization.yaml`;
}

async function assertProduction(github: Site["world"]["github"]): Promise<void> {
  const of = { owner: organization, repo: deployment };
  const tips = await Promise.all(
    ["main", "production"].map(async branch => {
      const { data } = await github.rest.repos.getBranch({ ...of, branch });
      return data.commit.sha;
    }),
  );
  assertThat(tips[0] === tips[1], `${deployment} has no branch production that begins as main does.`);
}

async function assertGuarded({ world, narrator }: Pick<Site, "world" | "narrator">): Promise<void> {
  const said = await pushCommit(
    world.remote(service),
    { "NOTES.md": "Past everybody\n" },
    "chore: past everybody",
  )
    .then(() => undefined)
    .catch(refusal);
  assertThat(/through a pull request/.test(said ?? ""), `${service} takes a push to main.`);
  narrator.say(
    `A push straight to main of ${service}: refused, changes must be made through a pull request.`,
  );
}

/** What GitHub or git says when it refuses something. */
function refusal(error: unknown): string {
  if (error instanceof RequestError) return error.message.trim();
  if (error instanceof ExecaError) return String(error.stderr);
  throw error;
}

/** The options as somebody would type them. */
function commandLine({ name, template, cluster, deploy: _, ...rest }: typeof wanted): string {
  const options = [
    ...Object.entries(rest).map(([key, value]) => [key, value] as const),
    ...template.map(value => ["template", value] as const),
    ...cluster.map(value => ["cluster", value] as const),
  ];
  const quoted = (text: string) => (/^[\w./:-]+$/.test(text) ? text : `'${text}'`);
  return [name, "--deploy", ...options.map(([key, value]) => `--${key} ${quoted(value)}`)].join(" ");
}
