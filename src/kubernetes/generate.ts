/** `npm run crds`: writes the types of Flux's objects from the definitions of the pinned release. Needs Go. */
import { writeFileSync } from "node:fs";
import { fluxTypes, fluxTypesFile } from "./flux-types.ts";

writeFileSync(fluxTypesFile, await fluxTypes());
console.log(fluxTypesFile);
