import type { Input } from "@pulumi/pulumi";
import { names } from "../names.ts";
import { declared, type TenantContext, type TenantPart } from "../part.ts";
import type { Placement } from "../placement.ts";

export const source: TenantPart = {
  title: "Source",
  purpose: "The deploy repository at the stage's branch, read with a key that opens nothing else.",
  after: ["namespace"],
  manifests: (placement, context) => {
    const { repository, tenant, stage } = placement;
    const { namespace } = tenant;
    const stringData = signingIn(placement, context);
    return declared(
      ...(stringData
        ? declared({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: names.gitSecret, namespace },
            type: "Opaque",
            stringData,
          })
        : []),
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: { name: names.git, namespace },
        spec: {
          interval: "1m",
          timeout: "1m",
          url: repositoryUrl(tenant.app ? overHttps(context.gitAddress) : context.gitAddress, repository),
          ref: { branch: stage.branch },
          ...(tenant.app ? { provider: "github" as const } : {}),
          ...(stringData ? { secretRef: { name: names.gitSecret } } : {}),
        },
      },
    );
  },
};

/** The address of a repository below that of the organisation. */
export function repositoryUrl(address: string, repository: string): string {
  return `${address}/${repository}.git`;
}

/** A GitHub App's token is a password, so it goes over HTTPS. */
export function overHttps(address: string): string {
  return address.replace(/^ssh:\/\/(?:[^@/]+@)?([^/:]+)(?::\d+)?/, "https://$1");
}

/** https://fluxcd.io/flux/components/source/gitrepositories/#secret-reference */
function signingIn(
  placement: Placement,
  { credentials, secret }: TenantContext,
): Readonly<Record<string, Input<string>>> | undefined {
  const { app } = placement.tenant;
  if (!app) return placement.cluster.git.keys === "none" ? undefined : credentials(placement);
  return {
    githubAppID: `${app.id}`,
    githubAppInstallationID: `${app.installation}`,
    githubAppPrivateKey: secret(app.private_key),
  };
}
