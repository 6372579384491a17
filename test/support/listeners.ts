import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENING = "0A";

/** The addresses on which a process listens for TCP connections, `127.0.0.1:8080`; on Linux only. */
export function listeners(pid: number): readonly string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).map(file => /^socket:\[(\d+)\]$/.exec(linkOf(pid, file))?.[1]),
  );
  return ["tcp", "tcp6"].flatMap(protocol =>
    readFileSync(`/proc/net/${protocol}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map(line => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTENING && sockets.has(inode))
      .map(([, address = ""]) => readable(address)),
  );
}

/** A file may have been closed since it was listed. */
function linkOf(pid: number, file: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${file}`);
  } catch {
    return "";
  }
}

/** `0100007F:1F90`: the address's bytes from the last to the first, and the port, in hexadecimal digits. */
function readable(address: string): string {
  const [host = "", port = ""] = address.split(":");
  if (host.length !== 8) return `[${host}]:${Number.parseInt(port, 16)}`;
  const bytes =
    host
      .match(/../g)
      ?.reverse()
      .map(byte => Number.parseInt(byte, 16)) ?? [];
  return `${bytes.join(".")}:${Number.parseInt(port, 16)}`;
}
