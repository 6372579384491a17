import { isDeepStrictEqual } from "node:util";
import pMap from "p-map";
import { hasSecrets, isObject, type Properties } from "../../components/provider/properties.ts";
import type { StoredResource } from "../engine/deployment.ts";
import { type ApiServer, Refused } from "../kubernetes/api-server.ts";
import { withDashes, withUnderscores } from "../kubernetes/dashes.ts";
import { Discovery, type Kind, UnknownKind } from "../kubernetes/discovery.ts";
import { managedBy } from "../kubernetes/labels.ts";
import { observed, ownedFields } from "../kubernetes/observed.ts";

export interface LiveObject extends Properties {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
  };
}

/** Where the provider keeps in the state what was declared: https://github.com/pulumi/pulumi-kubernetes */
const declared = "__inputs";

/** How many objects a server is asked for at once. */
const pageSize = 500;
const kindsAtOnce = 4;

/** What has become of a state's objects on the cluster, by their URNs. */
export interface Findings {
  readonly gone: ReadonlySet<string>;
  /** The resources with their inputs as they are now. */
  readonly changed: ReadonlyMap<string, StoredResource>;
}

/**
 * Looks which objects of a state are not on the cluster as the last run left them, as far as they were declared. Asks for
 * all objects of a kind at once, where a refresh by the engine asks for each; and sees what that does not: items that were
 * added to a list which allows no others.
 * @param stored resources of Kubernetes objects
 * @throws Unreachable, Refused
 */
export async function findingsOf(api: ApiServer, stored: readonly StoredResource[]): Promise<Findings> {
  const discovery = new Discovery(api);
  const gone = new Set<string>();
  const changed = new Map<string, StoredResource>();
  await pMap(
    Map.groupBy(stored, kindOf),
    async ([key, resources]: [string, StoredResource[]]) => {
      const live = await objectsOf(api, discovery, parsed(key));
      for (const resource of resources) {
        const known = resource.outputs as unknown as LiveObject;
        // Somebody may have taken away the label that the others were found by.
        const now =
          live.get(placeOf(known)) ?? (await objectAt(api, discovery, { ...known, ...parsed(key) }));
        if (!now) gone.add(resource.urn);
        else if (!isAsLeft(resource, now)) changed.set(resource.urn, asFound(resource, now));
      }
    },
    { concurrency: kindsAtOnce },
  );
  return { gone, changed };
}

/**
 * What is labelled as Fairway's on the cluster and is in no state: left by a run that was killed, or kept on purpose. Only of
 * the kinds that the state has.
 * @returns each as `Kind` and `namespace/name`
 * @throws Unreachable, Refused
 */
export async function unknownOf(
  api: ApiServer,
  stored: readonly StoredResource[],
): Promise<readonly { readonly kind: string; readonly key: string }[]> {
  const discovery = new Discovery(api);
  const found = await pMap(
    Map.groupBy(stored, kindOf),
    async ([key, resources]: [string, StoredResource[]]) => {
      const known = new Set(resources.map(({ outputs }) => placeOf(outputs as unknown as LiveObject)));
      const live = await objectsOf(api, discovery, parsed(key));
      const places = [...live.keys()].filter(place => !known.has(place));
      return places.map(place => ({ kind: parsed(key).kind, key: place.replace(/^\//, "") }));
    },
    { concurrency: kindsAtOnce },
  );
  return found.flat();
}

async function objectAt(
  api: ApiServer,
  discovery: Discovery,
  object: Kind & Pick<LiveObject, "metadata">,
): Promise<LiveObject | undefined> {
  try {
    const path = await discovery.path(object);
    return (await api.request({ method: "GET", path })) as LiveObject;
  } catch (error) {
    if (error instanceof UnknownKind || (error instanceof Refused && error.code === 404)) return undefined;
    throw error;
  }
}

/**
 * The objects of a kind by `namespace/name`; none where the server does not know it.
 * @param whose all of them, or only those that Fairway has declared
 * @throws Unreachable, Refused
 */
export async function objectsOf(
  api: ApiServer,
  discovery: Discovery,
  kind: Kind,
  whose: "everybody's" | "ours" = "ours",
): Promise<ReadonlyMap<string, LiveObject>> {
  const found = new Map<string, LiveObject>();
  const path = await discovery.listPath(kind).catch((error: unknown) => {
    if (error instanceof UnknownKind) return undefined;
    throw error;
  });
  if (!path) return found;
  const ours = whose === "ours" ? { labelSelector: `${managedBy.key}=${managedBy.value}` } : {};
  let from = "";
  do {
    const query = { ...ours, limit: String(pageSize), ...(from ? { continue: from } : {}) };
    const { items, metadata } = await api.request({ method: "GET", path, query });
    for (const item of items as readonly LiveObject[]) found.set(placeOf(item), { ...item, ...kind });
    from = isObject(metadata) ? String(metadata.continue ?? "") : "";
  } while (from);
  return found;
}

function isAsLeft(resource: StoredResource, now: LiveObject): boolean {
  const { inputs = {}, outputs = {} } = resource;
  const { resourceVersion, uid } = (outputs as unknown as LiveObject).metadata;
  if (now.metadata.uid === uid && now.metadata.resourceVersion === resourceVersion) return true;
  // What is encrypted in the state can't be compared.
  return !isHidden(resource) && isDeepStrictEqual(foundIn(resource, now), withDashes(inputs));
}

/** The resource as if what is found on the cluster had been declared, so that the engine sees what differs. */
function asFound(resource: StoredResource, now: LiveObject): StoredResource {
  const { inputs = {}, outputs = {} } = resource;
  if (isHidden(resource)) {
    const { data: _data, stringData: _text, ...open } = inputs;
    return { ...resource, inputs: open, outputs: { ...outputs, [declared]: open } };
  }
  const notes = Object.entries(outputs).filter(([name]) => name.startsWith("__"));
  const found = withUnderscores(foundIn(resource, now)) as Properties;
  const live = withUnderscores(now) as Properties;
  return {
    ...resource,
    inputs: found,
    outputs: { ...live, ...Object.fromEntries(notes), [declared]: found },
  };
}

function foundIn({ inputs = {}, outputs = {} }: StoredResource, now: LiveObject): unknown {
  return observed(withDashes(inputs), withDashes(outputs), now, ownedFields(now));
}

function isHidden({ inputs = {} }: StoredResource): boolean {
  return inputs.kind === "Secret" || hasSecrets(inputs);
}

export function placeOf({
  metadata: { namespace = "", name },
}: {
  readonly metadata: { readonly namespace?: string; readonly name: string };
}): string {
  return `${namespace}/${name}`;
}

function kindOf({ inputs = {} }: StoredResource): string {
  return `${inputs.apiVersion} ${inputs.kind}`;
}

function parsed(key: string): Kind {
  const [apiVersion = "", kind = ""] = key.split(" ");
  return { apiVersion, kind };
}
