import type { Allowed } from "./same-world.ts";

/** What may be otherwise in another contender's world than in Fairway's. */
export const allowed: readonly Allowed[] = [];
