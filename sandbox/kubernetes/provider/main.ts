import { endWithEngine } from "../../../components/provider/process.ts";
import { serve } from "../../../components/provider/service.ts";
import { KubernetesProvider } from "./provider.ts";

endWithEngine();
const { port } = await serve(new KubernetesProvider());
console.log(String(port));
