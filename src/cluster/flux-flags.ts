/** The controllers that Flux may be installed with. */
export type FluxController =
  | "source-controller"
  | "kustomize-controller"
  | "helm-controller"
  | "notification-controller"
  | "image-reflector-controller"
  | "image-automation-controller"
  | "source-watcher";

/** What depends on where a controller runs, and not on the tenants that it serves. */
export interface FluxPlace {
  /** One of several replicas does the work. */
  readonly leaderElection: boolean;
  /** Where the others send their events: the notification-controller. */
  readonly events: string;
  /** What one controller listens on and keeps its files in. */
  readonly flags: (controller: FluxController) => readonly string[];
}

/** In Pods, as in the official manifests. */
export const inPods: FluxPlace = {
  leaderElection: true,
  events: "http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./",
  flags: controller =>
    controller === "source-controller" || controller === "source-watcher"
      ? ["--storage-path=/data", `--storage-adv-addr=${controller}.$(RUNTIME_NAMESPACE).svc.cluster.local.`]
      : [],
};

/**
 * The service account that a tenant's object acts under when it names none: one that every namespace has, with no rights.
 * An object that names none can so do nothing, where Flux would otherwise act with its own rights.
 */
const POWERLESS = "--default-service-account=default";

/** An object refers to nothing outside its own namespace. */
const OWN_NAMESPACE = "--no-cross-namespace-refs=true";

/**
 * What keeps tenants apart, for each controller that knows the flag; it ends at once when given one that it does not.
 * On the source-controller the default account is something else (its cloud identity), and refused without that feature.
 * https://fluxcd.io/flux/installation/configuration/multitenancy/
 */
const lockdown: Readonly<Record<FluxController, readonly string[]>> = {
  "source-controller": [],
  "kustomize-controller": [
    OWN_NAMESPACE,
    POWERLESS,
    // Everything that is applied comes through a source that admission has seen.
    "--no-remote-bases=true",
    // A variable that is set nowhere is an error and not an empty text; the default from Flux 2.9 on.
    "--feature-gates=StrictPostBuildSubstitutions=true",
  ],
  "helm-controller": [OWN_NAMESPACE, POWERLESS],
  "notification-controller": [OWN_NAMESPACE],
  "image-reflector-controller": [OWN_NAMESPACE],
  "image-automation-controller": [OWN_NAMESPACE],
  "source-watcher": [OWN_NAMESPACE],
};

/** The flags that keep tenants apart. */
export function lockdownFlags(controller: FluxController): readonly string[] {
  return lockdown[controller];
}

/** All flags that a controller is started with: the same lockdown in a Pod and in the sandbox. */
export function fluxFlags(controller: FluxController, place: FluxPlace = inPods): readonly string[] {
  return [
    ...(controller === "notification-controller" ? [] : [`--events-addr=${place.events}`]),
    "--watch-all-namespaces=true",
    "--log-level=info",
    "--log-encoding=json",
    `--enable-leader-election=${place.leaderElection}`,
    ...place.flags(controller),
    ...lockdownFlags(controller),
  ];
}
