import type { Difference, Resources } from "./service.ts";

export type { Difference };

/** What the provider does with the resources of one type. */
export type ResourceKind = Pick<Resources, "diff" | "create" | "read" | "update" | "delete">;
