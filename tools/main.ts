import { obtain } from "./obtain.ts";
import { progressOn } from "./progress.ts";
import { pythonTools } from "./python.ts";
import { controlPlane, engineTools, fluxControllers, imageTools } from "./registry.ts";
import { renovatePrograms } from "./renovate.ts";

// Before the tests, which have no patience for a build: the tools that they need, with progress. With the argument
// `clusters`, those of a cluster too; with `road`, those by which a service comes to production.
const ofClusters = process.argv.includes("clusters") ? [...controlPlane, ...fluxControllers] : [];
const isRoad = process.argv.includes("road");
const ofRoad = isRoad ? ([...imageTools, "kustomize"] as const) : [];
const progress = progressOn();
try {
  await obtain([...engineTools, ...ofRoad, ...ofClusters], { progress });
  await pythonTools({ progress });
  if (isRoad) await renovatePrograms({ progress });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
