import type { Progress } from "../../../tools/progress.ts";
import type { Reporting, Target } from "../../loop/target.ts";
import { DemoFailed } from "../failed.ts";
import type { Narrator } from "../narrator.ts";
import { type DemoWorld, organization } from "../world.ts";
import type { FairwayRepository } from "./fairway-repository.ts";
import type { Person } from "./people.ts";

/** What the story is about: a service with one component, and the repository that it is deployed from. */
export const service = "orders";
export const deployment = "orders-deploy";
export const namespace = "orders";
export const component = "api";
export const team = "commerce";

/** The clusters by their stages. */
export const clusters = { prelive: "eks-prelive", live: "eks-live" } as const;
export type Stage = keyof typeof clusters;

/** Everything that the road is walked with. */
export interface Site {
  readonly world: DemoWorld;
  readonly narrator: Narrator;
  readonly reporting: Reporting;
  readonly progress: Progress;
  readonly fairway: FairwayRepository;
  /** Where images are kept, e.g. `127.0.0.1:12345`. */
  readonly registry: string;
  readonly developer: Person;
  readonly reviewer: Person;
}

/** What `fairway` works on in the checkout. */
export async function targetOf({ world, fairway }: Site): Promise<Target> {
  return { ...world.target, project: fairway.project, catalogue: await fairway.catalogue() };
}

/** The image of the component, without a tag. */
export function imageOf({ registry }: Site): string {
  return `${registry}/${organization}/${service}/${component}`;
}

/** @throws DemoFailed with the message, unless it holds */
export function assertThat(holds: boolean, message: string): asserts holds {
  if (!holds) throw new DemoFailed(message);
}
