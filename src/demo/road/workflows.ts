import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { publishImage } from "../../../sandbox/image.ts";
import { pythonTools } from "../../../tools/python.ts";
import { gitIn } from "../push.ts";
import { organization } from "../world.ts";
import { assertThat, type Site, service, targetOf } from "./site.ts";

/** What the base template's script says of the components. */
const components = z.array(z.object({ path: z.string(), image: z.string() }));

/** A commit of the service, published. */
export interface Release {
  readonly commit: string;
  readonly version: string;
  /** The images by their digests. */
  readonly images: readonly string[];
}

/**
 * Does what the service's workflows `publish` and `release` do, which nobody runs in this world: finds the components and
 * the version by the repository's own scripts, makes an image of each component, and tags the commit with the version.
 */
export async function publish({ world, progress }: Site, commit: string): Promise<Release> {
  const directory = mkdtempSync(join(tmpdir(), "fairway-demo-"));
  try {
    const git = gitIn(directory);
    await git("clone", "--quiet", world.remote(service), ".");
    await git("checkout", "--quiet", commit);
    const env = {
      GITHUB_REPOSITORY: `${organization}/${service}`,
      PATH: [await pythonTools({ progress }), process.env.PATH].join(delimiter),
    };
    const script = async (name: string, ...args: readonly string[]) =>
      (await execa("bash", [join(directory, ".github/scripts", name), ...args], { cwd: directory, env }))
        .stdout;
    const version = (await script("next-version")).trim();
    assertThat(version !== "", `${commit.slice(0, 7)} of ${service} makes no release.`);
    const found = components.parse(JSON.parse(await script("components", "--json")));
    const images: string[] = [];
    for (const { path, image } of found.filter(({ image }) => image !== "")) {
      const source = {
        directory: join(directory, path),
        root: "app",
        labels: labels(world.remote(service), commit),
      };
      const { reference } = await publishImage(source, {
        repository: image,
        tags: [commit, version],
        progress,
      });
      images.push(reference);
    }
    await git("tag", `v${version}`);
    await git("push", "--quiet", "origin", `v${version}`);
    return { commit, version, images };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function labels(source: string, revision: string): Readonly<Record<string, string>> {
  return {
    "org.opencontainers.image.source": source,
    "org.opencontainers.image.revision": revision,
  };
}

/** Reports the checks that the catalogue requires of a repository as passed: nobody runs workflows in this world. */
export async function reportChecks(
  site: Site,
  repository: string,
  commit: string,
): Promise<readonly string[]> {
  const { catalogue } = await targetOf(site);
  const { checks } = catalogue.repositories.find(({ name }) => name === repository) ?? {};
  const contexts = checks ?? [];
  for (const context of contexts)
    await site.world.github.rest.repos.createCommitStatus({
      owner: organization,
      repo: repository,
      sha: commit,
      state: "success",
      context,
      description: "Reported by the demo",
    });
  return contexts;
}
