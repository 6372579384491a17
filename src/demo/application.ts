/** The files of a small application's deploy repository. */
export function application(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    "config/settings.yaml": settings,
    "kubernetes/workload.yaml": deployment(
      "api",
      "{ allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }",
    ),
    ...more,
  };
}

/** A workload that wants more than a tenant may have. */
export const greedy = deployment("backdoor", "{ privileged: true }");

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  address: https://pay.\${DOMAIN}
`;

function deployment(name: string, securityContext: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      securityContext:
        runAsNonRoot: true
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: ${name}
          image: ghcr.io/acme/${name}:1
          securityContext: ${securityContext}
`;
}
