import assert from "node:assert/strict";
import { answerTo, questionsIn } from "../../src/entries/template-question.ts";

const questions = questionsIn(`
_subdirectory: template
name:
  type: str
  help: What is it called?
  default: "{{ repository }}"
port: 8080
check: {type: bool, default: yes}
share: {type: float, default: 0.5}
rules: {type: yaml, default: "[]"}
versioning:
  type: str
  choices: {SemVer: semver, "By date": {value: calver, validator: "{{ x }}"}}
  default: semver
licence: {type: str, choices: [[The MIT one, MIT], none], when: "{{ check }}"}
`);

describe("a template's questions", () => {
  it("are read as Copier reads them, as far as that goes without Jinja", () => {
    assert.deepEqual(
      questions.map(({ key, type, preset, isAsked }) => [key, type, preset, isAsked]),
      [
        ["name", "str", undefined, true],
        ["port", "int", 8080, true],
        ["check", "bool", true, true],
        ["share", "float", 0.5, true],
        ["rules", "yaml", "[]", true],
        ["versioning", "str", "semver", true],
        ["licence", "str", undefined, false],
      ],
    );
    assert.deepEqual(questions.find(({ key }) => key === "versioning")?.choices, [
      { label: "SemVer", value: "semver" },
      { label: "By date", value: "calver" },
    ]);
  });

  it("are none where the file can't be read", () => {
    for (const text of ["", "- a", "a: [", "7"]) assert.deepEqual(questionsIn(text), []);
  });

  for (const [key, text, answer] of [
    ["name", "3.10", "3.10"],
    ["port", "80", 80],
    ["check", "no", false],
    ["share", "1.5", 1.5],
    ["rules", "[{name: a}, b]", [{ name: "a" }, "b"]],
    ["versioning", "calver", "calver"],
    ["licence", "MIT", "MIT"],
  ] as const) {
    it(`take \`${text}\` for \`${key}\``, () => assert.deepEqual(answerTo(key, text, questions), { answer }));
  }

  for (const [key, text, wrong] of [
    ["prot", "80", /no question `prot`; did you mean `port`\?/],
    ["port", "eighty", /not a whole number/],
    ["check", "perhaps", /neither true nor false/],
    ["share", "half", /not a number/],
    ["rules", "[", /not YAML/],
    ["versioning", "dated", /not one of semver, calver/],
  ] as const) {
    it(`don't take \`${text}\` for \`${key}\``, () => {
      const found = answerTo(key, text, questions);
      assert.match("wrong" in found ? found.wrong : "", wrong);
    });
  }
});
