import type { NamespaceVolumes } from "../cluster/volumes.ts";
import type { Outcome, Plan } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import type { Gate } from "../judgement/gates.ts";
import { isCluster } from "../loop/is-cluster.ts";
import type { Target } from "../loop/target.ts";
import type { UpFailed, UpResult } from "../loop/up.ts";
import { upDocuments } from "../report/json.ts";
import { describeOutcome, describePart } from "../report/outcome.ts";
import { describePlan } from "../report/plan.ts";
import { agrees, Declined } from "./ask.ts";
import { eachStack, printJson } from "./each-stack.ts";
import { recorded } from "./job-summary.ts";
import type { Stacks } from "./target.ts";
import { type Terminal, work } from "./work.ts";

/** How a plan is carried out. */
export interface Manner {
  /** Don't ask. */
  readonly yes?: boolean;
  /** Print what was done as JSON. */
  readonly json?: boolean;
  /** How many minutes to wait for a run that holds the lock. */
  readonly lockTimeout?: number;
  /** Put back as well what somebody has changed by hand. */
  readonly refresh?: boolean;
  /** Namespaces whose volumes may go with them, where nobody can be asked. */
  readonly deleteVolumes?: readonly string[];
  /** Repositories, teams and namespaces that may go, however many they are. */
  readonly remove?: readonly string[];
  /** Leave what is declared no more for another run. */
  readonly leaveRemovals?: boolean;
  /** There may be weaker protection than before. */
  readonly allowWeaker?: boolean;
  /** Repositories that are there may become public. */
  readonly allowPublic?: boolean;
}

/** What has become of a stack in a turn. */
type Turned = Pick<UpFailed, "outcome" | "adopted">;

/**
 * Shows what a run would change, asks, and does it, stack by stack.
 * @throws WrongUsage where there is nobody to ask; what the only stack's run throws
 */
export async function carryOut(
  stacks: Stacks,
  {
    yes = false,
    json = false,
    refresh = false,
    deleteVolumes = [],
    remove = [],
    allowWeaker = false,
    allowPublic = false,
    leaveRemovals = false,
    lockTimeout = 0,
  }: Manner,
): Promise<void> {
  if (!yes && (json || !process.stdin.isTTY)) {
    throw new WrongUsage("There is nobody to ask whether the plan is to be carried out: give --yes.");
  }
  const { up, UpFailed } = await import("../loop/up.ts");
  const { waitingForLock } = await import("../loop/waiting.ts");
  const turnsDone: Turned[] = [];
  const tell = (turn: Turned, told?: string) => {
    if (json) turnsDone.push(turn);
    else if (told) console.log(told);
  };
  await work("Up", async terminal => {
    const confirm = (plan: Plan) => agreed(plan, terminal, { yes, json });
    const permission = { remove, weaker: allowWeaker, publish: allowPublic };
    const confirmGates = (gates: readonly Gate[], stack: string) => agreesTo(gates, stack, terminal, yes);
    const confirmLoss = (volumes: readonly NamespaceVolumes[], stack: string) =>
      acceptsLoss(volumes, stack, terminal, { yes, deleteVolumes });
    const upOf = (ofOrganization: "now" | "later") => async (target: Target) => {
      const removals = isCluster(target) && !leaveRemovals ? "now" : ofOrganization;
      const options = {
        target,
        refresh,
        removals,
        permission,
        confirm,
        confirmGates,
        confirmLoss,
        unread: yes,
      };
      const run = () => waitingForLock(() => up({ ...options, ...terminal }), lockTimeout, terminal);
      try {
        return await recorded({ stack: target.stack, verb: "Up" }, run, { done: describeResult });
      } catch (error) {
        terminal.clear();
        if (error instanceof UpFailed) tell(error, describePart(error));
        throw error;
      }
    };
    const treatment = {
      tell: (result: UpResult) => tell(done(result), describeResult(result)),
      headings: !json,
      careful: true,
    };
    const turns: readonly Turn[] = leaveRemovals ? [{ stacks, removals: "later" }] : inTurn(stacks);
    for (const part of turns) {
      const results = await eachStack(part.stacks, terminal, { ...treatment, act: upOf(part.removals) });
      const isWhole = results.length === part.stacks.waves.flat().length;
      if (!isWhole || !results.some(({ left }) => left > 0)) break;
    }
  }).finally(() => {
    // What was done is told also where the only stack has failed.
    if (json && (turnsDone.length > 0 || !stacks.single)) printJson(upDocuments(turnsDone), stacks);
  });
}

interface Turn {
  readonly stacks: Stacks;
  readonly removals: "now" | "later";
}

/**
 * A repository is there before a cluster reads it, and goes after the cluster has let go of it. So where both are worked
 * on, the organisation's removals come last, in a turn of their own, if there are any.
 */
function inTurn(stacks: Stacks): readonly Turn[] {
  const targets = stacks.waves.flat();
  const organizations = targets.filter(target => !isCluster(target));
  if (organizations.length === 0 || organizations.length === targets.length)
    return [{ stacks, removals: "now" }];
  return [
    { stacks, removals: "later" },
    { stacks: { ...stacks, waves: [organizations] }, removals: "now" },
  ];
}

/** Shows the plan, and asks unless the answer is known. */
async function agreed(
  plan: Plan,
  { clear, signal }: Terminal,
  { yes, json }: Required<Pick<Manner, "yes" | "json">>,
): Promise<boolean> {
  clear();
  if (!json) console.log(`${describePlan(plan)}\n`);
  if (yes) return true;
  return await agrees(`Do it (stack ${plan.stack})?`, signal);
}

/** Asks once more where a plan does what nobody has said it may. */
async function agreesTo(
  gates: readonly Gate[],
  stack: string,
  { clear, signal }: Terminal,
  yes: boolean,
): Promise<boolean> {
  clear();
  const { GateClosed } = await import("../loop/up.ts");
  if (yes) throw new GateClosed(gates, stack);
  for (const { reason } of gates) if (!(await agrees(`${reason}. Do it all the same?`, signal))) return false;
  return true;
}

/** Asks once more where volumes go, namespace by namespace. */
async function acceptsLoss(
  volumes: readonly NamespaceVolumes[],
  stack: string,
  { clear, signal }: Terminal,
  { yes, deleteVolumes }: Required<Pick<Manner, "yes" | "deleteVolumes">>,
): Promise<boolean> {
  clear();
  const { VolumesAtStake } = await import("../loop/up.ts");
  for (const { namespace, claims } of volumes) {
    if (deleteVolumes.includes(namespace)) continue;
    if (yes) throw new VolumesAtStake([{ namespace, claims }], stack);
    const what = `The namespace ${namespace} has volumes, whose content would be gone for good: ${claims.join(", ")}.`;
    if (!(await agrees(`${what} Delete them?`, signal))) return false;
  }
  return true;
}

function done(result: UpResult): Turned {
  if (!result.outcome && result.plan.changes.length > 0) throw new Declined();
  return { outcome: outcomeOf(result), adopted: result.adopted };
}

function outcomeOf({ plan, outcome }: UpResult): Outcome {
  return outcome ?? { ...plan, changes: [], failed: [] };
}

function describeResult(result: UpResult): string {
  return describeOutcome(outcomeOf(result), result.adopted);
}
