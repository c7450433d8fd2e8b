// The WebAssembly module, and what happens when it traps.

import bindings, { __wbg_reset_state, initSync, layouts, places, rules, run } from "#bindings";
import { MigralintError } from "./error.js";

/** @type {WebAssembly.Module | undefined} */
let module;
let isReady = false;
/** @type {WebAssembly.Memory | undefined} */
let memory;

/** More memory than this cannot grow by much, in bytes: WebAssembly has 4 GiB. */
const NEARLY_FULL = 3 * 1024 ** 3;

/**
 * Instantiates a module, off the main thread's time.
 * @param {WebAssembly.Module} compiled
 */
export async function start(compiled) {
  if (isReady) return;
  module = compiled;
  memory = (await bindings({ module_or_path: compiled })).memory;
  isReady = true;
}

/**
 * The functions of the module; `load` compiles it when it is needed for the first time.
 * @param {() => WebAssembly.Module} load
 */
export function engine(load) {
  /**
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  const guarded = (work) => {
    if (!isReady) {
      module = load();
      memory = initSync({ module }).memory;
      isReady = true;
    }
    try {
      return work();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
        const isFull = (memory?.buffer.byteLength ?? 0) > NEARLY_FULL;
        // What a trap leaves behind cannot be trusted: the next call gets a new instance.
        __wbg_reset_state();
        const message = isFull
          ? "out of memory: WebAssembly has 4 GiB at most; check fewer files at once, or use the native command"
          : `internal error: ${error.message}; please report it with the migration`;
        throw new MigralintError(message, { cause: error });
      }
      throw error;
    }
  };
  return {
    /**
     * @param {import("./host.js").Host} host
     * @param {string[]} args
     * @returns {number}
     */
    run: (host, args) => guarded(() => run(host, args)),
    /** @returns {import("./index.js").Rule[]} */
    rules: () => JSON.parse(guarded(rules)),
    /** @returns {import("./names.js").LayoutName[]} */
    layouts: () => JSON.parse(guarded(layouts)),
    /**
     * @param {string} layout
     * @param {string} id
     * @returns {string[]}
     */
    places: (layout, id) => guarded(() => places(layout, id)),
  };
}

/** @typedef {ReturnType<typeof engine>} Engine */
