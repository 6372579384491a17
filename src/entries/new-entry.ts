import { entryText } from "../adoption/entry-file.ts";
import type { Layer } from "../catalogue/layer.ts";
import type { Files } from "../github/branch-files.ts";
import type { ScaffoldLayer } from "../scaffolding/schema.ts";
import type { Place } from "./place.ts";

/** A tenant that a new entry has. */
export interface NewTenant {
  readonly namespace: string;
  readonly clusters: readonly string[];
  /** The size; left out, where it is the one that tenants have anyway. */
  readonly size?: string;
  /** Whether each stage has a folder of its own. */
  readonly overlays?: true;
  /** Whom Flux tells about it, where its team has nobody. */
  readonly alerts?: { readonly type: "generic"; readonly address: string };
}

/** What was answered about one repository that is to be. */
export interface NewEntry {
  readonly name: string;
  readonly archetype: string;
  readonly description: string;
  readonly team: string;
  readonly visibility?: string;
  readonly topics?: readonly string[];
  readonly scaffold?: readonly ScaffoldLayer[];
  readonly tenant?: NewTenant;
}

/** The files of new entries, by path from the repository's root. */
export function filesOf(entries: readonly NewEntry[], { repos }: Pick<Place, "repos">): Files {
  return Object.fromEntries(
    entries.map(({ name, archetype, description, team, visibility, topics = [], scaffold = [], tenant }) => {
      const fields: Layer = {
        description,
        team,
        ...(visibility === undefined ? {} : { visibility }),
        ...(topics.length ? { topics } : {}),
        ...(scaffold.length ? { scaffold } : {}),
        ...(tenant ? { tenant } : {}),
      };
      return [`${repos}/${name}/repo.yaml`, entryText(archetype, fields)];
    }),
  );
}
