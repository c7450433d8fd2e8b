// The library in browsers, bundlers and edge runtimes: `await init()` comes first.

import { engine, start } from "./engine.js";
import { MigralintError } from "./error.js";
import { library } from "./library.js";

export { MigralintError };

export const { lint, effects, rollback, explain, rules, layouts } = library(
  engine(() => {
    throw new MigralintError("call `await init()` first");
  }),
);

/** @param {import("./index.js").WasmSource | Promise<import("./index.js").WasmSource>} [source] */
export async function init(source = new URL("./migralint.wasm", import.meta.url)) {
  await start(await compile(await source));
}

/** @param {import("./index.js").WasmSource} source */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (typeof Response === "undefined" || !(source instanceof Response)) {
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  }
  if (!source.ok) throw new MigralintError(`${source.url}: ${source.status} ${source.statusText}`);
  // Servers that do not know the type of .wasm files are many.
  const isKnown = source.headers.get("content-type")?.startsWith("application/wasm");
  return isKnown ? WebAssembly.compileStreaming(source) : WebAssembly.compile(await source.arrayBuffer());
}
