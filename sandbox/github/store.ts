import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What every stored thing has: an id unique in the whole store, and the id of the thing it belongs to (0: none). */
export interface Document {
  readonly id: number;
  ownerId: number;
}

type Fields<T extends Document> = Omit<T, "id">;

interface Journal {
  nextId(): number;
  changed(collection: string, document: Document): void;
  removed(collection: string, id: number): void;
}

/**
 * The documents of one kind, held in memory and indexed by their owner.
 * Change a document only through `update`: that is how the store learns what to write.
 */
export class Collection<T extends Document> {
  readonly name: string;
  readonly #journal: Journal;
  readonly #documents = new Map<number, T>();
  readonly #byOwner = new Map<number, Map<number, T>>();

  constructor(name: string, journal: Journal, stored: T[]) {
    this.name = name;
    this.#journal = journal;
    for (const document of stored) this.#index(document);
  }

  /** Adds a document with a new id, or the one that it comes with, and returns it. */
  add(fields: Fields<T> & { readonly id?: number }): T {
    const document = { id: this.#journal.nextId(), ...fields } as T;
    this.#index(document);
    this.#journal.changed(this.name, document);
    return document;
  }

  get(id: number): T | undefined {
    return this.#documents.get(id);
  }

  /** All documents, oldest first. */
  all(): T[] {
    return [...this.#documents.values()];
  }

  /** The documents that belong to an owner, oldest first. */
  of(ownerId: number): T[] {
    return [...(this.#byOwner.get(ownerId)?.values() ?? [])];
  }

  update(document: T, changes: Partial<Fields<T>>): T {
    if (changes.ownerId !== undefined && changes.ownerId !== document.ownerId) {
      this.#byOwner.get(document.ownerId)?.delete(document.id);
      document.ownerId = changes.ownerId;
      this.#index(document);
    }
    Object.assign(document, changes);
    this.#journal.changed(this.name, document);
    return document;
  }

  remove(document: T): void {
    this.#documents.delete(document.id);
    this.#byOwner.get(document.ownerId)?.delete(document.id);
    this.#journal.removed(this.name, document.id);
  }

  #index(document: T): void {
    this.#documents.set(document.id, document);
    const siblings = this.#byOwner.get(document.ownerId) ?? new Map<number, T>();
    siblings.set(document.id, document);
    this.#byOwner.set(document.ownerId, siblings);
  }
}

/** The exclusive lock keeps a second server from the same state. */
const SCHEMA = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (collection, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Documents in memory, written through to one SQLite file: `save` puts everything changed since the last one into one transaction. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #collections = new Map<string, Collection<Document>>();
  readonly #pending = new Map<string, { collection: string; id: number; document?: Document }>();
  #lastId: number;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(join(directory, "github.sqlite"));
    try {
      this.#database.exec(SCHEMA);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`The state in ${directory} cannot be opened: ${message}; is another server using it?`);
    }
    const counter = this.#database.prepare("SELECT value FROM counters WHERE name = 'id'").get();
    this.#lastId = Number(counter?.value ?? 1000);
  }

  /** The collection of that name; the same object for every caller. */
  collection<T extends Document>(name: string): Collection<T> {
    const known = this.#collections.get(name);
    if (known) return known as unknown as Collection<T>;
    const rows = this.#database
      .prepare("SELECT body FROM documents WHERE collection = ? ORDER BY id")
      .all(name);
    const stored = rows.map(row => JSON.parse(String(row.body)) as T);
    const collection = new Collection<T>(name, this.#journal(), stored);
    this.#collections.set(name, collection as unknown as Collection<Document>);
    return collection;
  }

  /** Removes everything, of any kind, that belongs to a thing, and what belongs to that in turn. */
  removeOwnedBy(ownerId: number): void {
    for (const collection of this.#collections.values()) {
      for (const document of collection.of(ownerId)) {
        collection.remove(document);
        this.removeOwnedBy(document.id);
      }
    }
  }

  /** The documents of any kind that belong to a thing, by the name of their collection. */
  ownedBy(ownerId: number): [collection: string, documents: Document[]][] {
    return [...this.#collections.values()]
      .map((collection): [string, Document[]] => [collection.name, collection.of(ownerId)])
      .filter(([, documents]) => documents.length > 0);
  }

  /** Writes every change since the last save in one transaction. */
  save(): void {
    if (this.#pending.size === 0) return;
    const put = this.#database.prepare("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)");
    const drop = this.#database.prepare("DELETE FROM documents WHERE collection = ? AND id = ?");
    this.#database.exec("BEGIN");
    for (const { collection, id, document } of this.#pending.values()) {
      if (document) put.run(collection, id, JSON.stringify(document));
      else drop.run(collection, id);
    }
    this.#database.prepare("INSERT OR REPLACE INTO counters VALUES ('id', ?)").run(this.#lastId);
    this.#database.exec("COMMIT");
    this.#pending.clear();
  }

  close(): void {
    this.save();
    this.#database.close();
  }

  #journal(): Journal {
    return {
      nextId: () => ++this.#lastId,
      changed: (collection, document) =>
        this.#pending.set(`${collection}/${document.id}`, { collection, id: document.id, document }),
      removed: (collection, id) => this.#pending.set(`${collection}/${id}`, { collection, id }),
    };
  }
}
