import { PromotionRefused } from "./refused.ts";

/** Where a branch is moved from and to, and of a rollback the newest commit that is undone. */
interface Planned {
  readonly from: string | undefined;
  readonly to: string;
  readonly tip?: string;
}

/** What a plan is, for whoever was shown it and wants just that. */
export function shownAs({ from, to, tip }: Planned): string {
  return `${from ?? "none"}..${to}${tip ? `@${tip}` : ""}`;
}

/** The commit that is wanted by it; undefined where it is none. */
export function wantedBy(shown: string): string | undefined {
  return /^(?:none|[0-9a-f]{40})\.\.([0-9a-f]{40})(?:@[0-9a-f]{40})?$/.exec(shown)?.[1];
}

/**
 * Makes sure that what would be done is what was shown.
 * @param shown what it was; undefined where nobody says so
 * @throws PromotionRefused
 */
export function assertShown(plan: Planned, shown: string | undefined): void {
  const now = shownAs(plan);
  if (shown === undefined || shown === now) return;
  throw new PromotionRefused(
    `This is not what was shown: it would be ${brief(now)} now, and ${brief(shown)} was shown. Nothing was moved; look at it anew.`,
  );
}

function brief(shown: string): string {
  return shown.replaceAll(/[0-9a-f]{40}/g, commit => commit.slice(0, 7));
}
