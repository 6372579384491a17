import type { RouteModule } from "../env.ts";
import { organizations } from "./organizations.ts";
import { repositories } from "./repositories.ts";

/** Modules whose paths lie below `/api/v3`. */
export const restRoutes: readonly RouteModule[] = [organizations, repositories];

/** Modules that register whole paths: GraphQL and git over HTTP. */
export const rootRoutes: readonly RouteModule[] = [];
