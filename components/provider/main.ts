import { FairwayProvider } from "./provider.ts";
import { serve } from "./service.ts";

const engine = process.ppid;
// A plugin whose engine was killed would wait for it forever.
setInterval(() => process.ppid === engine || process.exit(0), 1000).unref();

console.log(String(await serve(new FairwayProvider())));
