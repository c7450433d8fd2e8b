// Input that no migration holds: a report or a sentence, never a trap, and memory does not grow.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { MigralintError, effects, lint } from "../dist/index.js";
import { folder, migralint } from "./help.js";

const DEPTH = 100_000;
const nested = (open, inner, close) => open.repeat(DEPTH) + inner + close.repeat(DEPTH);

const DEEP = {
  "parentheses in an expression": `SELECT ${nested("(", "1", ")")};`,
  "parentheses that never close": `SELECT ${"(".repeat(DEPTH)}`,
  "parentheses that never open": `SELECT ${")".repeat(DEPTH)};`,
  "parentheses in a check": `CREATE TABLE a (b int CHECK ${nested("(", "b > 0", ")")});`,
  "parentheses in a default": `ALTER TABLE a ADD COLUMN b int DEFAULT ${nested("(", "1", ")")};`,
  "parentheses in an index": `CREATE INDEX i ON a (${nested("(", "b", ")")});`,
  "parentheses in a type": `ALTER TABLE a ALTER COLUMN b TYPE numeric${nested("(", "1", ")")};`,
  "queries in queries": `SELECT ${nested("(SELECT ", "1", ")")};`,
  "queries in FROM": `SELECT * FROM ${nested("(SELECT * FROM ", "a", ") AS a")};`,
  "WITH in WITH": `${nested("WITH a AS (", "SELECT 1", ") SELECT 1")};`,
  "brackets": `SELECT ARRAY${nested("[", "1", "]")};`,
  "an array type": `ALTER TABLE a ADD COLUMN b int${"[]".repeat(DEPTH)};`,
  "CASE": `SELECT ${nested("CASE WHEN true THEN ", "1", " END")};`,
  "NOT": `SELECT ${"NOT ".repeat(DEPTH)} true;`,
  "signs": `SELECT ${"- ".repeat(DEPTH)} 1;`,
  "a sum": `SELECT 1${" + 1".repeat(DEPTH)};`,
  "AND": `SELECT true${" AND true".repeat(DEPTH)};`,
  "casts": `SELECT 1${"::int".repeat(DEPTH)};`,
  "concatenation in a default": `ALTER TABLE a ADD COLUMN b text DEFAULT ''${" || ''".repeat(DEPTH)};`,
  "UNION": `SELECT 1${" UNION SELECT 1".repeat(DEPTH)};`,
  "joins": `SELECT * FROM a${" JOIN a ON true".repeat(DEPTH)};`,
  "names with dots": `DROP TABLE a${".a".repeat(DEPTH)};`,
  "function calls": `SELECT ${nested("f(", "1", ")")};`,
  "comments": nested("/*", "", "*/"),
  "comments that never end": "/*".repeat(DEPTH),
  "DO blocks": `DO $$ ${nested("BEGIN ", "NULL;", " END;")} $$;`,
  "IF in DO": `DO $$ BEGIN ${nested("IF true THEN ", "NULL;", " END IF;")} END $$;`,
  "DO in EXECUTE": `DO $$ BEGIN ${"EXECUTE '".repeat(DEPTH)} END $$;`,
  "BEGIN ATOMIC": `CREATE FUNCTION f() RETURNS int ${nested("BEGIN ATOMIC ", "SELECT 1;", " END;")}`,
  "EXPLAIN": `${"EXPLAIN ".repeat(DEPTH)}SELECT 1;`,
  "transactions": "BEGIN;".repeat(DEPTH),
  "savepoints": Array.from({ length: DEPTH }, (_, at) => `SAVEPOINT s${at};`).join(""),
};

for (const [name, sql] of Object.entries(DEEP)) {
  test(`deep: ${name}`, () => {
    for (const input of [{ "1_a.sql": sql }, { layout: "prisma", migrations: [{ id: "1_a", sql: `${sql}\nSELECT 1;` }] }]) {
      assert.equal(lint(input).version, 1);
      assert.equal(effects(input).version, 1);
    }
  });
}

const ODD = {
  "nothing": "",
  "a byte order mark alone": "\uFEFF",
  "a quote": "'",
  "a dollar quote": "$a$",
  "a lone surrogate": "SELECT '\uD800';",
  "a template": "ALTER TABLE {{ table }} ADD COLUMN ${column} :type;",
  "control characters": "DROP TABLE \"\u001b[31m\u0007\u202e\";",
  "separators": ";".repeat(DEPTH),
  "one long name": `DROP TABLE ${"x".repeat(1_000_000)};`,
  "one long line of names": `DROP TABLE ${Array.from({ length: DEPTH }, (_, at) => `t${at}`).join(", ")};`,
  "many columns": `CREATE TABLE a (${Array.from({ length: DEPTH / 10 }, (_, at) => `c${at} int`).join(", ")});`,
  "quotes": "''".repeat(DEPTH),
  "backslashes": "\\".repeat(DEPTH),
  "data of COPY that never ends": `COPY a FROM stdin;\n${"1\t2\n".repeat(DEPTH)}`,
};

for (const [name, sql] of Object.entries(ODD)) {
  test(`odd: ${name}`, () => {
    assert.equal(lint({ "1_a.sql": sql }).version, 1);
    assert.equal(effects({ "1_a.sql": sql }).version, 1);
  });
}

test("noise", () => {
  // A linear congruential generator: the same noise every time.
  let state = 1;
  const next = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  const words = ["CREATE", "TABLE", "ALTER", "ADD", "COLUMN", "(", ")", ",", ";", "'", '"', "$$", "--", "/*", "*/", "a", ".", "::", "\n", "é", "\0"];
  for (let round = 0; round < 2000; round++) {
    const sql = Array.from({ length: next(60) }, () => words[next(words.length)]).join(next(2) ? " " : "");
    try {
      lint({ "1_a.sql": sql });
    } catch (error) {
      assert.ok(error instanceof MigralintError && !error.cause, `${JSON.stringify(sql)}: ${error}`);
    }
  }
});

test("50 MB of SQL", async (t) => {
  const cwd = folder(t);
  const insert = `INSERT INTO "User" (id, name) VALUES (1, 'name');\n`;
  const end = "CREATE INDEX i ON a (b);\n";
  writeFileSync(path.join(cwd, "1_a.sql"), insert.repeat((50 * 1024 * 1024) / insert.length) + end);
  const { code, stdout, stderr } = await migralint(["--format=json"], { cwd });
  assert.equal(stderr, "");
  assert.equal(code, 1);
  assert.ok(JSON.parse(stdout).diagnostics.some((one) => one.rule === "create-index-blocks-writes"));
});
