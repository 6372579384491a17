import type { TestWorld } from "../../test/support/world.ts";
import type { Entrant } from "./contender.ts";
import type { Organization } from "./organization.ts";

export const works = [
  "first",
  "unchanged",
  "unchangedUnseen",
  "changedPreview",
  "changedApply",
  "oneDrifted",
  "tenDrifted",
] as const;
export type Work = (typeof works)[number];

/** Where a piece of work is done. */
export interface Scene {
  readonly world: TestWorld;
  readonly organization: Organization;
  readonly entrant: Entrant;
}

/** Sees whether a command did what it was for, and takes back what is in the way of the next one. */
type Check = () => Promise<void>;

export interface Task {
  readonly work: Work;
  readonly title: string;
  /** Makes the situation that the work begins with, before each command. */
  prepare?(scene: Scene): Promise<Check | undefined>;
}

/** What is done with an organisation's repositories, in the order in which it is measured. */
export const tasks: readonly Task[] = [
  { work: "first", title: "first apply" },
  { work: "unchanged", title: "unchanged, live world looked at" },
  { work: "unchangedUnseen", title: "unchanged, live world not looked at" },
  {
    work: "changedPreview",
    title: "one changed, previewed",
    prepare: async scene => {
      const { undo } = change(scene);
      return async () => {
        undo();
        scene.entrant.declare();
      };
    },
  },
  {
    work: "changedApply",
    title: "one changed, applied",
    prepare: async scene => {
      const { name, description } = change(scene);
      return () => expectDescription(scene, name, description);
    },
  },
  { work: "oneDrifted", title: "one drifted, found and healed", prepare: scene => meddle(scene, 1) },
  { work: "tenDrifted", title: "ten drifted, found and healed", prepare: scene => meddle(scene, 10) },
];

function change({ organization, entrant }: Scene) {
  const changed = organization.change();
  entrant.declare();
  return changed;
}

async function expectDescription({ world }: Scene, repo: string, description: string): Promise<void> {
  const { data } = await world.github.rest.repos.get({ owner: world.organization, repo });
  if (data.description !== description) throw new Error(`${repo} is still described as ${data.description}`);
}

const label = { name: "bug", color: "d73a4a", otherColor: "ffffff" };

/** Somebody gives a label another colour by hand, in so many repositories, or in all where there are fewer. */
async function meddle({ world, organization }: Scene, count: number): Promise<Check> {
  const repositories = organization.names.slice(0, count);
  const at = (repo: string) => ({ owner: world.organization, repo, name: label.name });
  const { issues } = world.github.rest;
  for (const repo of repositories) await issues.updateLabel({ ...at(repo), color: label.otherColor });
  return async () => {
    for (const repo of repositories) {
      const { data } = await issues.getLabel(at(repo));
      if (data.color !== label.color) throw new Error(`${repo}: the label ${label.name} was not put back`);
    }
  };
}
