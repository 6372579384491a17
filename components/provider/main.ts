import { endWithEngine } from "./process.ts";
import { FairwayProvider } from "./provider.ts";
import { serve } from "./service.ts";

endWithEngine();
console.log(String(await serve(new FairwayProvider())));
