import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { type ImportResource, LocalWorkspace, Stack } from "@pulumi/pulumi/automation/index.js";
import { stringify } from "yaml";
import { backendDirectory, backendUrl } from "./backend.ts";
import { type Project, projectPlugins } from "./project.ts";
import type { OpenStack } from "./pulumi.ts";

export interface ImportOptions {
  readonly resources: readonly ImportResource[];
  /** URNs of parents that the state knows already, by the name that `resources` call them. */
  readonly parents: Readonly<Record<string, string>>;
  /** Is told the name of each resource that has been read. */
  readonly onImported?: (name: string) => void;
}

/**
 * Takes resources into a stack's state as the providers read them, without running a program. The engine asks for the
 * project's language all the same, which inline programs have no host for; so it runs beside the project, in a directory
 * whose language is a server of this process that never gets a program to run.
 * @throws EngineFailed when a resource can't be read.
 */
export async function importResources(stack: OpenStack, options: ImportOptions): Promise<void> {
  const { resources, parents, onImported = () => {} } = options;
  const { server, address } = await serveLanguage();
  const directory = await mkdtemp(join(tmpdir(), "fairway-import-"));
  try {
    await writeFile(
      join(directory, "Pulumi.yaml"),
      stringify(projectBeside(stack.project, directory, address)),
    );
    const workspace = await LocalWorkspace.create({
      workDir: directory,
      pulumiCommand: stack.engine,
      // An import that is cut off starts again from nothing, so nothing is gained by writing the state after each resource.
      envVars: { ...sameBackend(stack.project), ...stack.environment, PULUMI_SKIP_CHECKPOINTS: "true" },
    });
    const beside = await Stack.select(stack.name, workspace);
    await beside.import({
      resources: [...resources],
      nameTable: parents,
      protect: false,
      generateCode: false,
      onOutput: eachLine(line => {
        const [, name] = /^ *= +\S+ (.+) imported\b/.exec(line) ?? [];
        if (name) onImported(name);
      }),
    });
  } finally {
    server.forceShutdown();
    await rm(directory, { recursive: true });
  }
}

/** Output comes in pieces of any length; an import tells of itself by no other way. */
function eachLine(take: (line: string) => void): (output: string) => void {
  let rest = "";
  return output => {
    const lines = (rest + output).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  };
}

/** The project's backend by its full address: a relative one is meant from the project's directory. */
function sameBackend(project: Project): Record<string, string> {
  const url = backendUrl(project);
  if (!url) return {};
  const directory = backendDirectory(url, project);
  return { PULUMI_BACKEND_URL: directory ? pathToFileURL(dirname(directory)).href : url };
}

/** The project's settings, for a directory that is not the project's. */
function projectBeside(project: Project, directory: string, address: string): object {
  const { name, stacks } = project;
  return {
    name,
    runtime: { name: "client", options: { address } },
    stackConfigDir: relative(directory, stacks),
    plugins: projectPlugins(project),
  };
}

async function serveLanguage(): Promise<{ server: grpc.Server; address: string }> {
  const server = new grpc.Server();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
  return { server, address: `127.0.0.1:${port}` };
}
