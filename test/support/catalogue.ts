/** A small standard, and entries as text: what a catalogue needs and no more. */
export const smallStandard = `
teams:
  core: {}
defaults:
  visibility: private
  access:
    teams: {core: maintain}
  labels:
    keep: {color: "111111"}
archetypes:
  plain: {summary: Nothing of its own}
`;

/** An entry of the archetype \`plain\` with these lines more. */
export function entry(...lines: readonly string[]): string {
  return ["archetype: plain", ...lines, ""].join("\n");
}
