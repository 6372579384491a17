import { z } from "zod";
import { facet } from "../facet.ts";

const prefix = z
  .string()
  .regex(
    /^[a-zA-Z0-9.=+:/#_-]*[a-zA-Z.=+:/#_-]$/,
    "is not a prefix: letters, digits and `.-_+=:/#`, no digit last",
  );

const autolink = z.strictObject({
  url: z
    .string()
    .regex(
      /^https?:\/\/[a-z0-9.-]+(:[0-9]+)?\/.*<num>/,
      "is not an address with a path that has `<num>` in it",
    )
    .meta({ description: "The address, with `<num>` for what follows the prefix." }),
  alphanumeric: z.boolean().default(true).meta({
    description: "Whether letters may follow the prefix as well as digits.",
  }),
});

/** References to other systems that GitHub turns into links: https://docs.github.com/en/rest/repos/autolinks */
export const autolinks = facet({
  title: "Autolinks",
  fields: {
    autolinks: z
      .record(prefix, autolink)
      .optional()
      .meta({ description: "Links to other systems by prefix, e.g. `TICKET-`." }),
  },
  kinds: {
    autolink: {
      type: "github:index/repositoryAutolinkReference:RepositoryAutolinkReference",
      title: "autolinks",
      authorship: "adds",
      identify: async (_, live, key) => {
        const found = (await live.autolinks).find(({ key_prefix }) => key_prefix === key);
        return found && `${live.name}/${found.id}`;
      },
    },
  },
  resources: ({ name: repository, autolinks = {} }) =>
    Object.entries(autolinks).map(([keyPrefix, { url, alphanumeric }]) => ({
      kind: "autolink",
      key: keyPrefix,
      args: { repository, keyPrefix, targetUrlTemplate: url, isAlphanumeric: alphanumeric },
    })),
  observe: async (live, declared) => {
    const found = (await live.autolinks).filter(({ key_prefix }) => declared.autolinks?.[key_prefix]);
    return found.length
      ? {
          autolinks: Object.fromEntries(
            found.map(({ key_prefix, url_template, is_alphanumeric }) => [
              key_prefix,
              { url: url_template, alphanumeric: is_alphanumeric },
            ]),
          ),
        }
      : {};
  },
});
