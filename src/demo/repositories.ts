import { type DriftReport, drift, heal } from "../loop/drift.ts";
import type { Forecast } from "../loop/forecast.ts";
import { preview } from "../loop/preview.ts";
import type { Reporting } from "../loop/target.ts";
import { up } from "../loop/up.ts";
import { countDifferences, countThings, describeDifferences } from "../report/drift.ts";
import { describeOutcome } from "../report/outcome.ts";
import { describePlan } from "../report/plan.ts";
import { ownerOf, thingOf } from "../report/subject.ts";
import { compare } from "./expectation.ts";
import { DemoFailed } from "./failed.ts";
import { mischief } from "./mischief.ts";
import type { Narrator } from "./narrator.ts";
import { pushCommit } from "./push.ts";
import { type DemoWorld, organization } from "./world.ts";

/** A repository without rules for its branches: a push is everyday work there, and nobody's drift. */
const pushedTo = "search-lab";

/**
 * The story of an organisation's repositories: brought into the declared shape, changed behind Fairway's back, found and
 * put back. Every line that it prints is computed from what happens.
 * @throws DemoFailed when something else happens than it tells
 */
export async function repositories(
  world: DemoWorld,
  narrator: Narrator,
  reporting: Reporting,
): Promise<void> {
  const story = new Story(world, narrator, reporting);
  await narrator.step("What is declared", () => story.declared());
  await narrator.step("What would be made", () => story.preview());
  await narrator.step("It is made", () => story.up());
  await narrator.step("Nothing is left to do", () => story.previewAgain());
  await narrator.step("Somebody changes ten things by hand", () => story.meddle());
  await narrator.step("Drift finds exactly these", () => story.find());
  await narrator.step("They are put back", () => story.heal());
  await narrator.step("What was asked of GitHub", () => story.count());
}

class Story {
  readonly #world: DemoWorld;
  readonly #narrator: Narrator;
  readonly #options: Reporting & { readonly target: DemoWorld["target"] };
  #plan: Forecast | undefined;
  #drift: DriftReport | undefined;
  #commit = "";

  constructor(world: DemoWorld, narrator: Narrator, reporting: Reporting) {
    this.#world = world;
    this.#narrator = narrator;
    this.#options = { ...reporting, target: world.target };
  }

  async declared(): Promise<void> {
    const { repositories, standard } = this.#world.target.catalogue;
    const archetypes = new Set(repositories.map(({ archetype }) => archetype));
    this.#narrator.say(
      `${repositories.length} repositories of ${archetypes.size} archetypes and ${Object.keys(standard.teams ?? {}).length} teams stand in repos/.\n` +
        `GitHub's ${organization} has none of them but what is archived already.`,
    );
  }

  async preview(): Promise<void> {
    this.#narrator.command("fairway preview");
    this.#plan = await preview(this.#options);
    this.#narrator.excerpt(describePlan(this.#plan));
  }

  async up(): Promise<void> {
    this.#narrator.command("fairway up");
    const { outcome, adopted } = await up({
      ...this.#options,
      plan: this.#plan,
      confirm: async () => true,
    });
    if (!outcome) throw new DemoFailed("There was nothing to make in an empty organisation.");
    this.#world.hasRepositories = true;
    this.#narrator.say(describeOutcome(outcome, adopted));
  }

  async previewAgain(): Promise<void> {
    this.#narrator.command("fairway preview");
    const plan = await preview(this.#options);
    if (plan.changes.length > 0) throw new DemoFailed(`Something is left to do:\n\n${describePlan(plan)}`);
    this.#narrator.say(describePlan(plan));
  }

  async meddle(): Promise<void> {
    const { github } = this.#world;
    for (const { repository, title, act } of mischief) {
      await act(github.rest, { owner: organization, repo: repository });
      this.#narrator.say(`${repository}: ${title}`);
    }
    this.#commit = await pushCommit(
      this.#world.remote(pushedTo),
      { "NOTES.md": "Tried another ranking.\n" },
      "Note what was tried",
    );
    this.#narrator.say(`${pushedTo}: pushes a commit, which is everyday work`);
  }

  async find(): Promise<void> {
    this.#narrator.command("fairway drift --full");
    this.#drift = await drift({ ...this.#options, full: true });
    const { differences, strangers } = this.#drift;
    this.#narrator.say(`${describeDifferences(differences)}\n\n${countDifferences(differences)}.`);
    const { missed, strange } = compare(differences, mischief);
    if (missed.length + strange.length + strangers.length === 0) return;
    throw new DemoFailed(
      [
        ...missed.map(one => `Drift missed ${one.repository}, ${thingOf(one)}: somebody ${one.title}.`),
        ...strange.map(one => `Drift tells of ${ownerOf(one)}, ${thingOf(one)}, which nobody touched.`),
        ...strangers.map(one => `Drift tells of ${ownerOf(one)}, ${thingOf(one)}, which nobody made.`),
      ].join("\n"),
    );
  }

  async heal(): Promise<void> {
    this.#narrator.command("fairway drift --heal");
    if (!this.#drift) throw new DemoFailed("Nothing was found that could be put back.");
    const { differences, left = [] } = await heal(this.#drift, this.#options);
    if (left.length > 0) throw new DemoFailed(`This was not put back:\n\n${describeDifferences(left)}`);
    this.#narrator.say(
      `${countThings(differences)} things put back, and looked at once more: they are as declared.`,
    );
    const { data } = await this.#world.github.rest.repos.getCommit({
      owner: organization,
      repo: pushedTo,
      ref: "HEAD",
    });
    if (data.sha !== this.#commit) throw new DemoFailed(`The commit in ${pushedTo} is gone.`);
    this.#narrator.say(`The commit ${data.sha.slice(0, 7)} in ${pushedTo} is still there.`);
  }

  async count(): Promise<void> {
    const { reads, writes, unknown } = await this.#world.status();
    if (unknown.length > 0) {
      throw new DemoFailed(`The sandbox does not know these requests:\n${unknown.join("\n")}`);
    }
    this.#narrator.say(
      `${reads} requests to read and ${writes} to write, none of them unknown to the server.`,
    );
  }
}
