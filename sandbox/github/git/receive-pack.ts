/** A ref as a push wants to have it; the object name of zeros stands for "does not exist". */
export interface RefCommand {
  ref: string;
  before: string;
  after: string;
}

/** The beginning of a `git-receive-pack` request: what is asked for, and how many bytes said so. */
export interface PushRequest {
  commands: RefCommand[];
  capabilities: string[];
  length: number;
}

/** Why one ref of a push is refused: the reason git prints beside it, and the lines the remote says. */
export interface Refusal {
  reason: string;
  messages: string[];
}

export const noObject = "0".repeat(40);

/**
 * Parses the commands a push begins with; undefined while they have not arrived whole.
 * https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer
 * @throws Error when the bytes are not pkt-lines.
 */
export function parsePush(bytes: Buffer): PushRequest | undefined {
  const commands: RefCommand[] = [];
  let capabilities: string[] = [];
  for (let offset = 0; ; ) {
    if (bytes.length < offset + 4) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", offset, offset + 4), 16);
    if (size === 0) return { commands, capabilities, length: offset + 4 };
    if (!(size > 4)) throw new Error("The push does not begin with pkt-lines");
    if (bytes.length < offset + size) return undefined;
    const [line = "", extra] = bytes.toString("utf8", offset + 4, offset + size).split("\0");
    if (extra !== undefined) capabilities = extra.trim().split(" ");
    const command = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+?)\n?$/.exec(line);
    if (command) commands.push({ before: command[1] ?? "", after: command[2] ?? "", ref: command[3] ?? "" });
    offset += size;
  }
}

/**
 * The answer to a push of which nothing is accepted. Refs without a refusal of their own fail with the others, as
 * they do when a pre-receive hook declines.
 * https://git-scm.com/docs/gitprotocol-pack#_report_status
 */
export function refusePush(push: PushRequest, refusals: Map<string, Refusal>): Buffer {
  const lines = push.commands.map(({ ref }) =>
    packetLine(`ng ${ref} ${refusals.get(ref)?.reason ?? "pre-receive hook declined"}\n`),
  );
  const report = Buffer.concat([packetLine("unpack ok\n"), ...lines, flush]);
  if (!push.capabilities.includes("side-band-64k")) return report;
  const messages = [...refusals.values()].flatMap(refusal => refusal.messages);
  const progress = messages.map(message => packetLine(`\u0002${message}\n`));
  return Buffer.concat([...progress, packetLine(Buffer.concat([Buffer.from("\u0001"), report])), flush]);
}

const flush = Buffer.from("0000");

function packetLine(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}
