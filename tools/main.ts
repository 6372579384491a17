import { obtain } from "./obtain.ts";
import { progressOn } from "./progress.ts";
import { controlPlane, engineTools, fluxControllers } from "./registry.ts";

// Before the tests, which have no patience for a build: the tools that they need, with progress.
try {
  await obtain([...engineTools, ...controlPlane, ...fluxControllers], {
    progress: progressOn(),
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
