import { z } from "zod";
import { amount, quantity } from "../kubernetes/quantity.ts";

const resources = (of: string) =>
  z.strictObject({
    cpu: quantity.meta({ description: `Processor time ${of}, in cores: \`500m\` is half a core.` }),
    memory: quantity.meta({ description: `Memory ${of}.` }),
  });

const container = z
  .strictObject({
    requests: resources("that a container asks for unless it says so itself"),
    limits: resources("that a container may use unless it says so itself"),
    max: resources("that no container may go beyond"),
  })
  .superRefine(({ requests, limits, max }, context) => {
    for (const kind of ["cpu", "memory"] as const) {
      if (amount(requests[kind]) > amount(limits[kind]))
        context.addIssue({ code: "custom", path: ["requests", kind], message: "is above what `limits` has" });
      if (amount(limits[kind]) > amount(max[kind]))
        context.addIssue({ code: "custom", path: ["limits", kind], message: "is above what `max` has" });
    }
  });

/** How much of a cluster a tenant may have. */
export const size = z.strictObject({
  requests: resources("that all containers together may ask for"),
  limits: resources("that all containers together may be allowed"),
  pods: z.int().positive().meta({ description: "Pods at a time." }),
  services: z.int().positive().meta({ description: "Services." }),
  volumes: z.int().positive().meta({ description: "Volumes, for a tenant that has `volumes`." }),
  storage: quantity.meta({ description: "What these volumes may hold together." }),
  concurrency: z.int().min(2).meta({
    description:
      "Kustomizations, and as many HelmReleases: how much of Flux the tenant can keep busy at a time.",
  }),
  container: container.meta({ description: "What a single container gets." }),
});
export type Size = z.output<typeof size>;

const ordinary = {
  requests: { cpu: "50m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

/** The sizes of a standard that names none. */
export const sizes: Readonly<Record<string, Size>> = {
  small: {
    requests: { cpu: "1", memory: "2Gi" },
    limits: { cpu: "4", memory: "4Gi" },
    pods: 20,
    services: 10,
    volumes: 2,
    storage: "20Gi",
    concurrency: 5,
    container: { ...ordinary, max: { cpu: "2", memory: "2Gi" } },
  },
  medium: {
    requests: { cpu: "4", memory: "8Gi" },
    limits: { cpu: "16", memory: "16Gi" },
    pods: 60,
    services: 20,
    volumes: 5,
    storage: "100Gi",
    concurrency: 10,
    container: { ...ordinary, max: { cpu: "4", memory: "8Gi" } },
  },
  large: {
    requests: { cpu: "16", memory: "32Gi" },
    limits: { cpu: "64", memory: "64Gi" },
    pods: 200,
    services: 50,
    volumes: 20,
    storage: "500Gi",
    concurrency: 20,
    container: { ...ordinary, max: { cpu: "8", memory: "16Gi" } },
  },
};
