import assert from "node:assert/strict";
import { withField, withoutField, withValue } from "../../src/entries/edit.ts";

const text = `# What it is
archetype: service # and why

# about
description: Invoices
tenant:
  namespace: x
  # where
  clusters: [a, b]  # both
formerly: old
topics: [python, payments]
`;

describe("an edit of an entry", () => {
  it("puts a field after the first one, and leaves everything else as it is", () => {
    const [first, second, ...rest] = text.split("\n");
    assert.equal(withField(text, "archived", true), [first, second, "archived: true", ...rest].join("\n"));
  });

  it("gives a field that is there another value where it stands, in quotes if it needs them", () => {
    assert.equal(withField(text, "formerly", "older"), text.replace("old\n", "older\n"));
    assert.equal(withField(text, "formerly", "7"), text.replace("old\n", '"7"\n'));
  });

  it("takes a field away, and its line", () => {
    assert.equal(withoutField(text, "formerly"), text.replace("formerly: old\n", ""));
    assert.equal(withoutField(text, "tenant"), text.replace(/tenant:.*# both\n/s, ""));
    assert.equal(withoutField(text, "archived"), text);
  });

  it("changes a value within", () => {
    assert.equal(withValue(text, ["tenant", "clusters", 1], "c"), text.replace("[a, b]", "[a, c]"));
    assert.throws(() => withValue(text, ["tenant", "size"], "c"), /no value at tenant\.size/);
  });

  it("does with a file of one line too, or of one pair of braces", () => {
    assert.equal(withField("archetype: x", "archived", true), "archetype: x\narchived: true\n");
    assert.equal(withField("{archetype: x}\n", "archived", true), "{ archetype: x, archived: true }\n");
    assert.equal(withoutField("archetype: x\nformerly: y", "formerly"), "archetype: x\n");
  });
});
