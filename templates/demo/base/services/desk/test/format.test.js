import assert from "node:assert/strict";
import { test } from "node:test";

import { euros, heldFor } from "../src/format.js";

const noon = new Date("2026-03-02T12:00:00Z");
const after = (hours) => new Date(noon.getTime() + hours * 3_600_000);

test("an amount has two decimals", () => {
  assert.equal(euros(1450), "€ 14.50");
  assert.equal(euros(5), "€ 0.05");
});

test("a hold is told in hours, then in days", () => {
  assert.equal(heldFor(after(0.5), noon), "less than an hour");
  assert.equal(heldFor(after(47), noon), "47 h");
  assert.equal(heldFor(after(48), noon), "2 days");
});
