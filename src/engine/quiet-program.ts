import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import log from "@pulumi/pulumi/log/index.js";

/**
 * The same program without what the SDK does for whoever debugs it: for each resource it sends the engine half a dozen
 * messages that nobody sees, and notes twenty stack traces. That is a third of a first apply. The price is that an error in a
 * program does not tell its place.
 */
export function quiet(program: PulumiFn): PulumiFn {
  Object.assign(log, { debug: () => Promise.resolve() });
  return async () => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return await program();
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}
