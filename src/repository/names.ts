import { z } from "zod";

/** What a name in an entry refers to; the catalogue checks that it is there. */
export const references = z.registry<{ readonly to: ReferenceKind }>();

export type ReferenceKind =
  | "archetype"
  | "team"
  | "app"
  | "role"
  | "stage"
  | "size"
  | "cluster"
  | "tenant"
  | "entry"
  | "template";

/** https://docs.github.com/en/repositories/creating-and-managing-repositories/creating-a-new-repository */
export const repositoryName = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]{1,100}$/,
    "is not a repository name: letters, digits, `.`, `_` and `-`, at most 100",
  )
  .refine(
    name => name !== "." && name !== ".." && !/\.(git|wiki|atom)$/i.test(name),
    "is a name GitHub reserves",
  );

/** A person's login. */
export const login = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/, "is not a login: letters, digits and `-`, at most 39");

/** A role on a repository: one of GitHub's five, or the name of a custom role of the organisation. */
export const role = z
  .string()
  .min(1)
  .meta({
    description: "`pull`, `triage`, `push`, `maintain`, `admin`, or a custom role of the organisation.",
  })
  .register(references, { to: "role" });

/** An archetype's name in the standard. */
export const archetypeName = z.string().min(1).register(references, { to: "archetype" });

/** A template's name in the standard. */
export const templateName = z.string().min(1).register(references, { to: "template" });

/** A team's name in the standard. */
export const teamName = z.string().min(1).register(references, { to: "team" });

/** The slug of a GitHub App, among the standard's `apps`. */
export const appSlug = z.string().min(1).register(references, { to: "app" });

/** A stage's name in the standard. */
export const stageName = z.string().min(1).register(references, { to: "stage" });

/** A size's name in the standard. */
export const sizeName = z.string().min(1).register(references, { to: "size" });

/** A cluster's name: its stack's. */
export const clusterName = z.string().min(1).register(references, { to: "cluster" });

/** The namespace of a tenant. */
export const tenantNamespace = z.string().min(1).register(references, { to: "tenant" });

/** A repository's name in the catalogue. */
export const entryName = z.string().min(1).register(references, { to: "entry" });
