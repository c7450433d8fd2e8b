// The library outside of Node: packed by Vite, and in a runtime that has only what the web has.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { build } from "vite";
import * as library from "../dist/index.js";
import { folder, packageFolder } from "./help.js";

const module = () => readFileSync(path.join(packageFolder, "dist/migralint.wasm"));

/** `web.js` in a context without Node: its exports. */
async function web(globals = {}) {
  const context = vm.createContext({ TextDecoder, TextEncoder, URL, WebAssembly, console, ...globals });
  const text = readFileSync(path.join(packageFolder, "dist/web.js"), "utf8");
  const { SourceTextModule } = vm;
  const made = new SourceTextModule(text, { context, initializeImportMeta: (meta) => (meta.url = "https://example.com/web.js") });
  await made.link(() => assert.fail("nothing is imported"));
  await made.evaluate();
  return made.namespace;
}

const INPUT = { "migrations/1_a.sql": "CREATE INDEX i ON a (b);" };

test("it has the exports of the library in Node", async () => {
  const { default: _, ...names } = library;
  assert.deepEqual(Object.keys(await web()).sort(), Object.keys(names).sort());
});

test("it waits for init", async () => {
  const { MigralintError, init, lint } = await web();
  assert.throws(() => lint(INPUT), (error) => error instanceof MigralintError && /await init\(\)/.test(error.message));
  await init(module());
  await init(module());
  assert.deepEqual(JSON.parse(JSON.stringify(lint(INPUT))), library.lint(INPUT));
});

test("an edge runtime gives a compiled module", async () => {
  const { init, lint } = await web({ fetch: undefined });
  await init(Promise.resolve(new WebAssembly.Module(module())));
  assert.equal(lint(INPUT).version, 1);
});

test("a browser fetches it, whatever the server says that it is", async () => {
  for (const type of ["application/wasm", "application/octet-stream"]) {
    let asked;
    const fetch = async (url) => {
      asked = String(url);
      return new Response(module(), { headers: { "content-type": type } });
    };
    const { init, rules } = await web({ fetch, Response });
    await init();
    assert.equal(asked, "https://example.com/migralint.wasm");
    assert.ok(rules().length > 0);
  }
  const { init } = await web({ fetch: async () => new Response("", { status: 404, statusText: "Not Found" }), Response });
  await assert.rejects(init(), /404 Not Found/);
});

test("Vite packs it for browsers", async (t) => {
  const cwd = folder(t);
  mkdirSync(path.join(cwd, "node_modules"));
  symlinkSync(packageFolder, path.join(cwd, "node_modules/migralint"), "junction");
  writeFileSync(path.join(cwd, "index.html"), '<script type="module" src="/main.js"></script>');
  writeFileSync(path.join(cwd, "main.js"), 'import { init, rules } from "migralint";\nawait init();\ndocument.title = rules()[0].id;\n');
  await build({ root: cwd, logLevel: "error", build: { target: "es2022" } });
  const assets = readdirSync(path.join(cwd, "dist/assets"));
  const wasm = assets.find((name) => name.endsWith(".wasm"));
  assert.ok(wasm, `${assets}`);
  const script = readFileSync(path.join(cwd, "dist/assets", assets.find((name) => name.endsWith(".js"))), "utf8");
  assert.ok(script.includes(wasm), "the script names the file");
  assert.doesNotMatch(script, /node:/);
});
