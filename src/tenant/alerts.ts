import { z } from "zod";
import { secretReference } from "../repository/secret.ts";

/** Whom Flux tells what happens: https://fluxcd.io/flux/components/notification/providers/ */
export const alerts = z.strictObject({
  type: z
    .enum([
      "slack",
      "msteams",
      "discord",
      "googlechat",
      "rocket",
      "webex",
      "matrix",
      "pagerduty",
      "opsgenie",
      "alertmanager",
      "generic",
    ])
    .meta({ description: "What is told: a chat, an on-call service, or with `generic` any HTTP address." }),
  address: z
    .union([z.url({ protocol: /^https?$/ }), secretReference])
    .optional()
    .meta({ description: "Where: an address, or a reference to one that is secret." }),
  channel: z.string().min(1).optional().meta({ description: "The channel, where the service has some." }),
  token: secretReference.optional().meta({ description: "A token, where the service wants one." }),
  severity: z
    .enum(["info", "error"])
    .default("error")
    .meta({ description: "`error` for what fails, `info` for everything." }),
});
export type Alerts = z.output<typeof alerts>;
