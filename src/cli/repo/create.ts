import { Command } from "commander";
import { WrongUsage } from "../../engine/project.ts";
import { checkChange } from "../../entries/change.ts";
import { creating, creationBody, creationNotes } from "../../entries/create.ts";
import { newEntries } from "../../entries/creation.ts";
import { Options } from "../../entries/options.ts";
import { readQuestions } from "../../entries/snapshot.ts";
import { holderAt } from "../../entries/taken.ts";
import { contradictions, type Wanted } from "../../entries/wanted.ts";
import { type ProposeOptions, proposeChange, withProposal } from "./propose.ts";

type CreateOptions = ProposeOptions & Wanted;

export function command(): Command {
  const repeated = (value: string, earlier: readonly string[] | false = []) => [...(earlier || []), value];
  return withProposal(
    new Command("create")
      .description(
        "Propose a new repository, and the deploy repository and the place on clusters that belong to it. Asks for what no option says.",
      )
      .argument("[name]", "what it is called")
      .option("--archetype <archetype>", "what kind of repository it is")
      .option("--team <team>", "the team that owns it")
      .option("--description <text>", "what it is for, in one line")
      .option("--topics <topics>", "what it is found by, with commas between")
      .option("--visibility <visibility>", "who sees it, if not as its archetype says")
      .option(
        "--template <template[:directory]>",
        "what it begins with, once for each; a component with its directory (default: what its archetype always has)",
        repeated,
      )
      .option("--no-template", "it begins with a README only")
      .option(
        "--answer <template.key=value>",
        "an answer to a template's question, once for each; `template:directory.key=value` where a component is meant, `repository/template.key=value` where the deploy repository is",
        repeated,
      )
      .option("--deploy [name]", "it runs on clusters: it gets a deploy repository")
      .option("--no-deploy", "it runs nowhere")
      .option("--namespace <namespace>", "its namespace on clusters (default: its name)")
      .option("--cluster <cluster>", "a cluster that it runs on, once for each", repeated)
      .option("--size <size>", "how much of a cluster it may have")
      .option("--alerts <address>", "who is told when it fails, where its team has nobody"),
  ).action(run);
}

async function run(name: string | undefined, options: CreateOptions): Promise<void> {
  const wrong = contradictions(options);
  if (wrong.length > 0) throw new WrongUsage(wrong.join("\n"));
  await proposeChange(options, async ({ api, organization, snapshot, isAsking }) => {
    const { catalogue, place } = snapshot;
    const holder = (wanted: string) => holderAt(api, organization, wanted);
    const silent = new Options();
    const respondent = isAsking ? (await import("./person.ts")).person : silent;
    const wanted = { ...options, ...(name === undefined ? {} : { name }) };
    const complain = (problem: string) => silent.complain(problem);
    const questions = await readQuestions(api, snapshot);
    const setting = { organization, catalogue, questions, holder };
    const entries = await newEntries(respondent, wanted, setting, complain);
    silent.finish();
    const change = creating(entries, place);
    const changed = await checkChange(snapshot, { ...change });
    const notes = creationNotes(entries, changed, questions);
    return { ...change, body: creationBody(entries, changed), notes };
  });
}
