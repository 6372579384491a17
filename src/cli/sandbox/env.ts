import { Command } from "commander";
import { environment } from "../../../sandbox/environment.ts";
import { progressOn } from "../../../tools/progress.ts";

interface Options {
  readonly organization?: string;
  readonly json?: boolean;
}

export const command = () =>
  new Command("env")
    .description("Print the variables with which fairway and the plain pulumi CLI work in the sandbox.")
    .option("--organization <login>", "the organisation to work on", "acme")
    .option("--json", "print them as JSON")
    .addHelpText("after", '\nIn a shell: eval "$(npx fairway sandbox env)"')
    .action(async ({ organization, json }: Options) => {
      const variables = await environment({ progress: progressOn(), ...(organization && { organization }) });
      console.log(json ? JSON.stringify(variables, null, 2) : exports(variables));
    });

function exports(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
    .join("\n");
}
