import { subjectOf } from "../engine/urn.ts";
import { openPlace, type Place } from "./target.ts";

/** Whom secrets are encrypted for, so that one namespace of one cluster can read them. */
export interface Recipient {
  readonly cluster: string;
  readonly namespace: string;
  /** The public half of the namespace's age key: `age1…`. */
  readonly recipient: string;
}

/**
 * The recipients of a cluster's namespaces, as its stack's state has them.
 * @throws NoEngine or EngineFailed
 */
export async function recipientsOf(place: Place): Promise<readonly Recipient[]> {
  const { deployment } = (await openPlace(place)).state;
  return (deployment.resources ?? []).flatMap(({ urn, type, outputs }) => {
    const { cluster = "", key: namespace = "" } = subjectOf(urn);
    const recipient = outputs?.recipient;
    return type === "fairway:index:AgeKey" && typeof recipient === "string"
      ? [{ cluster, namespace, recipient }]
      : [];
  });
}
