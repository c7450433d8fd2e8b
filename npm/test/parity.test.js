// The npm command is the native command: the same bytes on both streams, the same exit code.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { rules } from "../dist/index.js";
import { folder, migralint, native, root, run } from "./help.js";

/** Runs both; the result that both gave. */
async function same(args, options) {
  const expected = await run(native, args, options);
  const actual = await migralint(args, options);
  assert.deepEqual(actual, expected, args.join(" "));
  return expected;
}

async function all(lines, options) {
  const results = [];
  for (const line of lines) results.push(await same(line === "" ? [] : line.split(" "), options));
  return results;
}

/** The formats that a command names in its help. */
function formats(command) {
  const help = execFileSync(native, [command, "--help"], { encoding: "utf8" });
  const [, values] = help.split("--format <FORMAT>");
  return [...values.split("--output <FILE>")[0].matchAll(/^ +- ([\w-]+):/gm)].map(([, name]) => name);
}

const LINES = [
  "",
  "check . --format json",
  "--quiet --fail-on warning",
  "--color always --postgres 18",
  "effects",
  "effects --format json --postgres 16",
  ...formats("check").map((format) => `--format ${format}`),
  ...formats("effects").map((format) => `effects --format ${format}`),
];
assert.ok(LINES.length > 12, "the help names the formats");

