import { type Risk, weaker } from "../repository/risk.ts";

/** What a new tenant has, and everybody sees to be new with it, is no risk; what becomes of one that stands may be. */
const widerRights: Risk = ({ action, effect }) => {
  if (action === "create") return undefined;
  return action === "delete" && effect !== "forgotten" ? undefined : "other rights";
};

const gone =
  (what: string): Risk =>
  ({ action, effect }) =>
    (action === "delete" && effect !== "forgotten") || action === "replace" ? what : undefined;

const otherwise: Risk = ({ action }) => (action === "create" ? undefined : "other protection");

/** Why somebody should look twice before an object of a cluster is modified, by its kind. */
export const clusterRisks: Readonly<Record<string, Risk>> = {
  ClusterRole: widerRights,
  ClusterRoleBinding: widerRights,
  CustomResourceDefinition: gone("every object of the kind goes with it"),
  LimitRange: weaker,
  Namespace: gone("goes with everything in it"),
  NetworkPolicy: otherwise,
  ResourceQuota: otherwise,
  Role: widerRights,
  RoleBinding: widerRights,
  ValidatingAdmissionPolicy: otherwise,
  ValidatingAdmissionPolicyBinding: otherwise,
};
