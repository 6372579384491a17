import type { ClusterContext } from "../../src/cluster/part.ts";
import { secretValue } from "../tenant/world.ts";
import { install } from "./install.ts";

export const clusterContext: ClusterContext = {
  gitAddress: "ssh://git@github.com/acme",
  install,
  placements: [],
  branch: stage => (stage === "live" ? "production" : "main"),
  credentials: () => ({ identity: secretValue, known_hosts: "github.com" }),
  ageKey: () => secretValue,
  secret: () => secretValue,
};
