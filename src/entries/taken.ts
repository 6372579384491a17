import type { Octokit } from "octokit";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { absent } from "../github/absence.ts";
import { isSameName } from "../github/names.ts";
import { repositoryName } from "../repository/names.ts";

/** A repository that answers to a name: its own, or one that it had before. */
export interface Holder {
  readonly owner: string;
  readonly name: string;
  readonly archived: boolean;
}

/** Who has a name at GitHub; undefined where nobody has, or the credential may not know. */
export async function holderAt(api: Octokit, owner: string, repo: string): Promise<Holder | undefined> {
  const found = await api.rest.repos.get({ owner, repo }).then(({ data }) => data, absent(undefined));
  return found && { owner: found.owner.login, name: found.name, archived: found.archived };
}

/** Why a name is none that GitHub takes, or that the catalogue has free; undefined where it may be had. */
export function wrongName(
  name: string,
  { repositories }: Pick<Catalogue, "repositories">,
): string | undefined {
  const [issue] = repositoryName.safeParse(name).error?.issues ?? [];
  if (issue) return `\`${name}\` ${issue.message}`;
  const same = repositories.find(found => isSameName(found.name, name));
  if (same) return `\`${name}\` is taken: the catalogue has it already`;
  const former = repositories.find(({ formerly }) => formerly && isSameName(formerly, name));
  return former && `\`${name}\` is taken: \`${former.name}\` was called so, and GitHub still leads there`;
}

/** Why a name can't be had at GitHub; undefined where nobody has it. */
export function takenBy(holder: Holder | undefined, owner: string, name: string): string | undefined {
  if (!holder) return undefined;
  if (!isSameName(holder.owner, owner) || !isSameName(holder.name, name))
    return `\`${name}\` is taken: GitHub still leads from there to ${holder.owner}/${holder.name}, which was called so`;
  return `\`${name}\` is taken: it is at GitHub already${holder.archived ? ", archived" : ""}; \`fairway import ${name}\` takes it into the catalogue`;
}
