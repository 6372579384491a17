import { z } from "zod";
import { archetypeName } from "../repository/names.ts";
import { layerShape } from "./standard.ts";

/** The schema of an entry, `<name>/repo.yaml`: its archetype, and what differs from it. */
export const entry = z.strictObject({
  archetype: archetypeName.meta({
    description: "The kind of repository: one of the standard’s `archetypes`.",
  }),
  ...layerShape,
});
