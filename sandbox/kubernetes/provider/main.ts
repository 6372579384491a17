import { endWithEngine } from "../../../components/provider/process.ts";
import { serve } from "../../../components/provider/service.ts";
import { KubernetesProvider } from "./provider.ts";

endWithEngine();
console.log(String(await serve(new KubernetesProvider())));
