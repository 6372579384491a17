import { setTimeout } from "node:timers/promises";

const PATIENCE_MS = 240_000;
const POLL_MS = 100;

/**
 * What `look` finds once it finds something.
 * @throws Error with `state` as it was last, when nothing comes: long after everything that is still alive has happened.
 */
export async function eventually<T>(look: () => Promise<T | undefined>, state?: () => unknown): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      throw new Error(
        `It did not happen in ${PATIENCE_MS / 1000} s. ${JSON.stringify(await state?.(), null, 2) ?? ""}`,
      );
    }
    await setTimeout(POLL_MS);
  }
}
