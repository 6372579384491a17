import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** The most bytes for what was made last; by default it would grow to eight times as much. */
const mostYoung = 16 * 1024 * 1024;

/** How often it is looked at how large that is. */
const everyMilliseconds = 100;

/**
 * Keeps this process small: beside it runs the engine, with its providers. By default the heap of a long run grows to four times what is
 * in use before what is not goes. For what was made last V8 takes a limit only where it is started, so here it is told to
 * let that grow no more once it is large enough.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=50");
  setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
    const factor = (young?.space_size ?? 0) < mostYoung ? 2 : 1;
    setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  }, everyMilliseconds).unref();
}
