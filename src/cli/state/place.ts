import { backendDirectory, backendUrl } from "../../engine/backend.ts";
import type { CheckpointPlace } from "../../engine/checkpoint.ts";
import { type Project, WrongUsage } from "../../engine/project.ts";

/**
 * Where a stack's state and its copies lie.
 * @throws WrongUsage where that is no backend of files
 */
export function placeOf(project: Project, stack: string): CheckpointPlace {
  const url = backendUrl(project);
  const directory = backendDirectory(url, project);
  if (directory) return { directory, project: project.name, stack };
  throw new WrongUsage(
    `Copies are kept of states in files only, and this one lies in ${url ?? "no backend that is logged in to"}. ` +
      "Pulumi Cloud keeps every version: `pulumi stack history`, then `pulumi stack export --version` and `pulumi stack import`. " +
      "For a bucket, switch on its versioning.",
  );
}
