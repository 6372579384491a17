import type { Input } from "@pulumi/pulumi";
import type { Alert } from "../kubernetes/flux.ts";
import type { Declared } from "../kubernetes/manifest.ts";
import type { SecretReference } from "../repository/secret.ts";
import type { Alerts } from "./alerts.ts";

type SourceKind = Alert["spec"]["eventSources"][number]["kind"];

/** What an alert is about, and where it stands. */
export interface AlertSubject {
  /** The name of all its objects. */
  readonly name: string;
  readonly namespace: string;
  /** The kinds of objects in the namespace that are told of. */
  readonly sources: readonly SourceKind[];
  /** What is told with each event. */
  readonly metadata: Readonly<Record<string, string>>;
  secret(reference: SecretReference): Input<string>;
}

/** A Provider and an Alert in one namespace, with a Secret of their own where the address or a token is secret. */
export function alertManifests(alerts: Alerts, subject: AlertSubject): readonly Declared[] {
  const { name, namespace, sources, metadata: eventMetadata, secret } = subject;
  const { type, channel, severity, address, token } = alerts;
  const metadata = { name, namespace };
  const stringData = {
    ...(typeof address === "object" ? { address: secret(address) } : {}),
    ...(token ? { token: secret(token) } : {}),
  };
  const hasSecret = Object.keys(stringData).length > 0;
  return [
    ...(hasSecret
      ? [{ apiVersion: "v1" as const, kind: "Secret" as const, metadata, type: "Opaque", stringData }]
      : []),
    {
      apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
      kind: "Provider",
      metadata,
      spec: {
        type,
        ...(channel === undefined ? {} : { channel }),
        ...(typeof address === "string" ? { address } : {}),
        ...(hasSecret ? { secretRef: { name } } : {}),
      },
    },
    {
      apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
      kind: "Alert",
      metadata,
      spec: {
        providerRef: { name },
        eventSeverity: severity,
        eventMetadata,
        eventSources: sources.map(kind => ({ kind, name: "*" })),
      },
    },
  ];
}
