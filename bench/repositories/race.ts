import { TestWorld } from "../../test/support/world.ts";
import type { Progress } from "../../tools/progress.ts";
import { measured } from "../measured.ts";
import type { Command, Contender } from "./contender.ts";
import { Organization, type ResourceSet } from "./organization.ts";
import { providerSettings } from "./provider-mirror.ts";
import type { Measurement, Result } from "./results.ts";
import { setTraffic, type Traffic } from "./traffic.ts";
import { type Scene, type Task, tasks, type Work } from "./work.ts";

export interface Course {
  readonly set: ResourceSet;
  readonly repositories: number;
  readonly traffic: Traffic;
  /** What is done after the first apply. */
  readonly works: readonly Work[];
  readonly progress: Progress;
}

/** A contender's figures, and what the world looked like after its first apply. */
export interface Finish extends Omit<Result, "differences"> {
  readonly dump?: unknown;
  readonly names: readonly string[];
}

/** Has a contender do all the work in a world of its own; where it fails, it goes no further. */
export async function race(contender: Contender, course: Course): Promise<Finish> {
  const organization = new Organization(course.set, course.repositories);
  const world = await TestWorld.start({ config });
  const runner = new Runner(contender, course, world);
  try {
    const entrant = await contender.enter(world, organization, course.traffic);
    entrant.declare();
    await runner.runAll({ world, organization, entrant });
    return runner.finish(organization);
  } catch (error) {
    return { ...runner.finish(organization), failure: lastLines((error as Error).message) };
  } finally {
    course.progress.end();
    await world.close();
  }
}

/** A command that fails may have said a lot before. */
function lastLines(text: string): string {
  const lines = text.trim().split("\n");
  return lines.length > 40 ? [lines[0], "…", ...lines.slice(-40)].join("\n") : text.trim();
}

/** What Fairway's stack is told, so that the same provider waits as little as the others'. */
const config = {
  "github:parallelRequests": String(providerSettings.parallel_requests),
  "github:writeDelayMs": String(providerSettings.write_delay_ms),
};

class Runner {
  readonly #contender: Contender;
  readonly #course: Course;
  readonly #world: TestWorld;
  readonly #measurements: Measurement[] = [];
  #dump: unknown;

  constructor(contender: Contender, course: Course, world: TestWorld) {
    this.#contender = contender;
    this.#course = course;
    this.#world = world;
  }

  async runAll(scene: Scene): Promise<void> {
    const { works } = this.#course;
    for (const task of tasks.filter(({ work }) => work === "first" || works.includes(work))) {
      for (const [index, command] of scene.entrant.commands(task.work).entries())
        await this.#run(scene, task, command, index === 0);
      this.#dump ??= await this.#world.dump();
    }
  }

  finish(organization: Organization): Finish {
    return {
      contender: this.#contender.name,
      repositories: organization.names.length,
      names: organization.names,
      measurements: this.#measurements,
      dump: this.#dump,
    };
  }

  async #run(scene: Scene, task: Task, command: Command, usual: boolean): Promise<void> {
    // Neither a neighbour's change nor a glance afterwards is a contender's doing.
    await setTraffic(this.#world, { latencyMs: 0 });
    const check = await task.prepare?.(scene);
    await setTraffic(this.#world, this.#course.traffic);
    const taken = await this.#timed(command, () =>
      measured(this.#world, command.steps, options(scene, command)),
    );
    await setTraffic(this.#world, { latencyMs: 0 });
    await check?.();
    const { work } = task;
    this.#measurements.push({
      work,
      title: command.title,
      usual,
      constant: command.constant ?? false,
      ...taken,
    });
  }

  async #timed<Taken extends { readonly seconds: number }>(
    { title }: Command,
    run: () => Promise<Taken>,
  ): Promise<Taken> {
    const { progress, repositories } = this.#course;
    const what = `${repositories} repositories, ${this.#contender.name}: ${title}`;
    const began = Date.now();
    const ticking = setInterval(
      () => progress.update(`${what}, ${Math.round((Date.now() - began) / 1000)} s so far`),
      1000,
    );
    try {
      const taken = await run();
      progress.say(`${what}, ${taken.seconds.toFixed(1)} s`);
      return taken;
    } finally {
      clearInterval(ticking);
    }
  }
}

function options({ entrant }: Scene, { code }: Command) {
  const { directory, environment } = entrant;
  const kindOf = (commandLine: string) => entrant.kindOf(commandLine);
  return { directory, environment, kindOf, ...(code === undefined ? {} : { code }) };
}
