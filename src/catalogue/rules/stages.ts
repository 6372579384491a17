import { part, type Rule } from "../draft.ts";

/** Each stage has a name of its own. */
export const stages: Rule = ({ standard }) => {
  const all = part(standard, "stages") ?? [];
  return all.flatMap(({ name }, index) =>
    standard && all.findIndex(stage => stage.name === name) < index
      ? [standard.problem(["stages", index, "name"], `there is a stage \`${name}\` already`)]
      : [],
  );
};
