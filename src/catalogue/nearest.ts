import { distance } from "fastest-levenshtein";

/**
 * The valid word that a wrong one was most likely meant to be, or undefined where none is near.
 * @param slips how many letters may be wrong; a third of them where it is not said
 */
export function nearest(word: string, valid: Iterable<string>, slips?: number): string | undefined {
  const near = [...valid]
    .map(candidate => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(
      ({ candidate, far }) =>
        far <= (slips ?? Math.max(word.length, candidate.length) / 3) || isAnagram(word, candidate),
    )
    .sort((a, b) => a.far - b.far);
  return near[0]?.candidate;
}

/** Letters that changed places: two edits, but one slip. */
function isAnagram(word: string, other: string): boolean {
  const letters = (text: string) => [...text.toLowerCase()].sort().join("");
  return letters(word) === letters(other);
}

/** `; did you mean …?` with the nearest valid word, or nothing where none is near. */
export function suggestion(word: unknown, valid: Iterable<string>): string {
  const found = typeof word === "string" ? nearest(word, valid) : undefined;
  return found === undefined ? "" : `; did you mean \`${found}\`?`;
}
