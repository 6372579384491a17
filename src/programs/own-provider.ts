import { FairwayProvider } from "../../components/provider/provider.ts";
import { serve } from "../../components/provider/service.ts";
import type { ServedProvider } from "../engine/command.ts";

/** Serves Fairway's own provider from this process. An engine that starts it as a plugin waits for another Node to load. */
export async function serveOwnProvider(): Promise<ServedProvider> {
  const { port, close } = await serve(new FairwayProvider());
  return { environment: { PULUMI_DEBUG_PROVIDERS: `fairway:${port}` }, close };
}
