import { enableCompileCache } from "node:module";
import { endWithEngine } from "./process.ts";

endWithEngine();
// The engine waits for this plugin before it does anything.
enableCompileCache();
const { FairwayProvider } = await import("./provider.ts");
const { serve } = await import("./service.ts");
const { port } = await serve(new FairwayProvider());
console.log(String(port));
