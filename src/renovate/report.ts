import { readFileSync } from "node:fs";
import * as z from "zod";

const update = z.looseObject({ updateType: z.string().optional(), newValue: z.string().nullish() });

const dependency = z.looseObject({
  depName: z.string().optional(),
  packageName: z.string().optional(),
  datasource: z.string().optional(),
  currentValue: z.string().nullish(),
  currentDigest: z.string().optional(),
  skipReason: z.string().optional(),
  updates: z.array(update).optional(),
});

const repository = z.looseObject({
  problems: z.array(z.looseObject({ msg: z.string().optional() })),
  branches: z.array(
    z.looseObject({
      branchName: z.string(),
      prTitle: z.string().nullish(),
      result: z.string().nullish(),
      prNo: z.int().nullish(),
    }),
  ),
  packageFiles: z.record(
    z.string(),
    z.array(z.looseObject({ packageFile: z.string(), deps: z.array(dependency) })),
  ),
});

const report = z.looseObject({ repositories: z.record(z.string(), repository) });

/** Something whose version Renovate looks after. */
export type Dependency = z.infer<typeof dependency> & {
  /** Renovate's word for the kind of file, e.g. `dockerfile`. */
  readonly manager: string;
  readonly file: string;
};

/** What Renovate found in one repository, and what it did there. */
export interface RepositoryReport {
  readonly dependencies: readonly Dependency[];
  /** A branch for each update, or group of them. */
  readonly branches: z.infer<typeof repository>["branches"];
  /** What Renovate warned of. */
  readonly problems: readonly string[];
}

/**
 * Renovate's report in a file, by repository.
 * @throws ZodError when it is none.
 */
export function readReport(file: string): Readonly<Record<string, RepositoryReport>> {
  const { repositories } = report.parse(JSON.parse(readFileSync(file, "utf8")));
  return Object.fromEntries(
    Object.entries(repositories).map(([name, { packageFiles, branches, problems }]) => {
      const dependencies = Object.entries(packageFiles).flatMap(([manager, files]) =>
        files.flatMap(({ packageFile, deps }) => deps.map(dep => ({ ...dep, manager, file: packageFile }))),
      );
      return [name, { dependencies, branches, problems: problems.map(({ msg }) => msg ?? "") }];
    }),
  );
}
