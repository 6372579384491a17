import type { Catalogue } from "../../catalogue/catalogue.ts";
import { suggestion } from "../../catalogue/nearest.ts";
import { WrongUsage } from "../../engine/project.ts";
import { signIn } from "../../promotion/identity.ts";
import { type Step, stepsOf } from "../../promotion/steps.ts";
import type { Surroundings } from "../../promotion/workplace.ts";
import { plain } from "../../report/promotion.ts";
import { agrees, Declined } from "../ask.ts";
import { messageOf } from "../failure.ts";
import { addToJobSummary } from "../job-summary.ts";
import { type Terminal, work } from "../work.ts";

/** What is asked for, once it makes sense. */
export interface Request {
  readonly catalogue: Catalogue;
  /** The project's directory. */
  readonly root: string;
  readonly organization: string;
  readonly stage: string | undefined;
  readonly to: string | undefined;
  /** What a dry run has shown, and nothing else is to be done. */
  readonly shown: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
  readonly dryRun: boolean;
}

/** One run that promotes something, or looks at what that would be. */
export interface Session extends Request {
  readonly surroundings: Surroundings;
  readonly terminal: Terminal;
  /** Tells people something, and keeps it for the record on the run's page. */
  readonly tell: (text: string) => void;
}

/**
 * Signs in, does something, and leaves a record of it on the page of the workflow's run, of a failure as well.
 * @param subject what it is about, for the record
 * @throws WrongUsage where an answer is needed and there is nobody to give it; what the action throws
 */
export async function session<T>(
  {
    verb,
    subject,
    repositories,
  }: { readonly verb: string; readonly subject: string; readonly repositories: readonly string[] },
  request: Request,
  action: (session: Session) => Promise<T>,
): Promise<T> {
  const { yes, dryRun, json } = request;
  if (!yes && !dryRun && (json || !process.stdin.isTTY))
    throw new WrongUsage("There is nobody to ask whether to promote it: give --yes, or --dry-run to look.");
  const told: string[] = [];
  const record = (failed: boolean) =>
    addToJobSummary({ stack: subject, verb, told: told.join("\n\n"), failed });
  try {
    const promoting = async (terminal: Terminal) => {
      const { catalogue, organization, root, dryRun: looking } = request;
      const identity = await signIn(organization, repositories, catalogue.standard, { looking });
      const tell = (text: string) => {
        terminal.clear();
        told.push(text);
        if (!request.json) console.log(`${text}\n`);
      };
      const surroundings = { ...identity, organization, catalogue, root, progress: terminal.progress };
      return await action({ ...request, surroundings, terminal, tell });
    };
    // A move that has begun is done and written down, even if that is asked for something new.
    const result = await work(verb, promoting, () => {});
    record(false);
    return result;
  } catch (error) {
    told.push(plainLines(messageOf(error)));
    record(true);
    throw error;
  }
}

/**
 * Asks unless the answer is known.
 * @throws Declined or Unanswered; the signal's reason, where the run is to stop: what comes next would be something new
 */
export async function agree({ yes, terminal: { clear, signal } }: Session, message: string): Promise<void> {
  signal?.throwIfAborted();
  if (yes) return;
  clear();
  if (!(await agrees(message, signal))) throw new Declined();
}

/**
 * The steps of a repository that are asked for.
 * @throws WrongUsage where there are none
 */
export function wantedSteps(repository: string, { catalogue, stage }: Request): readonly Step[] {
  const all = stepsOf(catalogue, repository);
  if (all.length === 0)
    throw new WrongUsage(
      `${repository} has no clusters at two stages, so nothing can show what is fit to go on: name some in its \`tenant\`.`,
    );
  const branch = catalogue.standard.stages.find(({ name }) => name === stage)?.branch;
  const wanted = stage === undefined ? all : all.filter(step => step.branch === branch);
  if (wanted.length > 0) return wanted;
  const stages = all.map(step => step.stage);
  throw new WrongUsage(
    `${repository} has no cluster at the stage \`${stage}\`${suggestion(stage ?? "", stages) || "."}`,
  );
}

function plainLines(text: string): string {
  return text.split("\n").map(plain).join("\n");
}
