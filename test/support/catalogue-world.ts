import { execa } from "execa";
import { writeFiles } from "../../src/github/branch-files.ts";
import { TestWorld } from "./world.ts";

/** The catalogue of a small organisation that has all that a new repository can ask for. */
export const roadCatalogue: Readonly<Record<string, string>> = {
  "repos/standard.yaml": `
teams:
  core: {alerts: {type: generic, address: "https://alerts.acme.example/core"}}
  commerce: {description: The shop}
stages:
  - {name: prelive, branch: main}
  - {name: live, branch: production}
scaffolding:
  templates:
    base: {repository: base-template, summary: What all have, archetypes: [service, deploy]}
    backend-python: {repository: python-template, summary: A backend, archetypes: [service], component: true}
    frontend: {repository: frontend-template, archetypes: [service], component: true}
    deploy: {repository: deploy-template, archetypes: [deploy]}
clusters:
  defaults: {platform: onprem, flux: {version: 2.7.5}, services: {repository: fleet, path: services}}
defaults:
  visibility: private
  reviews: {approvals: 1}
  rulesets:
    default-branch: {include: [~DEFAULT_BRANCH], rules: {deletion: true, pull_request: {}}}
archetypes:
  service: {summary: A program}
  deploy:
    naming: "*-deploy"
    deploys: true
    rulesets:
      production: {include: [refs/heads/production], rules: {update: true}}
  plain: {}
  template: {naming: "*-template"}
`,
  ...Object.fromEntries(
    ["base", "python", "frontend", "deploy"].map(name => [
      `repos/${name}-template/repo.yaml`,
      "archetype: template\nteam: core\n",
    ]),
  ),
  "templates/base/copier.yml":
    "versioning: {type: str, choices: [semver, calver], default: semver}\nlicence: {type: str, choices: {MIT: MIT, None: none}, default: \"{{ 'MIT' }}\"}\n",
  "templates/backend-python/copier.yml":
    "component: {type: str}\nport: {type: int, default: 8080, help: Where does it listen?}\n",
  "templates/deploy/copier.yml": "service: {type: str}\nworkloads: {type: yaml}\n",
  "repos/fleet/repo.yaml": "archetype: plain # where all is\nteam: core\n",
  "repos/till/repo.yaml": "archetype: service\n# It takes the money.\nteam: core\nformerly: cashier\n",
  "repos/till-deploy/repo.yaml":
    "archetype: deploy\nteam: core\ntenant: {namespace: till, clusters: [one, two]}\n",
  ...Object.fromEntries(
    [
      ["one", "prelive"],
      ["two", "live"],
    ].map(([name, stage]) => [
      `stacks/Pulumi.${name}.yaml`,
      `config:\n  fairway:cluster:\n    stage: ${stage}\n    access: {kubeconfig: {env: ${name?.toUpperCase()}}}\n`,
    ]),
  ),
};

/** A world whose project is a checkout of \`acme/fairway\` at the world's GitHub, where its catalogue is on \`main\`. */
export async function catalogueWorld(files = roadCatalogue): Promise<TestWorld> {
  const world = await TestWorld.start();
  for (const [path, text] of Object.entries(files)) world.write(path, text);
  const [owner, repository] = [world.organization, "fairway"];
  await world.github.rest.repos.createInOrg({ org: owner, name: repository, auto_init: true });
  await writeFiles(world.github, { owner, repository, branch: "main" }, [], files, { message: "Begin" });
  await git(world, "init", "-q");
  await git(world, "remote", "add", "origin", `${world.server.url}/${owner}/${repository}.git`);
  return world;
}

/** Runs git in a world's project. */
export async function git({ project }: TestWorld, ...args: readonly string[]): Promise<void> {
  await execa("git", [...args], { cwd: project });
}
