// The types: what they promise is what the program gives, in every way to load the package.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { effects, lint, rules } from "../dist/index.js";
import { folder, migralint, packageFolder, root, run } from "./help.js";

const compiler = path.join(packageFolder, "node_modules/typescript/bin/tsc");

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: "es2022",
  lib: ["es2022", "dom"],
  types: [],
};

/** Compiles files by name in a project that has the package. */
async function compiles(t, files, options) {
  const cwd = folder(t);
  mkdirSync(path.join(cwd, "node_modules"));
  symlinkSync(packageFolder, path.join(cwd, "node_modules/migralint"), "junction");
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  const config = { compilerOptions: { ...STRICT, ...options }, files: Object.keys(files) };
  writeFileSync(path.join(cwd, "tsconfig.json"), JSON.stringify(config));
  const { code, stdout } = await run(process.execPath, [compiler, "--project", cwd]);
  assert.equal(code, 0, stdout);
}

const uses = readFileSync(path.join(packageFolder, "test/types/library.ts"), "utf8");

test("in Node, as ESM and as CommonJS", async (t) => {
  await compiles(t, { "a.mts": uses, "b.cts": uses }, { module: "nodenext" });
});

test("in a bundler, for browsers", async (t) => {
  const options = { module: "esnext", moduleResolution: "bundler", customConditions: ["browser"] };
  await compiles(t, { "a.ts": uses, "b.ts": uses.replace('"migralint"', '"migralint/web"') }, options);
});

test("reports are what the types say", async (t) => {
  // A literal must hold every key, and no other.
  const values = { check: [], effects: [], rules: [rules()] };
  for (const place of ["tests/histories", "examples"]) {
    for (const entry of readdirSync(path.join(root, place), { withFileTypes: true }).filter((one) => one.isDirectory())) {
      const cwd = path.join(root, place, entry.name);
      for (const command of ["check", "effects"]) {
        const { stdout } = await migralint([command, "--format=json"], { cwd });
        values[command].push(JSON.parse(stdout));
      }
    }
  }
  const sql = 'ALTER TABLE "a" ADD COLUMN b int NOT NULL;\nCREATE INDEX ON c (d);\nDROP TABLE e;\nVACUUM;\n';
  values.check.push(lint({ "a.sql": sql }, { postgres: 18 }));
  values.effects.push(effects({ "a.sql": sql }, { postgres: 18 }));
  const text = `import type { CheckReport, EffectsReport, Rule } from "migralint";
export const check: CheckReport[] = ${JSON.stringify(values.check, null, 1)};
export const effects: EffectsReport[] = ${JSON.stringify(values.effects, null, 1)};
export const rules: Rule[][] = ${JSON.stringify(values.rules, null, 1)};
`;
  await compiles(t, { "a.mts": text }, { module: "nodenext" });
});

test("the sources agree with them", async () => {
  const { code, stdout } = await run(process.execPath, [compiler, "--project", path.join(packageFolder, "src")]);
  assert.equal(code, 0, stdout);
});
