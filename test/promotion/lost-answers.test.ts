import assert from "node:assert/strict";
import { type Octokit, RequestError } from "octokit";
import { mergePull, openPull } from "../../src/promotion/own-pull.ts";
import { begin, type Move, movesOf } from "../../src/promotion/record.ts";

const recorder = "acme-promoter[bot]";
const [one, two] = ["1".repeat(40), "2".repeat(40)];
const move: Move = { kind: "promotion", who: "octocat", from: one, to: two };
const circumstances = { stage: "live", isLast: true };

const answer = (status: number, message = "") =>
  new RequestError(message, status, {
    request: { method: "POST", url: "https://api.github.com/", headers: {} },
  });

/** GitHub, as far as these tests ask it. */
const place = (rest: object) => ({
  owner: "acme",
  repo: "shop-deploy",
  api: { rest } as unknown as Octokit,
});

/** Keeps deployments as GitHub does, the newest first, and lists a hundred of them at once. */
class Deployments {
  readonly all: object[] = [];
  readonly #lost: Error | undefined;

  constructor(lost?: Error) {
    this.#lost = lost;
  }

  add(login: string, payload: unknown = move): number {
    const id = this.all.length + 1;
    this.all.unshift({ id, created_at: "2026-01-01T00:00:00Z", creator: { login }, payload });
    return id;
  }

  get place() {
    return place({
      repos: {
        listDeployments: async ({ page }: { page: number }) => ({
          data: this.all.slice((page - 1) * 100, page * 100),
        }),
        listDeploymentStatuses: async () => ({ data: [{ state: "success" }] }),
        createDeployment: async ({ payload }: { payload: unknown }) => {
          const id = this.add(recorder, payload);
          if (this.#lost) throw this.#lost;
          return { data: { id } };
        },
        createDeploymentStatus: async () => ({ data: {} }),
      },
    });
  }
}

describe("The record of what was moved", () => {
  it("is found behind the many deployments of others", async () => {
    const deployments = new Deployments();
    const id = deployments.add(recorder);
    for (let count = 0; count < 250; count += 1) deployments.add("github-actions[bot]");
    const moves = await movesOf(deployments.place, "live", recorder);
    assert.deepEqual(
      moves.map(found => [found.id, found.state]),
      [[id, "done"]],
    );
  });

  it("begins once, where just GitHub's answer is lost", async () => {
    const deployments = new Deployments(answer(500, "other side closed"));
    const earlier = deployments.add(recorder);
    const id = await begin(deployments.place, move, circumstances, recorder);
    assert.equal(deployments.all.length, 2);
    assert.notEqual(id, earlier);
  });

  it("does not begin where GitHub refuses it", async () => {
    const { place: there } = new Deployments();
    const refusing = {
      ...there.api.rest.repos,
      createDeployment: async () => Promise.reject(answer(422, "No")),
    };
    await assert.rejects(begin(place({ repos: refusing }), move, circumstances, recorder), { status: 422 });
  });
});

describe("A rollback's pull request", () => {
  const change = { head: "rollback/x", base: "main", message: "Roll back\n\nFor octocat." };
  const pull = (more: object = {}) => ({
    number: 7,
    state: "open",
    merged_at: null,
    merge_commit_sha: null,
    user: { login: recorder },
    head: { ref: "rollback/x", sha: one },
    ...more,
  });

  /** Answers each try to merge with what comes next. */
  function merging(answers: readonly (Error | string)[], after: object = pull()) {
    let tries = 0;
    const pulls = {
      get: async () => ({ data: after }),
      merge: async () => {
        const next = answers[tries++];
        if (next === undefined || next instanceof Error) throw next;
        return { data: { sha: next } };
      },
    };
    return mergePull(place({ pulls, repos: { get: async () => ({ data: {} }) } }), 7, {
      ...change,
      sha: one,
    });
  }

  it("is opened once, where just GitHub's answer is lost", async () => {
    let opened = 0;
    const pulls = {
      create: async () => {
        opened += 1;
        throw answer(502, "Bad Gateway");
      },
      list: async () => ({ data: opened > 0 ? [pull()] : [] }),
    };
    assert.equal(await openPull(place({ pulls }), change), 7);
    assert.equal(opened, 1);
  });

  it("is merged, where just GitHub's answer is lost", async () => {
    const merged = pull({ state: "closed", merged_at: "2026-01-01T00:00:00Z", merge_commit_sha: two });
    assert.equal(await merging([answer(405, "Pull Request is not mergeable")], merged), two);
  });

  it("is merged a little later, where GitHub does not know yet whether it may be", async () => {
    assert.equal(await merging([answer(405, "Base branch was modified."), two]), two);
  });

  it("is left where GitHub refuses it, with what is to be done", async () => {
    await assert.rejects(
      merging([answer(403, "Not allowed")]),
      /has to be let through by the ruleset of main/,
    );
  });
});