const projects = ["tests/histories", "examples"].flatMap((place) => {
  const entries = readdirSync(path.join(root, place), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${place}/${entry.name}`);
});

for (const project of projects) {
  test(project, async (t) => {
    const results = await all(LINES, { cwd: folder(t, project) });
    assert.ok(results.every((result) => result.code !== 2), "everything can be read");
  });
}

test("the whole repository from its root and from below", async () => {
  await all(["tests examples", "examples/prisma", "effects tests --format json"]);
  await all(["", "../../tests/histories/*/migrations"], { cwd: path.join(root, "examples/prisma") });
});

test("the manual", async () => {
  const pages = rules().map((rule) => `explain ${rule.id}`);
  await all(["--help", "-h", "--version", "check --help", "effects --help", "rules", ...pages]);
});

test("mistakes", async (t) => {
  const cwd = folder(t, "tests/histories/plain");
  mkdirSync(path.join(cwd, "migrations/3_folder.sql"));
  writeFileSync(path.join(cwd, "migrations/4_latin.sql"), Buffer.from([0x2d, 0x2d, 0xe9]));
  writeFileSync(path.join(cwd, "migrations/5_binary.sql"), "a\0b");
  if (process.platform !== "win32") {
    symlinkSync("gone.sql", path.join(cwd, "migrations/6_gone.sql"));
    symlinkSync("7_itself.sql", path.join(cwd, "migrations/7_itself.sql"));
  }
  await all(
    [
      "",
      "--formt json",
      "--layout prism",
      "--postgres 13",
      "--since HEAD",
      "--after 1_gone",
      "--applied gone.txt",
      "--config gone.toml",
      "--format json --format text",
      "--output migrations",
      "--output 1_a.sql/b.json gone",
      "explain gone",
      "gone.sql",
      "gone/*.sql",
      "migrations/10_index_kind.sql/below",
      `${"x".repeat(300)}.sql`,
      "migrations/6_gone.sql migrations/7_itself.sql migrations/3_folder.sql",
    ],
    { cwd, env: { GIT_CEILING_DIRECTORIES: path.dirname(cwd) } },
  );
});

test("standard input", async (t) => {
  const cwd = folder(t, "tests/histories/prisma");
  const stdin = 'CREATE INDEX "é" ON "Loan" ("é");\r\n'.repeat(5000);
  const name = "prisma/migrations/20260401000000_new/migration.sql";
  const results = await all(["-", `check - --stdin-filename ${name} --format json`, "effects -"], { cwd, stdin });
  assert.ok(results[1].stdout.includes(name));
});

test("files that are written", async (t) => {
  const cwd = folder(t, "tests/histories/plain");
  const line = "--format json --output reports/a/b.json --format sarif --output c.sarif";
  const read = () => ["reports/a/b.json", "c.sarif"].map((name) => readFileSync(path.join(cwd, name), "utf8"));
  const expected = [await run(native, line.split(" "), { cwd }), read()];
  rmSync(path.join(cwd, "reports"), { recursive: true });
  assert.deepEqual([await migralint(line.split(" "), { cwd }), read()], expected);
});

test("what init and baseline write", async (t) => {
  const lines = ["init --yes", "init --yes", "init", "baseline", ""];
  const grown = async (program) => {
    const cwd = folder(t, "examples/vercel");
    rmSync(path.join(cwd, "migralint.toml"), { force: true });
    const results = [];
    for (const line of lines) results.push(await program(line === "" ? [] : line.split(" "), { cwd }));
    const names = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = names.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(cwd, file), readFileSync(file, "utf8")];
    });
    return { results, files: files.sort() };
  };
  const expected = await grown((args, options) => run(native, args, options));
  assert.equal(expected.results[0].code, 0, expected.results[0].stderr);
  assert.deepEqual(await grown(migralint), expected);
});

test("the configuration, and what it says is new", async (t) => {
  const cwd = folder(t, "tests/histories/prisma");
  writeFileSync(path.join(cwd, "migralint.toml"), "after = '20260212083000_add_due_date'\npostgres = 17\n");
  writeFileSync(path.join(cwd, "applied.txt"), "20260105101500_init\r\n");
  await all(["", "--applied applied.txt", "--allow create-index-blocks-writes", "--color=never"], { cwd });
  writeFileSync(path.join(cwd, "migralint.toml"), "[[waivers]]\npath = '**'\nreason = 'é'\nuntil = '2020-01-01'\n");
  const [{ stdout }] = await all(["", "--config package.json"], { cwd });
  assert.match(stdout, /ended on 2020-01-01/);
});

test("git", async (t) => {
  const cwd = folder(t, "tests/histories/prisma");
  const git = (...args) => execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=a@example.com", ...args], { cwd });
  git("init", "--quiet");
  git("add", "prisma/migrations/20260105101500_init");
  git("commit", "--quiet", "--message", "one");
  const results = await all(["--since HEAD --format json", "--since gone", "--since --help"], { cwd });
  assert.ok(JSON.parse(results[0].stdout).summary.new_migrations > 0);
  await all(["--since HEAD"], { cwd: path.join(cwd, "prisma") });
  const [{ stderr }] = await all(["--since HEAD"], { cwd, env: { PATH: "", Path: "" } });
  assert.match(stderr, /git is not installed/);
});

test("colours, as the environment wants them", async () => {
  const cwd = path.join(root, "examples/prisma");
  const environments = [{ FORCE_COLOR: "1" }, { NO_COLOR: "1" }, { FORCE_COLOR: "1", NO_COLOR: "1" }, { TERM: "dumb" }];
  for (const env of environments) await all(["", "effects"], { cwd, env });
});

test("a terminal", { skip: process.platform !== "linux" && "needs script(1)" }, async () => {
  const cwd = path.join(root, "examples/prisma");
  const inTerminal = (width, words) => {
    return run("script", ["--quiet", "--return", "--command", `stty rows 24 cols ${width}; ${words}`, "/dev/null"], { cwd });
  };
  for (const width of [60, 200]) {
    for (const args of ["", "--help", "effects"]) {
      const expected = await inTerminal(width, `${native} ${args}`);
      const command = `${process.execPath} ${root}npm/dist/bin.cjs`;
      assert.deepEqual(await inTerminal(width, `${command} ${args}`), expected, `${width} ${args}`);
      if (args === "") assert.ok(expected.stdout.includes("\u001b["), "there is colour");
    }
  }
});

test("a reader that has gone", { skip: process.platform === "win32" }, async () => {
  for (const words of [`'${native}'`, `'${process.execPath}' '${root}npm/dist/bin.cjs'`]) {
    const piped = await run("sh", ["-c", `${words} examples/prisma --format json | head -c 1`]);
    assert.deepEqual(piped, { code: 0, stdout: "{", stderr: "" });
  }
});
