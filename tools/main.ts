import { obtain } from "./obtain.ts";
import { progressOn } from "./progress.ts";
import { pythonTools } from "./python.ts";
import { controlPlane, engineTools, fluxControllers } from "./registry.ts";

// Before the tests, which have no patience for a build: the tools that they need, with progress. With the argument
// `clusters`, those of a cluster too.
const ofClusters = process.argv.includes("clusters") ? [...controlPlane, ...fluxControllers] : [];
const progress = progressOn();
try {
  await obtain([...engineTools, ...ofClusters], { progress });
  await pythonTools({ progress });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
