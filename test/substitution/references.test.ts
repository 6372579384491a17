import assert from "node:assert/strict";
import fc from "fast-check";
import { referencesIn } from "../../src/substitution/references.ts";

const names = (text: string) => referencesIn(text).references.map(({ name }) => name);
const withoutDefault = (text: string) =>
  referencesIn(text)
    .references.filter(({ hasDefault }) => !hasDefault)
    .map(({ name }) => name);

describe("variables in a text", () => {
  it("stand in braces", () => {
    assert.deepEqual(names("a ${ONE} b ${two_2}${THREE}"), ["ONE", "two_2", "THREE"]);
    assert.deepEqual(names("$ONE $(TWO) {THREE} $ {FOUR}"), []);
    assert.deepEqual(referencesIn("ab${C}").references[0]?.offset, 2);
  });

  it("are left alone behind a second dollar", () => {
    assert.deepEqual(names("$${ONE} $$${TWO} $$$${THREE}"), ["TWO"]);
  });

  it("may say what stands there otherwise, with further variables in it", () => {
    for (const text of ["${A:=b}", "${A:-b}", "${A=b}", "${A:=}", "${A:=b c/d:e}"]) {
      assert.deepEqual(names(text), ["A"], text);
      assert.deepEqual(withoutDefault(text), [], text);
    }
    assert.deepEqual(withoutDefault("${A:=${B}}"), ["B"]);
    assert.deepEqual(withoutDefault("${A:=x${B:-y}z}"), []);
  });

  it("may be changed on the way", () => {
    for (const text of [
      "${#A}",
      "${A^}",
      "${A^^}",
      "${A,}",
      "${A,,}",
      "${A:2}",
      "${A:2:3}",
      "${A#x}",
      "${A##x*}",
      "${A%x}",
      "${A%%x}",
      "${A/x/y}",
      "${A//x/y}",
      "${A/#x/y}",
      "${A/%x/}",
      "${A/\\//_}",
    ])
      assert.deepEqual(withoutDefault(text), ["A"], text);
  });

  it("make no sense, and Flux refuses them", () => {
    for (const text of [
      "${",
      "${A",
      "${}",
      "${ A }",
      "${A.b}",
      "${A-b}",
      "${A b}",
      "${A:}",
      "${A#}",
      "${A/x}",
      "${A^^^}",
      "${A#x${B}}",
      "${A:=b",
      "${!A}",
      "${A[0]}",
    ])
      assert.equal(referencesIn(text).nonsense, 0, text);
    assert.deepEqual(referencesIn("${A} ${B.c} ${D}"), {
      references: [{ name: "A", offset: 0, hasDefault: false }],
      nonsense: 5,
    });
  });

  it("are those of one text and then those of the next", () => {
    const piece = fc.constantFrom("${", "}", "$", "A", "B", ":=", ":", "/", "#", "%", "^", " ", "\\");
    const text = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(""));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const first = referencesIn(one);
        fc.pre(first.nonsense === undefined);
        const { references, nonsense } = referencesIn(other);
        const shift = one.length + 1;
        assert.deepEqual(referencesIn(`${one} ${other}`), {
          references: [
            ...first.references,
            ...references.map(reference => ({ ...reference, offset: reference.offset + shift })),
          ],
          ...(nonsense === undefined ? {} : { nonsense: nonsense + shift }),
        });
      }),
    );
  });
});
