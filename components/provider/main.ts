import { main } from "@pulumi/pulumi/provider/index.js";
import { FairwayProvider } from "./provider.ts";

const engine = process.ppid;
// A plugin whose engine was killed would wait for it forever.
setInterval(() => process.ppid === engine || process.exit(0), 1000).unref();

await main(new FairwayProvider(), process.argv.slice(2));
