import { homedir } from "node:os";
import { withLock } from "../../tools/lock.ts";
import { Meanwhile, type ToolGroup } from "../../tools/meanwhile.ts";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import type { Reporting } from "../loop/target.ts";
import { clustersStory } from "./clusters.ts";
import { Narrator } from "./narrator.ts";
import { repositories } from "./repositories.ts";
import { road } from "./road.ts";
import { DemoWorld } from "./world.ts";

/** Every story that the demo can tell, in order. */
export const stories = { repositories, clusters: clustersStory, road } as const;
export type StoryName = keyof typeof stories;

/** What of the tools a story needs beside the engine's, as `npm run tools` names it. */
const toolsOf: Readonly<Partial<Record<StoryName, readonly ToolGroup[]>>> = {
  clusters: ["clusters"],
  road: ["clusters", "road"],
};

export interface DemoOptions {
  /** Where the world of the demo lies; emptied first. */
  readonly directory: string;
  /** The stories to tell. */
  readonly only: readonly StoryName[];
  /** Where it is told how far getting the tools is. */
  readonly progress: Progress;
  readonly reporting: Reporting;
}

/**
 * Tells the stories in a world made for them, which ends with them; its data stay.
 * @throws DemoFailed when the world does something else than a story tells; whatever the verbs throw
 */
export async function demo(options: DemoOptions): Promise<void> {
  const { directory, progress } = options;
  const waiting = () => progress.say(`Another demo is running in ${directory}; waiting for its end`);
  await withLock(`${directory}.lock`, waiting, () => tell(options));
}

async function tell({ directory, only, progress, reporting }: DemoOptions): Promise<void> {
  const narrator = new Narrator();
  await narrator.step("The tools", async () => {
    const folders = await obtain(["pulumi", "github-provider"], { progress });
    for (const folder of Object.values(folders)) narrator.say(folder.replace(homedir(), "~"));
  });
  const groups = only.flatMap(name => toolsOf[name] ?? []);
  const meanwhile = groups.length > 0 ? Meanwhile.tools(groups) : undefined;
  try {
    await tellStories({ directory, only, progress, reporting }, narrator, meanwhile);
  } finally {
    await meanwhile?.end();
  }
  console.log(`\n${narrator.times()}`);
}

async function tellStories(
  { directory, only, progress, reporting }: DemoOptions,
  narrator: Narrator,
  meanwhile: Meanwhile | undefined,
): Promise<void> {
  const world = await narrator.step("A GitHub of our own", async () => {
    const started = await DemoWorld.start({ directory, progress });
    narrator.say(`It listens at ${started.url}, and its data lie in ${directory}.`);
    return started;
  });
  try {
    for (const name of only) {
      if (name in toolsOf) await meanwhile?.end();
      await stories[name](world, narrator, reporting, progress);
    }
  } finally {
    await world.end();
  }
}
