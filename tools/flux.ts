/**
 * The release of Flux whose controllers are built here. A release's own list names a newer notification-controller; this
 * one is of the release before, serves the same API versions, and is the newest that the Go module proxy has.
 */
export const flux = {
  release: "2.7.5",
  controllers: {
    "source-controller": "1.7.3",
    "kustomize-controller": "1.7.3",
    "helm-controller": "1.4.3",
    "notification-controller": "1.6.0",
  },
} as const;
