/**
 * Whether a branch or ref name matches a pattern as Ruby's `File.fnmatch` with FNM_PATHNAME decides it, which is
 * what GitHub uses for branch protection rules and rulesets: `*` stays within one path segment, `**` followed by a
 * slash spans any number of them.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/managing-a-branch-protection-rule#about-branch-protection-rules
 */
export function matchesPattern(pattern: string, name: string): boolean {
  return new RegExp(`^${translate(pattern)}$`, "su").test(name);
}

const tokens = /\*\*\/|\*+|\?|\[(?:\\.|[^\]\\])+\]|\\?[\s\S]/gu;

function translate(pattern: string): string {
  return pattern.replace(tokens, token => {
    if (token === "**/") return "(?:[^/]+/)*";
    if (token.startsWith("*")) return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.length > 2 && token.startsWith("[")) return characterClass(token.slice(1, -1));
    return literal(token.length === 2 ? token.slice(1) : token);
  });
}

function characterClass(content: string): string {
  const negated = /^[!^]/.test(content);
  const set = (negated ? content.slice(1) : content).replace(/\\(.)/gu, "$1").replace(/[\\\]^[]/g, "\\$&");
  return `(?!/)[${negated ? "^" : ""}${set}]`;
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
