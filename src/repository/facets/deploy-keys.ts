import { z } from "zod";
import { facet } from "../facet.ts";
import { type Modification, valueGiven } from "../risk.ts";

const deployKey = z.strictObject({
  key: z
    .string()
    .regex(
      /^\s*[a-z0-9@.-]+ [A-Za-z0-9+/]+=*(\s.*)?$/,
      "is not a public SSH key, such as `ssh-ed25519 AAAA…`",
    )
    .meta({ description: "The public key; a comment after it is left out." }),
  read_only: z.boolean().default(true).meta({ description: "Whether the key may only read." }),
});

/** SSH keys of this one repository, for machines: https://docs.github.com/en/rest/deploy-keys/deploy-keys */
export const deployKeys = facet({
  title: "Deploy keys",
  fields: {
    deploy_keys: z
      .record(z.string().min(1), deployKey)
      .optional()
      .meta({ description: "Deploy keys by title. A key can belong to one repository only." }),
  },
  kinds: {
    deployKey: {
      type: "github:index/repositoryDeployKey:RepositoryDeployKey",
      title: "deploy keys",
      authorship: "reports",
      audited: ["public_key."],
      inBulk: true,
      risk: keyRisk,
      // By the key itself: GitHub holds it once, and takes any number of keys with one title.
      identify: async ({ key }, live) => {
        const found = (await live.deployKeys).find(deployed => bare(deployed.key) === bare(String(key)));
        return found && `${live.name}:${found.id}`;
      },
      list: async live => titles((await live.deployKeys).map(({ title }) => title)),
    },
  },
  resources: ({ name: repository, deploy_keys: keys = {} }) =>
    Object.entries(keys).map(([title, { key, read_only: readOnly }]) => ({
      kind: "deployKey",
      key: title,
      // The provider itself overlooks only comments of one word.
      args: { repository, title, key: bare(key), readOnly },
    })),
  observe: async (live, declared) => {
    const deployed = await live.deployKeys;
    const found = Object.entries(declared.deploy_keys ?? {}).flatMap(([title, { key }]) => {
      const titled = deployed.filter(other => other.title === title);
      const known = titled.find(other => bare(other.key) === bare(key));
      const told = known ? { ...known, key } : titled[0];
      return told ? [[title, { key: told.key, read_only: told.read_only }] as const] : [];
    });
    return found.length ? { deploy_keys: Object.fromEntries(found) } : {};
  },
});

/** A public key without its comment, as GitHub stores it. */
function bare(key: string): string {
  return key.trim().split(/\s+/, 2).join(" ");
}

/** Titles, a repeated one with its count: a second key under a declared title is a stranger too. */
function titles(found: readonly string[]): string[] {
  return found.map((title, index) => {
    const earlier = found.slice(0, index).filter(other => other === title).length;
    return earlier ? `${title} (${earlier + 1})` : title;
  });
}

function keyRisk(modification: Modification): string | undefined {
  if (valueGiven(modification, "readOnly") === false) return "whoever holds the key may write";
  return modification.action === "create" ? "whoever holds the key may read" : undefined;
}
