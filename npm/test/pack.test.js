// The package as npm delivers it: packed, installed into an empty project without network, and run there.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { folder, packageFolder, root, run } from "./help.js";

const windows = process.platform === "win32";
/** Names that nothing answers, so that a package that is fetched fails at once. */
const offline = { npm_config_offline: "true", npm_config_registry: "http://127.0.0.1:9/", npm_config_update_notifier: "false" };
const npm = (args, options) => run(windows ? "npm.cmd" : "npm", args, { shell: windows, ...options, env: { ...offline, ...options.env } });
const npx = (args, options) => run(windows ? "npx.cmd" : "npx", args, { shell: windows, ...options, env: { ...offline, ...options.env } });

const packed = path.join(root, "target/npm-pack");
let tarball;

before(async () => {
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  const { code, stderr } = await npm(["pack", "--pack-destination", packed], { cwd: packageFolder });
  assert.equal(code, 0, stderr);
  const [name] = readdirSync(packed);
  tarball = path.join(packed, name);
});

/** A project with the package installed. */
async function project(t, from) {
  const cwd = folder(t, from);
  if (from === undefined) writeFileSync(path.join(cwd, "package.json"), '{ "name": "empty", "private": true }\n');
  const modules = path.join(cwd, "node_modules");
  const empty = folder(t);
  writeFileSync(path.join(empty, "package.json"), '{ "private": true }\n');
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", path.join(empty, "cache"), tarball];
  const { code, stderr } = await npm(args, { cwd: empty });
  assert.equal(code, 0, stderr);
  cpSync(path.join(empty, "node_modules"), modules, { recursive: true, verbatimSymlinks: true });
  return cwd;
}

test("the package is small and holds what it should", async () => {
  const size = statSync(tarball).size;
  // A standard library that came ready made, built for speed, makes it larger.
  const readyMade = readFileSync(path.join(packageFolder, "dist/migralint.wasm")).includes("/rustc/");
  assert.ok(size <= (readyMade ? 1_110_000 : 1_080_000), `${size} bytes`);
  const { stdout } = await npm(["pack", "--dry-run", "--json", "--silent"], { cwd: packageFolder });
  const [{ files }] = JSON.parse(stdout);
  assert.deepEqual(files.map((file) => file.path).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist/bin.cjs",
    "dist/index.cjs",
    "dist/index.d.cts",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/migralint.wasm",
    "dist/web.d.ts",
    "dist/web.js",
    "migralint.schema.json",
    "package.json",
  ]);
});

test("its version is the workspace's, and it needs nothing", () => {
  const manifest = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  const [, version] = readFileSync(path.join(root, "Cargo.toml"), "utf8").match(/^version = "(.*)"$/m);
  assert.equal(manifest.version, version);
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts.install ?? manifest.scripts.postinstall, undefined);
});

test("npx runs it in a project, without network", async (t) => {
  const cwd = await project(t);
  cpSync(path.join(root, "examples/prisma/prisma"), path.join(cwd, "prisma"), { recursive: true });
  const { code, stdout, stderr } = await npx(["migralint", "--format", "json"], { cwd });
  assert.equal(code, 1, stderr);
  assert.equal(JSON.parse(stdout).summary.histories[0].tool, "Prisma Migrate");
});

test("both ways to load it", async (t) => {
  const cwd = await project(t);
  writeFileSync(path.join(cwd, "a.mjs"), 'import { lint } from "migralint"; console.log(lint({ "a.sql": "DROP TABLE a;" }).summary.files);');
  writeFileSync(path.join(cwd, "a.cjs"), 'const { lint } = require("migralint"); console.log(lint({ "a.sql": "DROP TABLE a;" }).summary.files);');
  for (const name of ["a.mjs", "a.cjs"]) {
    assert.deepEqual(await run(process.execPath, [name], { cwd }), { code: 0, stdout: "1\n", stderr: "" });
  }
});

test("publint finds nothing", async () => {
  const { publint } = await import("publint");
  const { messages } = await publint({ pkgDir: packageFolder, strict: true });
  assert.deepEqual(messages, []);
});

test("attw finds nothing", async () => {
  const attw = path.join(packageFolder, "node_modules/@arethetypeswrong/cli/dist/index.js");
  // `migralint/web` is for what loads ESM.
  for (const words of ["--entrypoints .", "--entrypoints web --ignore-rules cjs-resolves-to-esm"]) {
    const args = [attw, tarball, "--no-emoji", "--profile", "node16", ...words.split(" ")];
    const { code, stdout } = await run(process.execPath, args);
    assert.equal(code, 0, stdout);
  }
});

/** A project for Vercel whose `prisma` and `next` only say that they were called. */
async function deployment(t) {
  const cwd = await project(t, "examples/vercel");
  for (const name of ["prisma", "next"]) {
    const file = path.join(cwd, "node_modules/.bin", windows ? `${name}.cmd` : name);
    writeFileSync(file, windows ? `@echo ${name} %*\r\n` : `#!/bin/sh\necho ${name} "$@"\n`, { mode: 0o755 });
  }
  const env = { VERCEL: "1", CI: "1", VERCEL_ENV: "preview", VERCEL_GIT_COMMIT_SHA: "0".repeat(40) };
  return { cwd, build: () => npm(["run", "--silent", "vercel-build"], { cwd, env }) };
}

test("a deployment to Vercel without .git", async (t) => {
  const { build } = await deployment(t);
  const { code, stdout, stderr } = await build();
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout.replaceAll("\r", ""), /nothing found[^]*\nprisma migrate deploy\s*\nnext build\s*\n$/);
});

test("a dangerous migration ends a deployment before anything runs", async (t) => {
  const { cwd, build } = await deployment(t);
  const migration = path.join(cwd, "prisma/migrations/20260401000000_index_notes_by_text");
  mkdirSync(migration);
  writeFileSync(path.join(migration, "migration.sql"), 'CREATE INDEX "Note_text_idx" ON "Note"("text");\n');
  const { code, stdout } = await build();
  assert.equal(code, 1);
  assert.match(stdout, /create-index-blocks-writes/);
  assert.doesNotMatch(stdout, /prisma migrate deploy|next build/);
});
