// What wasm-bindgen makes of `crates/migralint-wasm`.

import type { Host } from "./host.js";

interface Exports {
  memory: WebAssembly.Memory;
}

export default function init(options: { module_or_path: WebAssembly.Module }): Promise<Exports>;
export function initSync(options: { module: WebAssembly.Module }): Exports;
/** Makes a new instance of the module in the place of one that trapped. */
export function __wbg_reset_state(): void;

export function run(host: Host, args: string[]): number;
export function rules(): string;
export function layouts(): string;
export function places(layout: string, id: string): string[];
