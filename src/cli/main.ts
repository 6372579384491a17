import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { fail } from "./failure.ts";
import { keepHeapSmall } from "./heap.ts";
import { loadLessOfSdk } from "./sdk.ts";

interface Verb {
  readonly summary: string;
  readonly load: () => Promise<{ command(): Command }>;
}

/** Every verb of `fairway`. Its file is loaded when it is asked for, so that `--help` and a typing error answer at once. */
const verbs: Readonly<Record<string, Verb>> = {
  validate: { summary: "check the catalogue", load: () => import("./validate.ts") },
  preview: { summary: "show what `up` would change", load: () => import("./preview.ts") },
  comment: { summary: "write a preview as a pull request's comment", load: () => import("./comment.ts") },
  up: {
    summary: "bring the organisation, or clusters, into the declared shape",
    load: () => import("./up.ts"),
  },
  drift: { summary: "find what is not as declared", load: () => import("./drift.ts") },
  import: { summary: "take in repositories that exist", load: () => import("./import.ts") },
  repo: {
    summary: "propose a new repository, another name, or the archive",
    load: () => import("./repo.ts"),
  },
  list: { summary: "list the repositories of the catalogue", load: () => import("./list.ts") },
  stacks: { summary: "list the stacks, in the order of their waves", load: () => import("./stacks.ts") },
  render: { summary: "write the manifests that clusters would get", load: () => import("./render.ts") },
  recipients: { summary: "list whom to encrypt secrets for", load: () => import("./recipients.ts") },
  promote: {
    summary: "move a deploy repository on to the next stage, or back",
    load: () => import("./promote.ts"),
  },
  release: { summary: "write down what may go live together", load: () => import("./release.ts") },
  rotate: { summary: "give clusters other deploy keys", load: () => import("./rotate.ts") },
  unlock: { summary: "show and remove a lock on a stack's state", load: () => import("./unlock.ts") },
  state: {
    summary: "list and restore the copies of a stack's state",
    load: () => import("./state.ts"),
  },
  templates: {
    summary: "publish templates, and see who is on which version",
    load: () => import("./templates.ts"),
  },
  sandbox: { summary: "a world on this machine to try things in", load: () => import("./sandbox.ts") },
  doctor: { summary: "check this machine and its access", load: () => import("./doctor.ts") },
  demo: { summary: "watch it work, in a sandbox of its own", load: () => import("./demo.ts") },
};

loadLessOfSdk();
keepHeapSmall();

const program = new Command("fairway")
  .description("An organisation's repositories as code: previewed, applied, adopted and kept.")
  .version(manifest.version)
  .showHelpAfterError("Run `fairway --help` to see what there is.")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const asked = process.argv[2] === "help" ? process.argv[3] : process.argv[2];
for (const [name, { summary, load }] of Object.entries(verbs)) {
  const command = name === asked ? (await load()).command() : new Command(name);
  program.addCommand(inherit(command).summary(summary));
}

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
// A pipe takes what was written bit by bit; ending at once would cut it.
await new Promise(resolve => process.stdout.write("", resolve));
process.exit();

/** A wrong option ends every command, however deep, with exit code 2, and with the way to that command's help. */
function inherit(command: Command, path = command.name()): Command {
  command.copyInheritedSettings(program);
  command.showHelpAfterError(`Run \`fairway ${path} --help\` to see what there is.`);
  for (const child of command.commands) inherit(child, `${path} ${child.name()}`);
  return command;
}
