// What a pull request of a stranger brings runs nothing, and does not turn off its own check.

import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { act, migration, Repository } from "./help.js";

const FIRST = migration("20260105090000_init");
const SECOND = migration("20260301090000_drop");
const TABLE = 'CREATE TABLE "a" ("id" INT PRIMARY KEY);\n';

test("a repository inside of the checkout is none", { skip: process.platform === "win32" && "a program of POSIX" }, async (t) => {
  const repository = new Repository(t);
  const base = repository.commit({ [FIRST]: TABLE });
  const head = repository.commit({ [SECOND]: 'DROP TABLE "a";\n' });
  const program = path.join(repository.folder, "program");
  writeFileSync(program, `#!/bin/sh\ntouch "${repository.folder}/ran"\n`);
  chmodSync(program, 0o755);
  const sub = path.join(repository.folder, "sub");
  mkdirSync(sub);
  repository.git("-C", sub, "init", "--quiet", "--bare");
  for (const [key, value] of [["core.bare", "false"], ["core.worktree", ".."], ["core.fsmonitor", program]]) {
    repository.git(`--git-dir=${sub}`, "config", key, value);
  }
  const event = { number: 7, pull_request: { number: 7, base: { sha: base }, head: { sha: head } } };
  const { code, annotations } = await act(repository, "pull_request", event, { "working-directory": "sub" });
  assert.equal(code, 2);
  assert.match(annotations.map(({ message }) => message).join("\n"), /bare repository/);
  assert.ok(!existsSync(path.join(repository.folder, "ran")));
});

test("the configuration of a fork does not count", async (t) => {
  const repository = new Repository(t);
  const base = repository.commit({ [FIRST]: TABLE });
  const off = "[rules]\ndrop-table-loses-data = 'off'\nmissing-rollback = 'off'\n";
  const head = repository.commit({ [SECOND]: 'SET lock_timeout = \'5s\';\nDROP TABLE "a";\n', "migralint.toml": off });
  const event = (owner) => ({
    number: 7,
    pull_request: {
      number: 7,
      base: { sha: base, repo: { full_name: "team/app" } },
      head: { sha: head, repo: { full_name: `${owner}/app` } },
    },
  });
  const own = await act(repository, "pull_request", event("team"));
  assert.equal(own.code, 0, own.stdout);
  const fork = await act(repository, "pull_request", event("stranger"));
  assert.equal(fork.code, 1, fork.stdout);
  for (const { annotations } of [own, fork]) {
    const told = annotations.find(({ title }) => title === "turned off");
    assert.match(told?.message ?? "", /disables rule `drop-table-loses-data`/);
    assert.equal(told?.file, "migralint.toml");
  }
  const head2 = await act(repository, "pull_request", event("stranger"), { "config-from": "head" });
  assert.equal(head2.code, 0, head2.stdout);
});
