import { obtain } from "./obtain.ts";
import { progressOn } from "./progress.ts";

// Before the tests, which have no patience for a build: the tools that they need, with progress.
try {
  await obtain(["pulumi", "github-provider"], { progress: progressOn() });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
