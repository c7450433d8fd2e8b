// Attacks of a change on whoever checks it, on the npm package: the same as the native command's tests have them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { spawnSync } from "node:child_process";
import { command, folder, migralint } from "./help.js";

const POSIX = { skip: process.platform === "win32" && "links, pipes and programs of POSIX" };

const git = (cwd, ...args) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main", ...args], { cwd });

/** Writes a file with the folders above it. */
function write(top, name, text) {
  const file = path.join(top, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A repository to which a change has given `sub`: a bare repository whose configuration runs a program. */
function attacked(t) {
  const top = folder(t);
  write(top, "db/migrations/1_a.sql", "CREATE TABLE a (id bigint, b text);\n");
  git(top, "init", "--quiet");
  git(top, "add", ".");
  git(top, "commit", "--quiet", "--message", "base");
  const program = write(top, "program", `#!/bin/sh\ntouch "${top}/ran"\n`);
  chmodSync(program, 0o755);
  const sub = path.join(top, "sub");
  mkdirSync(sub);
  git(sub, "init", "--quiet", "--bare");
  const settings = { "core.bare": "false", "core.worktree": "..", "core.fsmonitor": program, "diff.external": program };
  for (const [key, value] of Object.entries(settings)) git(sub, "--git-dir=.", "config", key, value);
  write(top, "sub/migrations/1_a.sql", "DROP TABLE a;\n");
  return { top, sub, program, ran: () => existsSync(path.join(top, "ran")) };
}

test("a repository inside of a commit is none", POSIX, async (t) => {
  const { sub, ran } = attacked(t);
  const { code, stderr } = await migralint(["--since", "main"], { cwd: sub });
  assert.equal(code, 2);
  assert.match(stderr, /bare repository/);
  assert.ok(!ran());
});

test("git starts no program", POSIX, async (t) => {
  const { top, program, ran } = attacked(t);
  write(top, ".gitattributes", "* filter=x diff=x\n");
  write(top, "db/migrations/1_a.sql", "CREATE TABLE a (id bigint, c text);\n");
  for (const key of ["core.fsmonitor", "filter.x.clean", "filter.x.process", "diff.x.command", "diff.external"]) {
    git(top, "config", key, program);
  }
  const env = { GIT_EXTERNAL_DIFF: program, GIT_PAGER: program };
  const { stdout } = await migralint(["--since", "main", "db"], { cwd: top, env });
  assert.match(stdout, /edited-migration/);
  assert.ok(!ran());
});

test("only regular files inside are read", POSIX, async (t) => {
  const top = folder(t);
  mkdirSync(path.join(top, ".git"));
  write(top, "db/migrations/1_a.sql", "SELECT 1;\n");
  const migrations = path.join(top, "db/migrations");
  execFileSync("mkfifo", [path.join(migrations, "2_fifo.sql")]);
  symlinkSync("/dev/zero", path.join(migrations, "3_zero.sql"));
  symlinkSync("/etc/passwd", path.join(migrations, "4_passwd.sql"));
  const { code, stdout, stderr } = await migralint(["db"], { cwd: top });
  assert.equal(code, 2);
  for (const name of ["2_fifo", "3_zero", "4_passwd"]) assert.match(stderr, new RegExp(`migrations/${name}.sql: is `));
  assert.doesNotMatch(stdout + stderr, /root:/);
});

test("names that are no text are checked", { skip: process.platform !== "linux" && "only Linux has them" }, async (t) => {
  const top = folder(t);
  write(top, "db/migrations/1_a.sql", "CREATE TABLE a (id bigint);\n");
  const name = Buffer.concat([Buffer.from(`${top}/db/migrations/2_b`), Buffer.from([0xff]), Buffer.from(".sql")]);
  writeFileSync(name, "DROP TABLE a;\n");
  const { code, stdout } = await migralint(["db"], { cwd: top });
  assert.equal(code, 1);
  assert.ok(stdout.includes("[db/migrations/2_b\\xFF.sql:1:1]"), stdout);
});

test("a report that is lost is a failure", { skip: !existsSync("/dev/full") && "there is no /dev/full" }, (t) => {
  const top = folder(t);
  write(top, "db/migrations/1_a.sql", "DROP TABLE a;\n");
  for (const args of [["--format", "sarif"], ["effects"], ["rules"], ["--help"]]) {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: top, stdio: ["ignore", full, "pipe"] });
    assert.equal(status, 2, args.join(" "));
    assert.match(String(stderr), /error: standard output: cannot be written: the disk is full/);
  }
});

test("nothing of git's own is written", async (t) => {
  const top = folder(t);
  write(top, ".git/config", "[core]\n");
  write(top, "db/migrations/1_a.sql", "DROP TABLE a;\n");
  write(top, "migralint.toml", "baseline = '.git/config'\n");
  const { code } = await migralint(["baseline"], { cwd: top });
  assert.equal(code, 2);
  assert.equal(readFileSync(path.join(top, ".git/config"), "utf8"), "[core]\n");
});

test("one file does not change the tool", async (t) => {
  const top = folder(t);
  for (const name of ["1_a", "2_b"]) write(top, `db/migrations/${name}.sql`, "SELECT 1;\n");
  write(top, "db/migrations/3_c.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE a;\n");
  const { code, stdout, stderr } = await migralint(["db"], { cwd: top });
  assert.equal(code, 2);
  assert.match(stdout, /3_c\.sql:4:1/);
  assert.match(stderr, /3_c\.sql: has marks of goose/);
});
