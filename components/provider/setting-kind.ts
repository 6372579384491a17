import { isDeepStrictEqual } from "node:util";
import type { Connect } from "./key-pair.ts";
import type { Properties } from "./properties.ts";
import type { ResourceKind } from "./resource-kind.ts";
import type { OfRepository, Setting } from "./setting.ts";

/** The setting as a kind of resource. */
export function settingKind(setting: Setting<OfRepository>, connect: Connect): ResourceKind {
  /** Writes only what is not so already: a run that was cut off goes on, and an unchanged repository is left in peace. */
  async function write(news: Properties): Promise<Properties> {
    const wanted = ofRepository(news);
    const api = await connect();
    const live = await setting.read(api, wanted, wanted);
    if (!live && !setting.keys) {
      const name = `${wanted.owner}/${wanted.repository}`;
      throw new Error(
        `GitHub has no repository ${name}, or hides it from this credential; it may have been transferred.`,
      );
    }
    if (!live || !isSatisfied(setting, live, wanted)) await setting.write(api, wanted, live);
    return { ...wanted, ...(await setting.told?.(api, wanted)) };
  }

  return {
    diff({ olds, news }) {
      const [live, wanted] = [ofRepository(olds), ofRepository(news)];
      if (live.owner !== wanted.owner) throw new OtherOrganization(live.owner, wanted.owner);
      if (isSatisfied(setting, live, wanted)) return { changed: [], replacing: [], deleteFirst: true };
      const keys = Object.keys({ ...live, ...wanted });
      const changed = keys.filter(key => !isDeepStrictEqual(olds[key], news[key]));
      return { changed, replacing: [], deleteFirst: true };
    },
    async create({ news }) {
      const { owner, repository } = ofRepository(news);
      const within = setting.of ? [] : [repository];
      const id = [owner, ...within, ...(setting.keys ?? []).map(key => news[key])].join("/");
      return { id, outputs: await write(news) };
    },
    async read({ id, outputs }) {
      const known = ofRepository(outputs);
      const live = await setting.read(await connect(), named(setting, id, known), known);
      return live && { outputs: { ...live } };
    },
    async update({ news }) {
      return await write(news);
    },
    async delete({ id, outputs }) {
      const last = ofRepository(outputs);
      await setting.remove?.(await connect(), { ...last, ...named(setting, id, last) });
    },
  };
}

/** Replacing would archive every repository of the organisation that the state knows. */
class OtherOrganization extends Error {
  constructor(held: string, wanted: string) {
    super(`The stack holds the organisation ${held}; give ${wanted} a stack of its own.`);
    this.name = "OtherOrganization";
  }
}

function isSatisfied(setting: Setting<OfRepository>, live: OfRepository, wanted: OfRepository): boolean {
  const { satisfies = isDeepStrictEqual } = setting;
  return live.repository === wanted.repository && live.owner === wanted.owner && satisfies(live, wanted);
}

/** The owner, the repository and the keys by the state's own word; by the id where there is no state yet, that is on import. */
function named(
  { of, keys = [] }: Setting<OfRepository>,
  id: string,
  known: Partial<OfRepository>,
): OfRepository {
  const [owner = "", ...within] = id.split("/");
  const repository = of ? {} : { repository: within.shift() ?? "" };
  const [first, ...others] = keys;
  const last = within.splice(within.length - others.length);
  return {
    owner,
    ...repository,
    ...(first ? { [first]: within.join("/") } : {}),
    ...Object.fromEntries(others.map((key, index) => [key, last[index]])),
    ...known,
  } as OfRepository;
}

/** Without what the engine adds of its own, such as `__defaults`. */
function ofRepository(properties: Properties): OfRepository {
  const declared = Object.entries(properties).filter(([key]) => !key.startsWith("__"));
  return Object.fromEntries(declared) as unknown as OfRepository;
}
