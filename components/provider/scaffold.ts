import { makeFirstCommit } from "../../src/scaffolding/first-commit.ts";
import type { Layer } from "../../src/scaffolding/layers.ts";
import { pythonTools } from "../../tools/python.ts";
import type { Connect } from "./key-pair.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { found, type OfRepository } from "./setting.ts";

interface Values extends OfRepository {
  readonly branches: readonly string[];
  readonly layers: readonly Layer[];
}

/**
 * What a repository begins with. It is made once: what becomes of it belongs to those who work there, so it is never
 * compared, changed or taken away. A repository that has work in it already is satisfied as it is.
 */
export function scaffoldKind(connect: Connect): ResourceKind {
  return {
    diff({ olds, news }) {
      const moved = (["owner", "repository"] as const).filter(key => olds[key] !== news[key]);
      return { changed: moved, replacing: [], deleteFirst: false };
    },
    async create({ news }) {
      const { owner, repository, branches, layers } = news as unknown as Values;
      await makeFirstCommit(await connect(), { owner, repository, branches, layers, tools: pythonTools });
      return { id: `${owner}/${repository}`, outputs: news };
    },
    async read({ id, outputs }) {
      const [owner = "", repo = ""] = id.split("/");
      const api = await connect();
      const live = await found(api.rest.repos.get({ owner, repo }));
      return live && { outputs: { ...outputs, owner, repository: live.name } };
    },
    async update({ news }) {
      return news;
    },
    async delete() {},
  };
}
