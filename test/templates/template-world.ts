import { execa } from "execa";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld, type TestWorldOptions } from "../support/world.ts";

/** A standard with three small templates: one for all, one for components, one for deploy repositories. */
export const standard = `
teams:
  core: {description: Everything, alerts: {type: generic, address: "https://alerts.acme.example/"}}
stages:
  - {name: prelive, branch: main}
  - {name: live, branch: production}
scaffolding:
  answers: {registry: ghcr.io}
  templates:
    base: {repository: base-template, archetypes: [service, deploy]}
    backend: {repository: backend-template, archetypes: [service], component: true}
  published:
    renovate-config: {repository: renovate-config}
defaults:
  visibility: private
  team: core
  variables: {REGION: eu}
  rulesets:
    default-branch:
      include: [~DEFAULT_BRANCH]
      rules: {deletion: true, non_fast_forward: true, pull_request: {}}
archetypes:
  plain: {}
  service: {checks: [build]}
  deploy:
    deploys: true
    rulesets:
      production: {include: [refs/heads/production], rules: {creation: true, update: true, deletion: true}}
  template:
    template: true
    rulesets: {default-branch: {bypass: [{actor: organization_admins}]}}
`;

export const templateRepositories = ["base-template", "backend-template", "renovate-config"];

/** The files of the templates, by path below `templates/`. */
const templates: Readonly<Record<string, string>> = {
  "versions.yaml": "base: 1.0.0\nbackend: 1.0.0\nrenovate-config: 1.0.0\n",
  "base/copier.yml": `_subdirectory: template
organization: {type: str}
repository: {type: str}
owner_team: {type: str}
registry: {type: str, default: nowhere}
github: {type: str}
versioning: {type: str, choices: [semver, calver], default: semver}
stages: {type: yaml, default: []}
`,
  "base/template/{{_copier_conf.answers_file}}.jinja": "{{ _copier_answers|to_nice_yaml }}",
  "base/template/README.md.jinja":
    "# {{repository}}\n\n{{organization}} {{owner_team}} {{registry}} {{github}} {{versioning}} {{stages|length}}\n",
  "base/template/.gitignore": "dist/\n",
  "base/template/run": "#!/bin/sh\n",
  "backend/copier.yml":
    "_subdirectory: template\ncomponent: {type: str}\nport: {type: int, default: 80, validator: '{% if port > 99 %}is too high{% endif %}'}\n",
  "backend/template/{{_copier_conf.answers_file}}.jinja": "{{ _copier_answers|to_nice_yaml }}",
  "backend/template/{{component}}/Dockerfile.jinja": "# {{component}} {{port}}\n",
  "renovate-config/default.json": "{}\n",
};

/** A world with these templates in its project, and nothing published yet. */
export async function startTemplateWorld(
  entries: Readonly<Record<string, string>> = {},
  options: TestWorldOptions = {},
): Promise<TestWorld> {
  const own = templateRepositories.map(name => [`${name}/repo.yaml`, "archetype: template\n"]);
  const repos = { "standard.yaml": standard, ...Object.fromEntries(own), ...entries };
  const world = await TestWorld.start({ repos, config: quick, ...options });
  for (const [path, text] of Object.entries(templates)) world.write(`templates/${path}`, text);
  await execa("git", ["init", "--quiet"], { cwd: world.project });
  await execa("chmod", ["+x", "templates/base/template/run"], { cwd: world.project });
  return world;
}

/** The same with its organisation up and everything published. */
export async function startPublishedWorld(
  entries: Readonly<Record<string, string>> = {},
): Promise<TestWorld> {
  const world = await startTemplateWorld();
  await succeeds(world, "up", "--yes");
  await succeeds(world, "templates", "publish");
  for (const [path, text] of Object.entries(entries)) world.write(`repos/${path}`, text);
  return world;
}

/** Runs `fairway`, which must end well, and answers what it printed. */
export async function succeeds(world: TestWorld, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await world.fairway(args);
  if (code !== 0) throw new Error(`fairway ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}
