import * as github from "@pulumi/github";
import { ComponentResource } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

export interface SmallRepository {
  readonly name: string;
  readonly settings?: Partial<github.RepositoryArgs>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A program of components and children named as Fairway's, with two kinds of things only. */
export function smallProgram(repositories: readonly SmallRepository[]): PulumiFn {
  return async () => {
    for (const { name, settings, labels = {} } of repositories) {
      const parent = new ComponentResource("fairway:github:StandardRepository", name, {}, {});
      const repository = new github.Repository(
        `${name}/repository`,
        { name, autoInit: true, ...settings },
        { parent },
      );
      for (const [label, color] of Object.entries(labels)) {
        new github.IssueLabel(
          `${name}/label/${label}`,
          { repository: name, name: label, color },
          { parent, dependsOn: repository, deletedWith: repository },
        );
      }
    }
  };
}
