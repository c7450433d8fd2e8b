// Memory is freed between calls, and nothing makes the module start anew.

import assert from "node:assert/strict";
import { test } from "node:test";

const instances = [];
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...args) {
    super(...args);
    instances.push(this);
  }
};
const { MigralintError, lint } = await import("../dist/index.js");

const size = () => instances[0].exports.memory.buffer.byteLength;

test("ten thousand calls take the memory of a few", () => {
  const input = { "migrations/1_a.sql": "CREATE TABLE a (b int);\nCREATE INDEX i ON c (d);\n".repeat(3) };
  const broken = { "migrations/1_a.sql": "SELECT (((((" };
  const once = () => {
    assert.equal(lint(input).version, 1);
    assert.equal(lint(broken).version, 1);
    assert.throws(() => lint({}), MigralintError);
  };
  for (let round = 0; round < 10; round++) once();
  const before = size();
  for (let round = 0; round < 5_000; round++) once();
  assert.equal(size(), before);
  assert.equal(instances.length, 1);
});

test("a host that throws leaves the module whole", () => {
  const input = { "migrations/1_a.sql": "DROP TABLE a;" };
  const report = lint(input);
  const { encode } = TextEncoder.prototype;
  assert.throws(() => lint({ "1_a.sql": { length: -1 } }));
  assert.equal(TextEncoder.prototype.encode, encode);
  assert.deepEqual(lint(input), report);
  assert.equal(instances.length, 1);
});
