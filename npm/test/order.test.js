// The order of the module's functions, which the build chooses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { withPlacesAsNames } from "../scripts/order.js";
import { root } from "./help.js";

/** A module of functions without parameters or results, whose bodies are these bytes. */
function module(functions) {
  const section = (kind, content) => [kind, content.length, ...content];
  const text = (value) => [value.length, ...Buffer.from(value)];
  const names = Object.keys(functions).flatMap((name, at) => [at, ...text(name)]);
  const bodies = Object.values(functions).flatMap((body) => [body.length + 2, 0, ...body, 0x0b]);
  const count = Object.keys(functions).length;
  return Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [count, ...Array(count).fill(0)]),
    ...section(10, [count, ...bodies]),
    ...section(0, [...text("name"), 1, names.length + 1, count, ...names]),
  ]);
}

/** The names that a module's functions have, read by the engine that runs it. */
function names(bytes) {
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), "name");
  return Buffer.from(section).toString("latin1").match(/\d{6}/g);
}

const constants = (...values) => values.flatMap((value) => [0x41, value, 0x1a]);

test("functions that are alike follow each other, the others stand by name", () => {
  const like = constants(1, 2, 3, 4, 5, 6);
  const bytes = withPlacesAsNames(module({ b: constants(9, 9, 9), d: like, c: constants(33, 34, 35), a: [...like, ...constants(7)] }));
  assert.deepEqual(names(bytes), ["000002", "000001", "000003", "000000"]);
});

test("the module was ordered, and keeps no names", () => {
  const built = new WebAssembly.Module(readFileSync(path.join(root, "npm/dist/migralint.wasm")));
  assert.deepEqual(WebAssembly.Module.customSections(built, "name"), []);
  const places = names(readFileSync(path.join(root, "target/npm/ordered.wasm"))).map(Number);
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  assert.ok(places.length > 1000);
});
