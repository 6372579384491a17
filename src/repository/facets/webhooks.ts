import { createHash } from "node:crypto";
import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { facet } from "../facet.ts";
import { secretReference } from "../secret.ts";

const webhook = z.strictObject({
  events: z
    .array(z.string().min(1))
    .min(1)
    .default(["push"])
    .meta({ description: "The events it is sent; `*` stands for all of them." }),
  content_type: z
    .enum(["json", "form"])
    .default("json")
    .meta({ description: "The form of what it is sent." }),
  secret: secretReference.optional().meta({
    description: "What deliveries are signed with, so that the receiver can tell them from forged ones.",
  }),
  active: z.boolean().default(true).meta({ description: "Whether it is sent anything." }),
});

/** Who is told of events: https://docs.github.com/en/rest/repos/webhooks. Certificates are always verified. */
export const webhooks = facet({
  title: "Webhooks",
  fields: {
    webhooks: z
      .record(z.url({ protocol: /^https?$/ }), webhook)
      .optional()
      .meta({
        description:
          "Webhooks by the address they call, which GitHub takes once. GitHub never tells a secret, so one that has " +
          "a secret is not taken in from a live repository, and one whose Pulumi state is lost is written again.",
      }),
  },
  kinds: {
    webhook: {
      type: "github:index/repositoryWebhook:RepositoryWebhook",
      title: "webhooks",
      authorship: "reports",
      audited: ["hook."],
      identify: async (_, live, key) => {
        const found = (await live.webhooks).find(({ config }) => keyOf(config.url) === key);
        return found && `${live.name}/${found.id}`;
      },
      list: async live => (await live.webhooks).map(({ config }) => keyOf(config.url)),
    },
  },
  resources: ({ name: repository, webhooks = {} }, context) =>
    Object.entries(webhooks).map(([url, { events, content_type, secret, active }]) => ({
      kind: "webhook",
      key: keyOf(url),
      args: {
        repository,
        active,
        events: events.toSorted(),
        configuration: {
          url,
          contentType: content_type,
          insecureSsl: false,
          ...(secret ? { secret: context.secret(secret) } : {}),
        },
      },
    })),
  observe: async (live, declared) => {
    const found = (await live.webhooks).flatMap(hook => {
      const url = hook.config.url ?? "";
      return declared.webhooks?.[url] && canDeclare(hook) ? [[url, observed(hook)] as const] : [];
    });
    return found.length ? { webhooks: Object.fromEntries(found) } : {};
  },
});

/** Readable and unmistakable, without what an address may hold that nobody should see: state and reports show it. */
function keyOf(url = ""): string {
  const digest = createHash("sha256").update(url).digest("hex").slice(0, 8);
  return `${URL.parse(url)?.host ?? "webhook"} ${digest}`;
}

type Hook = components["schemas"]["hook"];

/** Whether an entry can say what the webhook is today: not with a secret, nor where certificates go unverified. */
function canDeclare({ config }: Hook): boolean {
  return !config.secret && String(config.insecure_ssl ?? "0") === "0";
}

function observed({ events, active, config }: Hook): z.output<typeof webhook> {
  return {
    events: events.toSorted(),
    active,
    content_type: config.content_type === "json" ? "json" : "form",
  };
}
