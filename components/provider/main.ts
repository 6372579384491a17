import { FairwayProvider } from "./provider.ts";
import { serve } from "./service.ts";

// A plugin whose engine was killed would wait for it forever. The engine's id is the launcher's to tell: it may be gone
// before this line runs.
const engine = Number(process.argv[3] ?? process.ppid);
setInterval(() => process.ppid === engine || process.exit(0), 1000).unref();

console.log(String(await serve(new FairwayProvider())));
