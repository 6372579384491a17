import { AUDIT_LOG } from "./audit-log.ts";
import type { Organization, Repository } from "./model.ts";
import { RULESET_VERSIONS } from "./rulesets.ts";
import { SECRET_KEYS } from "./sealed-box.ts";
import type { Document } from "./store.ts";
import type { World } from "./world.ts";

/** What is no state of the organisation, but how it came about, and what only its server needs. */
const beside: ReadonlySet<string> = new Set([SECRET_KEYS, AUDIT_LOG, RULESET_VERSIONS]);

/** How many repositories' refs are read at once. */
const AT_ONCE = 8;

/**
 * The complete state of an organisation as JSON with sorted keys: everything that belongs to it, and to what belongs
 * to it, with each repository's git refs. Two dumps are the same byte for byte when nothing changed in between.
 * Left out is what is no state of the organisation: counters, limits, tokens, the key pairs of secrets, and who did what.
 */
export async function dump(world: World, organization: Organization): Promise<string> {
  const refs = await allRefs(world, world.repositories.of(organization.id));
  const users = new Map(world.users.all().map(({ id, login }) => [String(id), login]));
  return `${JSON.stringify(sorted({ ...describe(world, organization, refs), users: Object.fromEntries(users) }), null, 2)}\n`;
}

type Refs = Map<number, Record<string, string>>;

function describe(world: World, document: Document, refs: Refs): Record<string, unknown> {
  const owned = world.store.ownedBy(document.id).filter(([name]) => !beside.has(name));
  const children = owned.map(([name, documents]) => [
    name,
    documents.map(child => describe(world, child, refs)),
  ]);
  const own = refs.get(document.id);
  return { ...document, ...Object.fromEntries(children), ...(own ? { refs: own } : {}) };
}

async function allRefs(world: World, repositories: Repository[]): Promise<Refs> {
  const refs: Refs = new Map();
  const queue = [...repositories];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const listed = await world.git(next).refs();
      refs.set(next.id, Object.fromEntries(listed.map(({ ref, sha }) => [ref, sha])));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return refs;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
