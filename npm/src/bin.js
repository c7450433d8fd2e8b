// The command: the native one over the world of Node.

import { engine } from "./engine.js";
import { NodeHost } from "./node-host.js";

const fs = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");

/** A Node that does not know a flag would say so on standard error. */
const NEWEST_KNOWN = 24;

// A run ends long before code would pay that is optimised while it runs.
if (Number.parseInt(process.versions.node, 10) <= NEWEST_KNOWN) {
  v8.setFlagsFromString("--liftoff-only");
  v8.setFlagsFromString("--wasm-lazy-validation");
}

const { run } = engine(() => {
  return new WebAssembly.Module(fs.readFileSync(path.join(__dirname, "migralint.wasm")));
});

const host = new NodeHost();
try {
  process.exitCode = run(host, ["migralint", ...process.argv.slice(2)]);
} catch (error) {
  host.print(true, `error: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
