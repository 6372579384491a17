import { isDeepStrictEqual } from "node:util";
import pMap from "p-map";
import type { Properties } from "../../components/provider/properties.ts";
import type { PropertyChange } from "../engine/properties.ts";
import { type ApiServer, Refused } from "../kubernetes/api-server.ts";
import { Discovery, type Kind } from "../kubernetes/discovery.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { type LiveObject, objectsOf, placeOf } from "./live-objects.ts";

const atOnce = 8;

/**
 * Which of these objects are on the cluster already, and what declaring each would change in it, by the server's own word:
 * a dry run. Changes nothing.
 * @param manifests by any names, which the answer has too
 * @throws Unreachable, Refused
 */
export async function existingOf(
  api: ApiServer,
  manifests: ReadonlyMap<string, Manifest>,
): Promise<ReadonlyMap<string, readonly PropertyChange[]>> {
  const discovery = new Discovery(api);
  const kinds = Map.groupBy(manifests, ([, { apiVersion, kind }]) => `${apiVersion} ${kind}`);
  const found = await pMap(kinds.values(), async entries => {
    const kind = entries[0]?.[1] as Kind;
    const { apiVersion } = kind;
    // Nobody else's secrets are read.
    const whose = kind.kind === "Secret" ? "ours" : "everybody's";
    const live = await objectsOf(api, discovery, { apiVersion, kind: kind.kind }, whose);
    return entries.flatMap(([name, manifest]) => {
      const there = live.get(placeOf(manifest));
      return there && !there.metadata.deletionTimestamp ? [{ name, manifest, there }] : [];
    });
  });
  const changes = await pMap(
    found.flat(),
    async ({ name, manifest, there }) => [name, await changesOf(api, discovery, manifest, there)] as const,
    { concurrency: atOnce },
  );
  return new Map(changes);
}

/** What would change in an object; where the server refuses the change, that is what it says. */
async function changesOf(
  api: ApiServer,
  discovery: Discovery,
  manifest: Manifest,
  there: LiveObject,
): Promise<readonly PropertyChange[]> {
  try {
    return differences(there, await declaredOn(api, discovery, manifest));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [{ path: "metadata", from: null, to: `refused: ${error.message}` }];
  }
}

/** The object as it would be. */
async function declaredOn(api: ApiServer, discovery: Discovery, manifest: Manifest): Promise<Properties> {
  return await api.request({
    method: "PATCH",
    path: await discovery.path(manifest),
    query: { dryRun: "All", fieldManager: "fairway", force: "true" },
    contentType: "application/apply-patch+yaml",
    body: manifest,
  });
}

function differences(there: LiveObject, then: Properties): readonly PropertyChange[] {
  const [before, after] = [toldOf(there), toldOf(then)];
  return Object.keys({ ...before, ...after })
    .filter(name => !isDeepStrictEqual(before[name], after[name]))
    .map(path =>
      there.kind === "Secret"
        ? { path, from: "(secret)", to: "(secret)" }
        : { path, from: before[path] ?? null, to: after[path] ?? null },
    );
}

/** What somebody may have declared of an object, without the server's own notes on it. */
function toldOf({
  apiVersion: _version,
  kind: _kind,
  metadata,
  status: _status,
  ...rest
}: Properties): Properties {
  const { labels, annotations } = metadata as { labels?: unknown; annotations?: unknown };
  return { ...rest, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
}
