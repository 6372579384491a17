import { StandardRepository } from "../../../components/standard-repository.ts";
import { resolve } from "../../../src/catalogue/layer.ts";
import { findEngine } from "../../../src/engine/find.ts";
import type { Change } from "../../../src/engine/plan.ts";
import { findProject } from "../../../src/engine/project.ts";
import { type OpenStack, openStack } from "../../../src/engine/pulumi.ts";
import { previewStack, type RunOptions, updateStack } from "../../../src/engine/run.ts";
import { exportState } from "../../../src/engine/state.ts";
import { LiveOrganization } from "../../../src/github/live-organization.ts";
import { LiveRepository } from "../../../src/github/live-repository.ts";
import { adoptedOf, findExisting, takeIn } from "../../../src/loop/adopt.ts";
import { repositoryOf } from "../../../src/repository/desired-state.ts";
import type { Context } from "../../../src/repository/facet.ts";
import { baseline, type Repository } from "../../../src/repository/specification.ts";
import { foundationsOf } from "../../../src/scaffolding/desired.ts";
import { TestWorld } from "../../support/world.ts";

/** One standard repository, `widgets`, kept by a real engine and provider in a world of its own. */
export class FacetWorld {
  readonly world: TestWorld;
  readonly name = "widgets";
  readonly #context: Context;
  #declared: Repository;
  #open: OpenStack;
  #adoptions = 0;

  private constructor(world: TestWorld, open: OpenStack, context: Context) {
    this.world = world;
    this.#open = open;
    this.#context = context;
    this.#declared = this.#resolved({});
  }

  static async start(context: Partial<Context> = {}): Promise<FacetWorld> {
    const world = await TestWorld.start({ config: { "github:writeDelayMs": "1" } });
    const facets: FacetWorld = new FacetWorld(world, await open(world, "first", () => facets), {
      ...unavailable(world.organization),
      ...context,
    });
    return facets;
  }

  /** The repository as the catalogue would resolve an entry with these fields, over GitHub's defaults. */
  declare(fields: object): void {
    this.#declared = this.#resolved(fields);
  }

  get declared(): Repository {
    return this.#declared;
  }

  /** Brings the world into the declared state. Answers what was done, e.g. `update label/bug`. */
  async up(options: RunOptions = {}): Promise<readonly string[]> {
    return named((await updateStack(this.#open.stack, options)).changes);
  }

  /** What `up` would do. */
  async preview(options: RunOptions = {}): Promise<readonly string[]> {
    return named((await previewStack(this.#open.stack, options)).changes);
  }

  /** Asks the repository's part of GitHub's API, as somebody would by hand. */
  async byHand<Answer>(
    route: `${string} /${string}`,
    parameters: Record<string, unknown> = {},
  ): Promise<Answer> {
    const [method, path] = route.split(" ");
    const { organization } = this.world;
    const answer = await this.world.github.request(
      `${method} /repos/${organization}/${this.name}${path}`,
      parameters,
    );
    return answer.data as Answer;
  }

  /** A fresh look at the live repository. */
  get live(): LiveRepository {
    const { github, organization } = this.world;
    return new LiveRepository(github, new LiveOrganization(github, organization), this.name);
  }

  /** Forgets the state and takes what is declared and live into a new one. Answers the ids, by kind and key. */
  async adopt(): Promise<Readonly<Record<string, string>>> {
    this.#open = await open(this.world, `adopted-${++this.#adoptions}`, () => this);
    const found = await findExisting({
      plan: await previewStack(this.#open.stack),
      catalogue: { standard: {}, repositories: [this.#declared] } as never,
      organization: this.world.organization,
      api: this.world.github,
    });
    await takeIn(this.#open, found);
    return Object.fromEntries(adoptedOf(found).map(({ id, ...subject }) => [nameOf(subject), id]));
  }

  /** The state, as it is stored. */
  async state(): Promise<string> {
    return JSON.stringify(await exportState(this.#open));
  }

  async close(): Promise<void> {
    await this.world.close();
  }

  /** What the stack runs. */
  program(): void {
    new StandardRepository(this.name, { repository: this.#declared, context: this.#context });
  }

  #resolved(fields: object): Repository {
    return repositoryOf(
      this.name,
      resolve([baseline, { visibility: "public", default_branch: "main" }, fields as never]),
    );
  }
}

function named(changes: readonly Change[]): readonly string[] {
  return changes.map(change => `${change.action} ${nameOf(change)}`);
}

function nameOf({ kind, key }: { readonly kind: string; readonly key?: string }): string {
  return key === undefined ? kind : `${kind}/${key}`;
}

async function open(world: TestWorld, name: string, facets: () => FacetWorld): Promise<OpenStack> {
  world.write(`stacks/Pulumi.${name}.yaml`, JSON.stringify({ config: { "github:writeDelayMs": "1" } }));
  return openStack({
    project: findProject(world.project),
    name,
    program: async () => facets().program(),
    engine: await findEngine(),
  });
}

/** A context that knows nothing: what a test needs of it, it says. */
function unavailable(organization: string): Context {
  const missing = (what: string) => () => {
    throw new Error(`This test declares no ${what}.`);
  };
  return {
    organization,
    foundations: foundationsOf({}),
    apps: {},
    repositoryNodeId: "",
    propertyType: missing("properties"),
    teamId: missing("teams"),
    teamSlug: missing("teams"),
    userId: missing("users"),
    secret: missing("secrets"),
  };
}
