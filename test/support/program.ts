import * as github from "@pulumi/github";
import { ComponentResource, secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

export interface SmallRepository {
  readonly name: string;
  readonly settings?: Partial<github.RepositoryArgs>;
  /** Colours by name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Values of Actions variables by name. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Values of Actions secrets by name. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A program of components and children named as Fairway's, with a few kinds of things only. */
export function smallProgram(repositories: readonly SmallRepository[]): PulumiFn {
  return async () => {
    for (const repository of repositories) declare(repository);
  };
}

function declare({ name, settings, labels = {}, variables = {}, secrets = {} }: SmallRepository): void {
  const parent = new ComponentResource("fairway:github:StandardRepository", name, {}, {});
  const repository = new github.Repository(
    `${name}/repository`,
    { name, autoInit: true, ...settings },
    { parent },
  );
  const options = { parent, dependsOn: repository, deletedWith: repository };
  for (const [label, color] of Object.entries(labels)) {
    new github.IssueLabel(`${name}/label/${label}`, { repository: name, name: label, color }, options);
  }
  for (const [variableName, value] of Object.entries(variables)) {
    const args = { repository: name, variableName, value };
    new github.ActionsVariable(`${name}/variable/${variableName}`, args, options);
  }
  for (const [secretName, value] of Object.entries(secrets)) {
    const args = { repository: name, secretName, value: secret(value) };
    new github.ActionsSecret(`${name}/secret/${secretName}`, args, options);
  }
}
