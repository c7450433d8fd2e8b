// The command: the native one over the world of Node.

import fs from "node:fs";
import path from "node:path";
import { engine } from "./engine.js";
import { NodeHost } from "./node-host.js";

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
