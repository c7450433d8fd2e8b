// Makes the `dist` of the GitHub Action at the top of the repository: one file, and the module of `npm/dist`.

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

rmSync(at("../dist"), { recursive: true, force: true });
mkdirSync(at("../dist"));
await build({
  bundle: true,
  alias: { "#bindings": at("../target/npm/migralint.js") },
  minifySyntax: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  logLevel: "warning",
  entryPoints: [at("action/main.js")],
  outfile: at("../dist/index.cjs"),
});
copyFileSync(at("dist/migralint.wasm"), at("../dist/migralint.wasm"));
