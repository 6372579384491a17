import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ensureOrganization, type OrganizationSetup } from "../../../sandbox/organization.ts";
import { up } from "../../../sandbox/world.ts";
import { obtain } from "../../../tools/obtain.ts";
import { progressOn } from "../../../tools/progress.ts";
import { engineTools } from "../../../tools/registry.ts";
import { loadCatalogue } from "../../catalogue/catalogue.ts";
import { InvalidCatalogue } from "../../catalogue/problem.ts";
import { findProject, WrongUsage } from "../../engine/project.ts";

interface Options {
  readonly port?: number;
  readonly organization: string;
  readonly json?: boolean;
}

export const command = () =>
  new Command("up")
    .description("Start the sandbox: a GitHub server on loopback, and the tools to work with it.")
    .option("--port <port>", "where to listen (default: where it was before, else any free port)", portNumber)
    .option("--organization <login>", "an organisation that exists from the start", "acme")
    .option("--json", "print the server's address as JSON")
    .action(run);

async function run({ port, organization, json }: Options): Promise<void> {
  // The tools may take minutes where they have to be built; the server is of use from its first second.
  const [server] = await Promise.all([
    start(port, organization),
    obtain(engineTools, { progress: progressOn() }),
  ]);
  if (json) return console.log(JSON.stringify(server));
  console.log(
    `The sandbox is up: ${server.url} with the organisation ${organization} (process ${server.pid}).`,
  );
  console.log('To work in it: eval "$(fairway sandbox env)"   To end it: fairway sandbox down');
}

async function start(port: number | undefined, organization: string) {
  const server = await up(port === undefined ? {} : { port });
  await ensureOrganization({ login: organization, ...(await declared()) });
  return server;
}

/** What the catalogue around this directory takes for given: its Apps and what is archived already. */
async function declared(): Promise<Omit<OrganizationSetup, "login">> {
  try {
    const { repositories, standard } = await loadCatalogue(join(findProject().root, "repos"));
    const archived = repositories.filter(repository => repository.archived).map(({ name }) => name);
    return { apps: standard.apps ?? {}, archived };
  } catch (error) {
    // There is no usable catalogue, which is not what was asked about.
    if (error instanceof InvalidCatalogue || error instanceof WrongUsage) return {};
    throw error;
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}
