import { z } from "zod";
import { facet } from "../facet.ts";

/** What becomes of what somebody changes by hand. Nothing of it is at GitHub. */
export const drift = facet({
  title: "Drift",
  fields: {
    drift: z.enum(["heal", "report"]).default("heal").meta({
      description:
        "`heal`: `fairway drift --heal` puts back what somebody has changed by hand; `report`: it names it and leaves it, until `fairway up --refresh`.",
    }),
  },
  kinds: {},
  observe: async () => ({}),
});
