import { findProject, type Project, stackSetting } from "../engine/project.ts";

/** What a check found. `skipped`: there was nothing to look at, or something before it has to be put right first. */
export type Verdict =
  | { readonly outcome: "ok" | "skipped"; readonly detail: string }
  | { readonly outcome: "failed"; readonly detail: string; readonly remedy: string };

export const ok = (detail: string): Verdict => ({ outcome: "ok", detail });
export const skipped = (detail: string): Verdict => ({ outcome: "skipped", detail });
export const failed = (detail: string, remedy: string): Verdict => ({ outcome: "failed", detail, remedy });

/** What the checks look at. */
export interface Subject {
  readonly stack: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where there is none, the checks of the project and of GitHub's organisation are skipped. */
  readonly project: Project | undefined;
  readonly organization: string | undefined;
  /** Where the catalogue lies, if not where the project has its own. */
  readonly repos?: string | undefined;
}

export interface Check {
  readonly name: string;
  /** What it throws counts as failed, with the message as detail. */
  readonly look: (subject: Subject) => Promise<Verdict>;
}

export type Finding = { readonly name: string } & Verdict;

/** The subject of a stack in the project around this directory; the organisation is the stack's unless one is named. */
export function subjectOf(stack: string, organization?: string): Subject {
  const environment = process.env;
  try {
    const project = findProject();
    const declared = organization ?? stackSetting(project, stack, "github:owner");
    return { stack, environment, project, organization: declared ?? environment.GITHUB_OWNER };
  } catch {
    return { stack, environment, project: undefined, organization: organization ?? environment.GITHUB_OWNER };
  }
}

/** Runs the checks side by side; the findings come in the checks' order. */
export async function findings(checks: readonly Check[], subject: Subject): Promise<Finding[]> {
  return Promise.all(
    checks.map(async ({ name, look }) => {
      try {
        return { name, ...(await look(subject)) };
      } catch (error) {
        return { name, ...unexpected(error as Error) };
      }
    }),
  );
}

/** Errors say in their first line what is wrong, and in the others what to do. */
function unexpected({ message }: Error): Verdict {
  const [detail = message, ...remedy] = message.split("\n");
  return failed(detail, remedy.join("\n") || "Put this right, then run fairway doctor again.");
}
