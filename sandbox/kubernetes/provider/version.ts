import { createRequire } from "node:module";

/** The version of the library that programs use, which is the official plugin's as well. */
export const libraryVersion: string = createRequire(import.meta.url)(
  "@pulumi/kubernetes/package.json",
).version;
