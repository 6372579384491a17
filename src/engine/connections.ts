import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { getEngine, getMonitor } from "@pulumi/pulumi/runtime/settings.js";

/**
 * Has a program run, and closes its connections to the engine when the run is over. The SDK leaves them open, each with a
 * timer of half an hour that keeps all that the program has made in memory.
 */
export async function withConnectionsClosed<T>(
  program: PulumiFn,
  run: (program: PulumiFn) => Promise<T>,
): Promise<T> {
  const connections: { close(): void }[] = [];
  try {
    return await run(async () => {
      for (const client of [getMonitor(), getEngine()]) if (isClosable(client)) connections.push(client);
      return await program();
    });
  } finally {
    for (const connection of connections) connection.close();
  }
}

function isClosable(client: unknown): client is { close(): void } {
  return typeof (client as { close?: unknown } | undefined)?.close === "function";
}
