import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { findProject } from "../../src/engine/project.ts";
import type { Target } from "../../src/loop/target.ts";
import type { TestWorld } from "./world.ts";

/** A world's organisation as its files are now, for what works on it within this process. */
export async function targetOf({ organization, project }: TestWorld): Promise<Target> {
  const catalogue = await loadCatalogue(`${project}/repos`);
  return { project: findProject(project), stack: "github", organization, catalogue };
}
