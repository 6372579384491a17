/** Nobody has answered a question: Ctrl-C and the end of the input are an answer too. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";

  constructor(message = "Nothing was done.") {
    super(message);
  }
}

/** Somebody has looked at what is to be done, and does not want it. */
export class Declined extends Error {
  override readonly name = "Declined";

  constructor() {
    super("Nothing was done.");
  }
}

/**
 * Asks something on the terminal.
 * @param prompt shows the question; it is given what ends it
 * @param signal ends it too, where the run is to stop
 * @throws Unanswered; the signal's reason
 */
export async function ask<T>(
  prompt: (context: { readonly signal: AbortSignal }) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const ended = new AbortController();
  // At the end of the input the prompt lets go of it, and says nothing.
  const end = () => ended.abort();
  process.stdin.on("pause", end).on("end", end);
  try {
    return await prompt({ signal: AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]) });
  } catch (error) {
    signal?.throwIfAborted();
    const isLeft = error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name);
    throw isLeft ? new Unanswered() : error;
  } finally {
    process.stdin.off("pause", end).off("end", end);
  }
}

/**
 * Asks for a yes; the answer that is offered is no.
 * @throws Unanswered; the signal's reason
 */
export async function agrees(message: string, signal?: AbortSignal): Promise<boolean> {
  const { confirm } = await import("@inquirer/prompts");
  return await ask(context => confirm({ message, default: false }, context), signal);
}
