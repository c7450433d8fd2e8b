// The library in Node: the module lies beside this file and is compiled at the first call.

import { engine } from "./engine.js";
import { library } from "./library.js";

const fs = require("node:fs");
const path = require("node:path");

export { MigralintError } from "./error.js";

export const { lint, effects, rollback, explain, rules, layouts } = library(engine(load));

/** Browsers have to wait for the module; Node does not, so that the same code runs in both. */
export async function init() {}

function load() {
  return new WebAssembly.Module(fs.readFileSync(path.join(__dirname, "migralint.wasm")));
}
