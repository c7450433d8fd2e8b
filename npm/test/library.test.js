// The library: the program's reports as plain objects.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import * as library from "../dist/index.js";
import { migralint, packageFolder, root } from "./help.js";

const { MigralintError, effects, explain, init, layouts, lint, rollback, rules } = library;

/** Every file of a folder, as `lint` takes it. */
function read(folder, prefix = "") {
  const files = {};
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) Object.assign(files, read(file, `${prefix}${name}/`));
    else files[prefix + name] = readFileSync(file);
  }
  return files;
}

const INDEX = { "migrations/1_a.sql": "CREATE TABLE a (b int);", "migrations/2_b.sql": "CREATE INDEX i ON a (b);" };

test("a project gives the report of the command", async () => {
  const folder = path.join(root, "examples/prisma");
  const files = read(folder);
  for (const [command, report] of [["check", lint(files)], ["effects", effects(files)]]) {
    const { stdout } = await migralint([command, "--format=json"], { cwd: folder });
    assert.deepEqual(report, JSON.parse(stdout));
  }
});

test("options are those of the command", () => {
  const names = (options) => lint(INDEX, options).diagnostics.map((one) => `${one.severity} ${one.rule}`);
  assert.deepEqual(names({ after: "1_a" }), ["error create-index-blocks-writes"]);
  assert.deepEqual(names({ after: ["1_a"], warn: ["create-index-blocks-writes"] }), ["warning create-index-blocks-writes"]);
  assert.deepEqual(names({ after: "1_a", allow: ["create-index-blocks-writes"] }), []);
  assert.deepEqual(names({ applied: ["1_a", "2_b"] }), []);
  assert.deepEqual(names({ after: "1_a", config: { rules: { "create-index-blocks-writes": "off" } } }), []);
  assert.equal(lint(INDEX, { after: "2_b" }).summary.new_migrations, 0);
  assert.equal(lint(INDEX, { layout: "sqlx" }).summary.histories[0].tool, "SQLx");
  const configured = { ...INDEX, "migralint.toml": "after = '2_b'" };
  assert.equal(lint(configured).summary.new_migrations, 0);
});

test("a history needs no files", () => {
  for (const layout of ["prisma", "diesel", "sqlx", "supabase", undefined]) {
    const migrations = [
      { id: "20260101000000_a", sql: "CREATE TABLE a (b int);", applied: true },
      { id: "20260102000000_b", sql: "CREATE INDEX i ON a (b);", rollback: "DROP INDEX i;" },
    ];
    const { diagnostics, summary } = lint({ layout, migrations });
    assert.equal(summary.migrations, 2, layout);
    assert.equal(summary.new_migrations, 1, layout);
    assert.deepEqual(diagnostics.map((one) => one.rule).filter((rule) => rule.startsWith("create-index")), [
      "create-index-blocks-writes",
    ]);
    const [statement] = effects({ layout, migrations }).statements;
    assert.deepEqual(statement.effects.locks, { "public.a": "SHARE" });
  }
});

test("a way back is written", async () => {
  const migrations = [
    { id: "20260101000000_a", sql: 'CREATE TABLE "A" (b int NOT NULL);' },
    { id: "20260102000000_b", sql: 'ALTER TABLE "A" DROP COLUMN b;' },
    { id: "20260103000000_c", sql: "INSERT INTO \"A\" DEFAULT VALUES; CREATE TABLE c ();" },
  ];
  for (const layout of ["prisma", "diesel", "sqlx", undefined]) {
    const { sql, missing } = rollback({ layout, migrations }, "20260101000000_a");
    assert.match(sql, /^-- Rollback of 20260101000000_a\n[^]*DROP TABLE "A";\n$/, layout);
    assert.deepEqual(missing, []);
    assert.match(rollback({ layout, migrations }).sql, /DROP TABLE "?c"?;/, "the newest");
  }
  assert.match(rollback(INDEX, "2_b").sql, /DROP INDEX i;/);
  assert.throws(() => rollback(INDEX, "2_c"), (error) => error instanceof MigralintError && /2_b/.test(error.message));
  assert.throws(() => rollback(INDEX, "2_b", { deny: [] }), /unknown option `deny`/);
  const folder = path.join(root, "examples/prisma");
  const [newest] = readdirSync(path.join(folder, "prisma/migrations")).filter((name) => /^\d/.test(name)).sort().reverse();
  const { stdout } = await migralint(["rollback", "new", newest, "--stdout"], { cwd: folder });
  assert.equal(rollback(read(folder), newest).sql, stdout);
});

test("paths are those of a repository", () => {
  const report = lint({ "./db\\migrations//1_a.sql": new TextEncoder().encode("DROP TABLE a;") });
  assert.equal(report.summary.histories[0].root, "db/migrations");
  for (const wrong of ["../a.sql", "", "/", "a/../b.sql"]) {
    assert.throws(() => lint({ [wrong]: "SELECT 1;" }), TypeError, wrong);
  }
});

test("mistakes are told", () => {
  const fails = (work, message) => {
    assert.throws(work, (error) => {
      assert.ok(error instanceof MigralintError && error instanceof Error);
      assert.match(error.message, message);
      return true;
    });
  };
  fails(() => lint({}), /^no migrations found/);
  fails(() => lint(INDEX, { layout: "prism" }), /a similar value exists: 'prisma'/);
  fails(() => lint(INDEX, { postgres: 9 }), /PostgreSQL 9 is not supported: 14 to 18 are/);
  fails(() => lint(INDEX, { after: "3_c" }), /no migration is named `3_c`/);
  fails(() => lint(INDEX, { allow: ["no-such-rule"] }), /no rule is named `no-such-rule`/);
  fails(() => lint(INDEX, { config: { postgress: 17 } }), /unknown key `postgress`; did you mean `postgres`\?/);
  fails(() => explain("--help"), /no rule is named `--help`/);
  assert.throws(() => lint(INDEX, { psotgres: 17 }), /unknown option `psotgres`/);
  assert.throws(() => effects(INDEX, { deny: [] }), /unknown option `deny`/);
});

test("what can be read is reported beside what cannot", () => {
  assert.throws(
    () => lint({ ...INDEX, "migrations/3_c.sql": Uint8Array.of(0xe9) }, { after: "1_a" }),
    (error) => {
      assert.equal(error.message, "migrations/3_c.sql: is not UTF-8 at byte 0; save it as UTF-8");
      assert.equal(error.report.diagnostics.length, 1);
      return true;
    },
  );
});

test("the manual", () => {
  assert.ok(rules().length > 0);
  for (const rule of rules()) {
    assert.equal(explain(rule.id), `${readFileSync(path.join(root, `rules/${rule.id}.md`), "utf8").trimEnd()}\n`);
  }
  assert.ok(layouts().includes("prisma"));
});

test("one module for both ways to load it", async () => {
  const required = createRequire(import.meta.url)(packageFolder);
  assert.equal(required.lint, lint);
  assert.equal(required.MigralintError, MigralintError);
  assert.deepEqual(Object.keys(required).sort(), Object.keys(library).sort());
  assert.equal(await init(), undefined);
});

test("results are independent of each other", () => {
  const first = lint(INDEX, { after: "1_a" });
  const kept = structuredClone(first);
  lint({ "a.sql": "DROP TABLE x;" });
  assert.deepEqual(first, kept);
});
