/** Where an image lies, and which one is meant. */
export interface ImageReference {
  /** As it was written. */
  readonly text: string;
  /** The registry's host, with its port where it has one. */
  readonly registry: string;
  readonly repository: string;
  /** Absent where only a digest was given. */
  readonly tag?: string;
  readonly digest?: string;
}

/** Where images without a registry in their name lie. */
export const dockerHub = "registry-1.docker.io";

/** https://github.com/distribution/reference/blob/main/reference.go */
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const pattern = new RegExp(
  `^((?:${component}/)*${component})(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);
const host = /^(?:\[[0-9a-f:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?$/;

/** An image's name taken apart; undefined where it is none. The tag is `latest` where nothing else is said, as everywhere. */
export function imageReference(text: string): ImageReference | undefined {
  const [first = "", ...rest] = text.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (hasRegistry && !host.test(first)) return undefined;
  const named = hasRegistry ? rest.join("/") : rest.length > 0 ? text : `library/${text}`;
  const [, repository, tag, digest] = pattern.exec(named) ?? [];
  if (!repository || text.length > 512) return undefined;
  const registry = !hasRegistry || first === "docker.io" ? dockerHub : first;
  return {
    text,
    registry,
    repository,
    ...(tag ? { tag } : digest ? {} : { tag: "latest" }),
    ...(digest ? { digest } : {}),
  };
}
