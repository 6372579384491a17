import { z } from "zod";
import { isSameName } from "../../github/names.ts";
import { facet } from "../facet.ts";

const color = z
  .string()
  .regex(
    /^[0-9a-fA-F]{6}$/,
    "is not a colour: six hexadecimal digits without `#`, in quotes where they are all digits",
  );

/** Labels of issues and pull requests. Others stay: taking one away would strip it from every issue that has it. */
export const labels = facet({
  title: "Labels",
  fields: {
    labels: z
      .record(
        z.string().min(1).max(50),
        z.strictObject({
          color: color.meta({ description: "Six hexadecimal digits, e.g. `d73a4a`." }),
          description: z.string().max(100).optional().meta({ description: "At most 100 characters." }),
        }),
      )
      .optional()
      .meta({ description: "Labels by name." }),
  },
  check: ({ labels = {} }) => {
    const names = Object.keys(labels);
    return names.flatMap((name, index) => {
      const twin = names.slice(0, index).find(other => isSameName(other, name));
      return twin ? [{ path: ["labels", name], message: `is the same label as \`${twin}\` to GitHub` }] : [];
    });
  },
  kinds: {
    labels: {
      type: "fairway:index:Labels",
      title: "labels",
      authorship: "adds",
      inBulk: true,
      remains: true,
      identify: async (_, live) => `${live.owner}/${live.name}`,
    },
  },
  resources: ({ name: repository, labels = {} }, { organization: owner }) => {
    const args = Object.entries(labels).map(([name, { color, description }]) => [
      name,
      { color: color.toLowerCase(), description: description ?? "" },
    ]);
    return args.length
      ? [{ kind: "labels", args: { owner, repository, labels: Object.fromEntries(args) } }]
      : [];
  },
  observe: async (live, declared) => {
    const found = (await live.labels).filter(({ name }) =>
      Object.keys(declared.labels ?? {}).some(known => isSameName(known, name)),
    );
    return {
      labels: Object.fromEntries(
        found.map(({ name, color, description }) => [
          name,
          { color, ...(description ? { description } : {}) },
        ]),
      ),
    };
  },
});
