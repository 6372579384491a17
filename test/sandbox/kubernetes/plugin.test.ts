import { equal } from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesPlugin, kubernetesPluginFolder } from "../../../sandbox/kubernetes/plugin.ts";
import { pluginFolder } from "../../../tools/installed.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe("the plugin for @pulumi/kubernetes", () => {
  let home: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    home = temporaryFolder();
  });
  afterEach(() => home.remove());

  function install(environment: NodeJS.ProcessEnv, version = kubernetesPlugin.version): string {
    const folder = pluginFolder({ ...kubernetesPlugin, version }, environment);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, kubernetesPlugin.executable), "#!/bin/sh\n", { mode: 0o755 });
    return folder;
  }

  it("is the official one where the engine has it installed, also outside the sandbox's own home", () => {
    const folder = install({ HOME: home.path });
    const sandboxed = { HOME: home.path, PULUMI_HOME: join(home.path, "sandbox") };
    equal(kubernetesPluginFolder(sandboxed).folder, folder);
    equal(kubernetesPluginFolder(sandboxed).isOfficial, true);
  });

  it("is the stand-in where the official one is missing, or of another version", () => {
    const environment = { HOME: home.path };
    equal(kubernetesPluginFolder(environment).isOfficial, false);
    install(environment, "4.0.0");
    equal(kubernetesPluginFolder(environment).isOfficial, false);
  });

  it("is not taken for the official one because a sandbox has linked it", () => {
    const environment = { HOME: home.path, PULUMI_HOME: join(home.path, "sandbox") };
    const { folder } = kubernetesPluginFolder(environment);
    const place = pluginFolder(kubernetesPlugin, environment);
    mkdirSync(place, { recursive: true });
    symlinkSync(join(folder, kubernetesPlugin.executable), join(place, kubernetesPlugin.executable));
    equal(kubernetesPluginFolder(environment).isOfficial, false);
  });
});
