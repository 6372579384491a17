import { reach } from "../github/access.ts";
import { type Forecast, type ForecastOptions, forecast } from "./forecast.ts";
import { openTarget } from "./target.ts";

export type PreviewOptions = ForecastOptions;

/**
 * What `up` would change. Changes nothing, neither at GitHub nor in the state.
 * @throws NoAccess, EngineFailed or RunFailed
 */
export async function preview(options: PreviewOptions): Promise<Forecast> {
  const api = await reach(options.target.organization);
  const open = await openTarget(options.target);
  return await forecast(open, api, options, open.state);
}
