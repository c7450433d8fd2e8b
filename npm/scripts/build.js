// Makes `dist` from `src` and from what `cargo xtask npm` left in `target/npm`: the module is shrunk, the sources are
// bundled to one file for each use, and the types get the names of all rules and layouts.

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { withPlacesAsNames } from "./order.js";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const bindings = at("../target/npm/migralint.js");

rmSync(at("dist"), { recursive: true, force: true });
mkdirSync(at("dist"));

const optimizer = createRequire(import.meta.url).resolve("binaryen/bin/wasm-opt");
// What Rust's wasm32 target uses, and every engine since 2021 knows.
const features = ["bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
const enable = features.map((name) => `--enable-${name}`);
// A function that is called from one place stays one: merged into its caller it would be compiled along, run or not.
// Nothing lies in the first kilobyte of the memory but the last of the stack.
const small = ["--low-memory-unused", "--generate-global-effects", "-Oz", "--one-caller-inline-max-function-size=1", "--strip-producers"];
const module = at("dist/migralint.wasm");
const optimize = (from, to, ...flags) => execFileSync(process.execPath, [optimizer, ...enable, ...flags, from, "-o", to]);
const named = at("../target/npm/named.wasm");
optimize(at("../target/npm/migralint_bg.wasm"), named, "--debuginfo", ...small);
const ordered = at("../target/npm/ordered.wasm");
writeFileSync(ordered, withPlacesAsNames(readFileSync(named)));
optimize(ordered, ordered, "--debuginfo", "--reorder-functions-by-name");
optimize(ordered, module, "--strip-debug");

const common = { bundle: true, alias: { "#bindings": bindings }, minify: true, target: "es2022", logLevel: "warning" };
const node = { ...common, platform: "node", target: "node20", format: "cjs" };
await build({ ...node, entryPoints: [at("src/bin.js")], outfile: at("dist/bin.cjs"), banner: { js: "#!/usr/bin/env node" } });
await build({ ...node, entryPoints: [at("src/node.js")], outfile: at("dist/index.cjs") });
await build({ ...common, format: "esm", entryPoints: [at("src/web.js")], outfile: at("dist/web.js") });

// One instance of the module for both ways to load it.
const library = createRequire(import.meta.url)(at("dist/index.cjs"));
const names = Object.keys(library).sort();
writeFileSync(at("dist/index.js"), `import library from "./index.cjs";\n\nexport const { ${names.join(", ")} } = library;\n`);

const union = (values) => values.map((value) => `\n  | ${JSON.stringify(value)}`).join("");
const types = `${readFileSync(at("src/index.d.ts"), "utf8").replace(/^import .*\n\n/, "")}
/** The id of a rule. */
export type RuleId =${union(library.rules().map((rule) => rule.id))};

/** The name of a layout, as \`--layout\` takes it. */
export type LayoutName =${union(library.layouts())};
`;
for (const name of ["index.d.ts", "index.d.cts"]) writeFileSync(at(`dist/${name}`), types);
writeFileSync(at("dist/web.d.ts"), 'export * from "./index.js";\n');

for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(at(`../${name}`), at(name));
const schema = JSON.parse(readFileSync(at("../migralint.schema.json"), "utf8"));
writeFileSync(at("migralint.schema.json"), JSON.stringify(schema));

// The playground: a folder that any web server can serve.
const playground = at("../target/playground");
rmSync(playground, { recursive: true, force: true });
cpSync(at("playground"), playground, { recursive: true });
for (const name of ["web.js", "migralint.wasm"]) cpSync(at(`dist/${name}`), `${playground}/migralint/${name}`);
