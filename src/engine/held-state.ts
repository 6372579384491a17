import { isDeepStrictEqual } from "node:util";
import { type CheckpointPlace, readCheckpoint, replaceCheckpoint } from "./checkpoint.ts";
import type { StoredStack } from "./deployment.ts";
import { type Lock, noteInLock, removeLock, takeLock } from "./locks.ts";
import type { OpenStack } from "./pulumi.ts";
import { checkpointPlace } from "./state.ts";

/** A stack's state in a backend of files that nobody else, engine or not, works on until it is released. */
export class HeldState {
  readonly #place: CheckpointPlace;
  readonly #lock: Lock;
  #state: StoredStack;
  #inDoubt = false;

  private constructor(place: CheckpointPlace, lock: Lock, state: StoredStack) {
    this.#place = place;
    this.#lock = lock;
    this.#state = state;
  }

  /**
   * Locks the stack. Undefined where its state lies in no file, or where that file has nothing yet.
   * @throws StackLocked when somebody else works on it
   */
  static of(open: OpenStack): HeldState | undefined {
    const place = checkpointPlace(open);
    if (!place) return undefined;
    const lock = takeLock(place);
    const state = readCheckpoint(place);
    if (state) return new HeldState(place, lock, state);
    removeLock(lock);
    return undefined;
  }

  get state(): StoredStack {
    return this.#state;
  }

  isLike(state: StoredStack): boolean {
    return isDeepStrictEqual(state, this.#state);
  }

  /** Says which repositories are worked on from now on, until a state is put that tells what became of them. */
  workOn(repositories: readonly string[]): void {
    noteInLock(this.#lock, repositories);
    this.#inDoubt = true;
  }

  /** @throws StateNotWritten; the old state is left then */
  put(state: StoredStack): void {
    const { secrets_providers: own } = this.#state.deployment;
    const { secrets_providers: other } = state.deployment;
    if (own && !isDeepStrictEqual(own, other))
      throw new StateNotWritten(this.#place, new Error("its secrets would be encrypted in two ways"));
    if (!this.isLike(state)) {
      try {
        replaceCheckpoint(this.#place, state);
      } catch (error) {
        throw new StateNotWritten(this.#place, error as Error);
      }
    }
    this.#state = state;
    this.#inDoubt = false;
  }

  /**
   * Lets go of the stack. Where no state tells what became of the repositories that were worked on, the lock is left: the next
   * run finds it stranded, and looks at them.
   */
  release(): void {
    if (!this.#inDoubt) removeLock(this.#lock);
  }
}

/** What was done last could not be written down; the state is as it was before. */
export class StateNotWritten extends Error {
  override readonly name = "StateNotWritten";

  constructor({ directory, stack }: CheckpointPlace, cause: Error) {
    super(
      `The state of the stack \`${stack}\` could not be written to ${directory}: ${cause.message}.\n` +
        "It is as it was before. Mend the cause and run the same command again: it finds what this one has done.",
      { cause },
    );
  }
}
