# The scanner of images and dependencies. It stands in a file of this kind so that Renovate keeps it up to date.
FROM ghcr.io/anchore/grype:v0.120.1@sha256:e4a44ef45d285b829ce6efe2642980329661bd2d18eab5fc539138d4adaebbbe
