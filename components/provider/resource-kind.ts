import type { Resources } from "./service.ts";

/** What the provider does with the resources of one type. */
export type ResourceKind = Pick<Resources, "diff" | "create" | "read" | "update" | "delete">;
