import assert from "node:assert/strict";
import { amount, quantity } from "../../src/kubernetes/quantity.ts";

describe("quantities", () => {
  it("come to cores and bytes", () => {
    assert.equal(amount("500m"), 0.5);
    assert.equal(amount("2"), 2);
    assert.equal(amount("1.5Gi"), 1.5 * 2 ** 30);
    assert.equal(amount("1G"), 1e9);
  });

  it("are written as Kubernetes writes them", () => {
    for (const text of ["0", "100m", "1Ti", "2.5"]) assert.ok(quantity.safeParse(text).success, text);
    for (const text of ["", "1 GB", "1gb", "-1", "1KiB", ".5"])
      assert.ok(!quantity.safeParse(text).success, text);
  });
});
