import { labels } from "./facets/labels.ts";
import { lifecycle } from "./facets/lifecycle.ts";
import { settings } from "./facets/settings.ts";

/** All facets of a standard repository, in the order of the reference documentation. */
export const facets = { lifecycle, settings, labels } as const;
