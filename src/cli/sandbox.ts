import { Command } from "commander";
import { command as down } from "./sandbox/down.ts";
import { command as env } from "./sandbox/env.ts";
import { command as load } from "./sandbox/load.ts";
import { command as publish } from "./sandbox/publish.ts";
import { command as reset } from "./sandbox/reset.ts";
import { command as status } from "./sandbox/status.ts";
import { command as up } from "./sandbox/up.ts";

export function command(): Command {
  const sandbox = new Command("sandbox").description(
    "A world on this machine to try things in: a GitHub server, Kubernetes clusters, and everything to work with them; no account anywhere.",
  );
  for (const verb of [up, down, status, reset, load, publish, env]) sandbox.addCommand(verb());
  return sandbox;
}
