import { ageKeyEntry } from "../../kubernetes/secrets.ts";
import { names } from "../names.ts";
import type { TenantPart } from "../part.ts";

export const decryption: TenantPart = {
  title: "Decryption",
  purpose: "The tenant's own age key: what is encrypted for it by SOPS is read here and by no other tenant.",
  after: ["namespace"],
  manifests: (placement, { ageKey }) => [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: names.ageSecret, namespace: placement.tenant.namespace },
      type: "Opaque",
      stringData: { [ageKeyEntry]: ageKey(placement) },
    },
  ],
};
