import { isDeepStrictEqual } from "node:util";
import type { Octokit } from "octokit";
import type { Properties } from "./properties.ts";
import type { ResourceKind } from "./resource-kind.ts";

/** Signs in to GitHub where that is needed. */
export type Connect = () => Promise<Octokit>;

/**
 * Something that is made once, with a private half that nobody can be asked for later. It is kept or replaced, and never
 * changed; what is private of it must be declared a secret output where the resource is made.
 */
export interface KeyPair<Inputs extends object, Values extends Inputs> {
  /** What tells one from all others, e.g. `acme/shop/fairway/live`. */
  id(inputs: Inputs): string;
  /** The inputs of which a change makes another pair necessary. */
  readonly lasting: readonly (keyof Inputs & string)[];
  /** The pair as it is now; undefined where it is gone, or where its private half is not known, as on import. */
  read(connect: Connect, known: Partial<Values>): Promise<Values | undefined>;
  make(connect: Connect, inputs: Inputs): Promise<Values>;
  remove?(connect: Connect, last: Values): Promise<void>;
}

/** The pair as a kind of resource. */
export function keyPairKind<Inputs extends object, Values extends Inputs>(
  { lasting, ...pair }: KeyPair<Inputs, Values>,
  connect: Connect,
): ResourceKind {
  return {
    diff({ olds, news }) {
      const replacing = lasting.filter(key => !isDeepStrictEqual(olds[key], news[key]));
      // Until the new half is where it is used, the old one has to work.
      return { changed: replacing, replacing, deleteFirst: false };
    },
    async create({ news }) {
      const inputs = news as Inputs;
      return { id: pair.id(inputs), outputs: (await pair.make(connect, inputs)) as Properties };
    },
    async read({ outputs, inputs }) {
      const kept = await pair.read(connect, outputs as Partial<Values>);
      // Never the outputs: what the engine takes for inputs is not marked as a secret.
      return kept && { outputs: kept as Properties, inputs };
    },
    async update({ type }) {
      throw new Error(`A resource of type ${type} is replaced and never changed.`);
    },
    async delete({ outputs }) {
      await pair.remove?.(connect, outputs as Values);
    },
  };
}
