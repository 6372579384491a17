/** A name that git would refuse or that would reach outside the repository. Its message says which and why. */
export class InvalidNameError extends Error {
  override name = "InvalidNameError";
}

const sha1 = /^[0-9a-f]{40}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being refused
const forbiddenInRef = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/;

/** Whether the text is a full object name: 40 lower-case hexadecimal digits. */
export function isSha(text: string): boolean {
  return sha1.test(text);
}

/** Returns the object name, or throws {@link InvalidNameError} when it is not 40 hexadecimal digits. */
export function checkSha(text: string): string {
  if (!isSha(text)) throw new InvalidNameError(`${JSON.stringify(text)} is not a full object name`);
  return text;
}

/**
 * Whether a full ref name (`refs/heads/main`) is well formed.
 * The rules are those of https://git-scm.com/docs/git-check-ref-format.
 */
export function isRefName(ref: string): boolean {
  return /^refs\/[^/]+\/[^/]/.test(ref) && !ref.includes("/-") && !forbiddenInRef.test(ref);
}

/** Returns the full ref name, or throws {@link InvalidNameError} when git would not accept it. */
export function checkRefName(ref: string): string {
  if (!isRefName(ref)) throw new InvalidNameError(`${JSON.stringify(ref)} is not a valid ref name`);
  return ref;
}

/** The full ref name of a branch; throws {@link InvalidNameError} when the branch name is not valid. */
export function branchRef(branch: string): string {
  return checkRefName(`refs/heads/${branch}`);
}

/** Returns a file's path inside a repository, or throws {@link InvalidNameError} when it leaves the tree. */
export function checkPath(path: string): string {
  const segments = path.split("/");
  const bad = segments.some(
    segment => segment === "" || segment === "." || segment === ".." || segment.toLowerCase() === ".git",
  );
  if (bad || path.includes("\0")) {
    throw new InvalidNameError(`${JSON.stringify(path)} is not a path inside a repository`);
  }
  return path;
}
