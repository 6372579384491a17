import { FairwayProvider } from "../../components/provider/provider.ts";
import { serve } from "../../components/provider/service.ts";
import type { ServedProviders } from "../engine/command.ts";
import { graphqlUrl, restUrl } from "../github/api.ts";
import { type Gateway, openGateway } from "../github/pacing/gateway.ts";
import { paceAt } from "../github/pacing/pace.ts";

/**
 * What an engine's providers need of this process: Fairway's own is served from here, since an engine that starts it as a
 * plugin waits for another Node to load; and where GitHub has limits, its provider gets there at their pace.
 * @throws WrongLimits
 */
export async function serveProviders(): Promise<ServedProviders> {
  const gateway = await pacedGitHub();
  const own = await serve(new FairwayProvider()).catch(error => {
    gateway?.close();
    throw error;
  });
  const { PULUMI_DEBUG_PROVIDERS: others } = process.env;
  return {
    environment: {
      PULUMI_DEBUG_PROVIDERS: [...(others ? [others] : []), `fairway:${own.port}`].join(","),
      ...(gateway ? { GITHUB_BASE_URL: gateway.url } : {}),
    },
    close: () => {
      own.close();
      gateway?.close();
    },
  };
}

async function pacedGitHub(): Promise<Gateway | undefined> {
  const rest = restUrl(process.env.GITHUB_BASE_URL);
  const pace = paceAt(rest, process.env);
  return pace.limits.length === 0 ? undefined : await openGateway({ rest, graphql: graphqlUrl(rest) }, pace);
}
