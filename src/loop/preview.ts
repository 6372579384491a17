import { reach } from "../github/access.ts";
import { type Forecast, type ForecastOptions, forecast } from "./forecast.ts";
import { isCluster } from "./is-cluster.ts";
import { whyStillRead } from "./still-read.ts";
import { openTarget } from "./target.ts";

export type PreviewOptions = ForecastOptions;

/**
 * What `up` would change. Changes nothing, neither at GitHub nor in the state. A notice tells of what `up` would refuse.
 * @throws NoAccess, EngineFailed or RunFailed
 */
export async function preview(options: PreviewOptions): Promise<Forecast> {
  const api = await reach(options.target.organization);
  const open = await openTarget(options.target);
  const plan = await forecast(open, api, options, open.state);
  const reasons = isCluster(options.target) ? [] : await whyStillRead(api, options.target.organization, plan);
  for (const reason of reasons) options.onNotice?.(reason);
  return plan;
}
