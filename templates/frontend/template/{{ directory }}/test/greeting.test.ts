import assert from "node:assert/strict";
import { it } from "node:test";
import { greeting } from "../src/greeting.ts";

it("greets as the hour asks for", () => {
  const hours = [3, 5, 12, 18, 22];
  const greetings = ["Good night", "Good morning", "Good afternoon", "Good evening", "Good night"];
  assert.deepEqual(hours.map(greeting), greetings);
});
