import { Command } from "commander";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { suggestion } from "../catalogue/nearest.ts";
import { fleetFolders } from "../cluster/fleet-folders.ts";
import { readRelease } from "../cluster/flux-release.ts";
import type { Cluster } from "../cluster/schema.ts";
import { findProject, stackSetting, WrongUsage } from "../engine/project.ts";
import { formatManifests } from "../kubernetes/yaml.ts";
import { type Contents, contentsOf } from "../render/contents.ts";
import { isOpen, secretsOf, treeOf } from "../render/tree.ts";
import { type Written, writeTree } from "../render/write.ts";
import { catalogueOf, reposOption } from "./target.ts";

interface Options {
  readonly stack?: string;
  readonly to?: string;
  readonly repos?: string;
  readonly organization?: string;
}

export function command(): Command {
  return new Command("render")
    .description(
      "Write the manifests that clusters would get, without their Secrets. Asks no cluster; Flux's own manifests come from where each cluster says.",
    )
    .option("--stack <name>", "one cluster (default: all of them)")
    .option(
      "--to <directory>",
      "write them as the fleet repository's folders; what is declared no longer goes (default: print them)",
    )
    .option("--organization <login>", "the organisation (default: `github:owner` of the stack `github`)")
    .addOption(reposOption())
    .action(run);
}

async function run({ stack, to, repos, organization }: Options): Promise<void> {
  const catalogue = await catalogueOf({ repos });
  const contents: Contents[] = [];
  const project = findProject();
  const login = organization ?? stackSetting(project, "github", "github:owner");
  if (!login) throw new WrongUsage("No organisation is named: give --organization.");
  for (const cluster of clustersOf(catalogue, stack)) {
    const install = await readRelease(cluster, project);
    contents.push(contentsOf(cluster, catalogue, { organization: login, install }));
  }
  if (to === undefined) print(contents);
  else await write(contents, to, stack);
}

function clustersOf({ clusters }: Catalogue, stack: string | undefined): readonly Cluster[] {
  if (stack === undefined) {
    if (clusters.length) return clusters;
    throw new WrongUsage("There are no clusters: no stack has `fairway:cluster`.");
  }
  const found = clusters.find(({ name }) => name === stack);
  if (found) return [found];
  const near = suggestion(
    stack,
    clusters.map(({ name }) => name),
  );
  throw new WrongUsage(`There is no cluster \`${stack}\`${near || "."}`);
}

function print(contents: readonly Contents[]): void {
  const steps = contents.flatMap(({ bootstrap, tenants }) => [bootstrap, ...tenants.values()].flat());
  console.log(formatManifests(steps.flatMap(({ manifests }) => manifests.filter(isOpen))));
}

async function write(contents: readonly Contents[], to: string, stack: string | undefined): Promise<void> {
  const tree = new Map(contents.flatMap(one => [...treeOf(one)]));
  const isOurs = (folder: string) =>
    stack === undefined || fleetFolders(stack).some(own => `${folder}/`.startsWith(`${own}/`));
  console.log(summary(await writeTree(to, tree, isOurs), to));
  for (const one of contents.filter(({ cluster }) => cluster.delivery === "git"))
    console.error(
      `${one.cluster.name} needs ${secretsOf(one).length} Secrets beside these files: ${secretsOf(one).join(", ")}.`,
    );
}

function summary({ written, removed, unchanged }: Written, to: string): string {
  return `${to}: ${written} files written, ${removed} removed, ${unchanged} as they were.`;
}
