import { Command, InvalidArgumentError } from "commander";
import { WrongUsage } from "../engine/project.ts";
import { runAddress } from "../github/run-address.ts";
import { commentMarker, previewComment } from "../report/comment.ts";
import { readExpected, readPreviewed } from "../report/previewed.ts";

interface Options {
  readonly expect?: string;
  readonly repository?: string;
  readonly pullRequest?: number;
  readonly print?: boolean;
}

export function command(): Command {
  return new Command("comment")
    .description(
      "Write what `fairway preview --report FILE` has written as the pull request's comment, in the place of the last one.",
    )
    .argument("[files...]", "the reports, of one run or several; none where nothing is touched")
    .option(
      "--expect <json>",
      "what `fairway stacks --json` prints of the stacks that must have a report: who has none is named",
    )
    .option("--repository <owner/name>", "where the pull request is (default: GITHUB_REPOSITORY)")
    .option("--pull-request <number>", "its number (default: that of GITHUB_REF)", positive)
    .option("--print", "print the comment, and write it nowhere else")
    .action(run);
}

async function run(
  files: readonly string[],
  { expect = "[]", repository, pullRequest, print = false }: Options,
): Promise<void> {
  const options = { expected: readExpected(expect), run: runAddress() };
  const body = previewComment(files.flatMap(readPreviewed), options);
  if (print) return console.log(body);
  const { GITHUB_REPOSITORY, GITHUB_REF = "" } = process.env;
  const [owner, repo] = (repository ?? GITHUB_REPOSITORY ?? "").split("/");
  const number = pullRequest ?? Number(/^refs\/pull\/(\d+)\//.exec(GITHUB_REF)?.[1]);
  if (!owner || !repo) throw new WrongUsage("No repository is named: give --repository owner/name.");
  if (!number) throw new WrongUsage("No pull request is named: give --pull-request NUMBER.");
  const { connect } = await import("../github/api.ts");
  const { writeOwnComment } = await import("../github/own-comment.ts");
  const discussion = { owner, repo, issue_number: number };
  console.log(await writeOwnComment(await connect(), discussion, { marker: commentMarker, body }));
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a number from 1 on.");
  return Number(text);
}
