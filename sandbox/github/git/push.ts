import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Actor } from "../env.ts";
import type { Repository } from "../model.ts";
import { isGuarded, type RefChange, refusalOfPush } from "../push-rules.ts";
import type { World } from "../world.ts";
import type { BareRepository } from "./bare-repository.ts";
import { log, mergeBase, readCommits } from "./history.ts";
import { type CgiRequest, httpBackend } from "./http-backend.ts";
import {
  noObject,
  type PushRequest,
  parsePush,
  type RefCommand,
  type Refusal,
  refusePush,
} from "./receive-pack.ts";

/**
 * Answers a push: refused as a whole when a rule of the repository forbids one of its refs, otherwise handed to
 * git. A push to refs no rule speaks of streams through; others wait in a folder until they are checked.
 */
export async function receivePush(
  world: World,
  actor: Actor,
  repository: Repository,
  request: CgiRequest,
): Promise<Response> {
  const chunks = (request.body ?? Readable.from([]))[Symbol.asyncIterator]();
  const { push, bytes } = await readCommands(chunks);
  const rest = Readable.from(chain(bytes.subarray(push.length), chunks));
  const commands = bytes.subarray(0, push.length);
  const guarded = push.commands.some(({ ref }) => isGuarded(world, repository, ref));
  if (!guarded)
    return accept(world, repository, push, { ...request, body: Readable.from(chain(commands, rest)) });
  const folder = await mkdtemp(join(tmpdir(), "sandbox-push-"));
  try {
    const pack = join(folder, "pack");
    await pipeline(rest, createWriteStream(pack));
    const refusals = await check(world, actor, repository, push, folder);
    if (refusals.size > 0) return refused(push, refusals);
    const body = Readable.from(chain(commands, createReadStream(pack)));
    return await accept(world, repository, push, { ...request, body });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCommands(chunks: AsyncIterator<Buffer>): Promise<{ push: PushRequest; bytes: Buffer }> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const push = parsePush(bytes);
    if (push) return { push, bytes };
    const next = await chunks.next();
    // git asks with an empty body whether it may push at all.
    if (next.done) return { push: { commands: [], capabilities: [], length: bytes.length }, bytes };
    bytes = Buffer.concat([bytes, next.value]);
  }
}

async function* chain(
  first: Buffer,
  rest: AsyncIterable<Buffer> | AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* Symbol.asyncIterator in rest ? rest : { [Symbol.asyncIterator]: () => rest };
}

/** Looks at the push's objects in a folder of their own, so that a refused push leaves nothing behind. */
async function check(
  world: World,
  actor: Actor,
  repository: Repository,
  push: PushRequest,
  folder: string,
): Promise<Map<string, Refusal>> {
  const [objects, pack] = [join(folder, "objects"), join(folder, "pack")];
  await mkdir(join(objects, "pack"), { recursive: true });
  const git = world.git(repository).withObjects(objects);
  if ((await stat(pack)).size > 0)
    await git.git(["index-pack", "--stdin", "--fix-thin"], { inputFile: pack });
  const refusals = new Map<string, Refusal>();
  for (const command of push.commands) {
    const refusal = refusalOfPush(world, actor, repository, await changeOf(git, command));
    if (refusal) refusals.set(command.ref, refusal);
  }
  return refusals;
}

async function changeOf(git: BareRepository, { ref, before, after }: RefCommand): Promise<RefChange> {
  const change = { ref, before: nullable(before), after: nullable(after) };
  if (!change.before || !change.after) return { ...change, forced: false, commits: [] };
  const forced = (await mergeBase(git, before, after)) !== before;
  const commits = await readCommits(git, await log(git, { from: after, not: before }));
  return { ...change, forced, commits };
}

function nullable(name: string): string | null {
  return name === noObject ? null : name;
}

async function accept(
  world: World,
  repository: Repository,
  push: PushRequest,
  request: CgiRequest,
): Promise<Response> {
  const git = world.git(repository);
  const wasEmpty = push.commands.length > 0 && (await git.branches()).length === 0;
  const response = await httpBackend(request);
  const report = await response.arrayBuffer();
  // A long push may outlive its repository.
  const remains = world.repositories.get(repository.id) !== undefined;
  if (remains && push.commands.length > 0) world.repositories.update(repository, { pushed_at: world.now() });
  if (remains && wasEmpty) await adoptFirstBranch(world, repository, git);
  return new Response(report, { status: response.status, headers: response.headers });
}

/** The first branch pushed to an empty repository becomes its default unless the default itself came with it. */
async function adoptFirstBranch(world: World, repository: Repository, git: BareRepository): Promise<void> {
  const names = (await git.branches()).map(({ name }) => name);
  const [first] = names;
  if (first === undefined || names.includes(repository.default_branch)) return;
  await git.setHead(first);
  world.repositories.update(repository, { default_branch: first });
}

function refused(push: PushRequest, refusals: Map<string, Refusal>): Response {
  const headers = { "content-type": "application/x-git-receive-pack-result", "cache-control": "no-cache" };
  return new Response(new Uint8Array(refusePush(push, refusals)), { headers });
}
