import type { Input } from "@pulumi/pulumi";
import type { z } from "zod";
import type { LiveRepository } from "../github/live-repository.ts";
import type { Foundations } from "../scaffolding/desired.ts";
import type { Args, KindName, Resource } from "./resource.ts";
import type { Risk } from "./risk.ts";
import type { SecretReference } from "./secret.ts";

/**
 * Who writes a kind of thing.
 * - `only`: Fairway alone; what somebody adds or changes by hand is taken back.
 * - `adds`: Fairway makes and keeps what is declared, and leaves everything else alone.
 * - `reports`: like `adds`, and what it did not make is named in the drift report.
 * - `once`: Fairway makes it, and what becomes of it is left alone.
 */
export type Authorship = "only" | "adds" | "reports" | "once";

/** The properties of a resource in the state. */
export type Properties = Readonly<Record<string, unknown>>;

/** A kind of thing that a facet declares: what it is for the engine, who writes it, how it is found in the live world. */
export interface Kind<Name extends KindName = KindName> {
  /** The Pulumi type token. */
  readonly type: string;
  /** The plural noun of documentation and reports, e.g. `labels`. */
  readonly title: string;
  readonly authorship: Authorship;
  /** What is no longer declared stays at GitHub as it is; where this is absent it is deleted there, or switched off. */
  readonly remains?: true;
  /** The arguments that matter only when it is made: a change of them changes nothing in what is there. */
  readonly initial?: readonly (keyof Args[Name] & string)[];
  /** Whether what its arguments leave out is not to be there; otherwise that is left as it is. */
  readonly complete?: true;
  /** Whether one look at many repositories tells of it; what it does not tell is left to a look at each. */
  readonly inBulk?: true;
  /** What such a look does not tell of it all the same. */
  readonly notInBulk?: string;
  /**
   * The actions by which an organisation's audit log tells of a change, or what these begin with; by the property where
   * they tell of some of them only. Absent where it tells of none.
   * https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
   */
  readonly audited?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** Why somebody should look twice before such a thing is modified in some way. */
  readonly risk?: Risk;
  /** The id to import the declared thing by, or undefined where the live repository has no such thing. */
  identify(args: Args[Name], live: LiveRepository, key: string | undefined): Promise<string | undefined>;
  /** Puts right what the provider tells wrongly when it imports the thing: its properties as they should stand in the state. */
  amend?(imported: Properties, args: Args[Name]): Properties;
  /** For `reports`: the keys of all such things in the live repository, to be held against those declared. */
  list?(live: LiveRepository): Promise<readonly string[]>;
}

/** What a repository's desired state depends on beyond its own specification. */
export interface Context {
  /** The organisation's login. */
  readonly organization: string;
  /** What the standard says of how repositories begin. */
  readonly foundations: Foundations;
  /** Numeric ids of GitHub Apps by slug, from the standard's `apps`. */
  readonly apps: Readonly<Record<string, number>>;
  /** The repository's GraphQL id, by which classic branch protection knows it. */
  readonly repositoryNodeId: Input<string>;
  /** The numeric id of a team, by its name in the standard. */
  teamId(name: string): Input<number>;
  /** The slug of a team, by its name in the standard. */
  teamSlug(name: string): Input<string>;
  /** The numeric id of a user, by login. */
  userId(login: string): Input<number>;
  /** The type that the organisation gives a custom property, e.g. `single_select`; it must be the live one. */
  propertyType(name: string): Input<string>;
  /** The value that a secret reference stands for, e.g. of `{ env: NAME }`, marked as a secret for the engine. */
  secret(reference: SecretReference): Input<string>;
}

/** What every facet may look at beside its own fields. */
export interface Identity {
  readonly name: string;
  readonly visibility: "public" | "private" | "internal";
  readonly default_branch: string;
}

export type Spec<Fields extends z.ZodRawShape> = z.output<z.ZodObject<Fields>>;

/** Values that are each valid, but not together. */
export interface Conflict {
  /** Where in the specification. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What it lacks, where a layer may have taken that away, and what is then told of that layer instead. */
  readonly lacks?: Conflict;
}

export type AnyKinds = { readonly [K in KindName]?: Kind<K> };

/** One aspect of a standard repository, in one file: its part of an entry, its desired state, its live state. */
export interface Facet<Fields extends z.ZodRawShape, Kinds extends AnyKinds> {
  readonly title: string;
  /** The facet's part of an entry's schema. */
  readonly fields: Fields;
  /** What GitHub gives a new repository: the lowest layer, under the standard's defaults. */
  readonly baseline?: Partial<Spec<Fields>>;
  /** What can't go together within the facet's fields, as far as the schema alone can't tell. */
  check?(spec: Spec<Fields> & Identity): readonly Conflict[];
  /** The kinds of things it declares. */
  readonly kinds: Kinds;
  /** What it adds to the one repository resource. */
  settings?(spec: Spec<Fields> & Identity): Partial<Args["repository"]>;
  /** The resources it declares beside the repository itself. */
  resources?(spec: Spec<Fields> & Identity, context: Context): readonly Resource<keyof Kinds & KindName>[];
  /**
   * The live repository in an entry's words: every field that `settings` and `resources` would declare something for.
   * `declared` is what the archetype declares; things that Fairway only adds to are told only as far as they are
   * declared there.
   */
  observe(live: LiveRepository, declared: Spec<Fields> & Identity): Promise<Partial<Spec<Fields>>>;
}

/** Types a facet's file; the registry in `facets.ts` names them all. */
export function facet<Fields extends z.ZodRawShape, Kinds extends AnyKinds>(
  definition: Facet<Fields, Kinds>,
): Facet<Fields, Kinds> {
  return definition;
}
