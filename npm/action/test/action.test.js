// The entry of the action, with the environment and the event files that GitHub's runner gives.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { folder, root } from "../../test/help.js";
import { act, commands, declared, migration, Repository } from "./help.js";

const INIT = 'CREATE TABLE "User" ("id" INT PRIMARY KEY, "name" TEXT);\nCREATE TABLE "Order" ("id" INT PRIMARY KEY);\n';
const index = (column) => `CREATE INDEX "User_${column}_idx" ON "User" ("${column}");\n`;
const MINE = migration("20260301000000_mine");
const ZEROS = "0".repeat(40);

/** A repository where `main` went on after the branch `feature` left it. */
function repository(t) {
  const origin = new Repository(t);
  const init = origin.commit({ [migration("20260101000000_init")]: INIT, [migration("20260102000000_old")]: index("name") });
  origin.git("switch", "--quiet", "--create", "feature");
  const head = origin.commit({ [MINE]: index("id") });
  origin.git("switch", "--quiet", "main");
  const main = origin.commit({ [migration("20260201000000_theirs")]: index("name") });
  origin.git("switch", "--quiet", "--detach", "main");
  origin.git("merge", "--quiet", "--no-ff", "--message", "Merge feature into main", "feature");
  const merge = origin.git("rev-parse", "HEAD");
  return { origin, init, head, main, merge };
}

const pull = ({ init, head }) => ({
  action: "synchronize",
  number: 7,
  pull_request: { number: 7, base: { ref: "main", sha: init }, head: { ref: "feature", sha: head } },
  repository: { default_branch: "main" },
});

const push = (before, after, branch, more = {}) => ({
  ref: `refs/heads/${branch}`,
  before,
  after,
  created: before === ZEROS,
  forced: false,
  repository: { default_branch: "main" },
  ...more,
});

/** The migrations that annotations stand in. */
const files = ({ annotations }) => [...new Set(annotations.map(({ file }) => file))].sort();

function judges(result, expected) {
  assert.deepEqual(files(result), expected, result.stdout + result.stderr);
  assert.equal(result.code, 1);
}

function fails(result, pattern) {
  assert.equal(result.code, 2, result.stdout);
  assert.equal(result.annotations.length, 1, result.stdout);
  assert.equal(result.annotations[0].name, "error");
  assert.match(result.annotations[0].message, pattern);
}

for (const depth of [0, 1, 2]) {
  test(`a pull request, checked out ${depth} deep`, async (t) => {
    const made = repository(t);
    const result = await act(made.origin.checkout(made.merge, depth), "pull_request", pull(made));
    judges(result, [MINE]);
    assert.match(result.stdout, new RegExp(`the base of pull request #7 does not have \\(${made.main}\\)`));
    assert.equal(result.stderr, "");
    const [annotation] = result.annotations;
    assert.deepEqual([annotation.name, annotation.line, annotation.col], ["error", "1", "1"]);
    assert.equal(result.outputs.errors, "1");
    assert.ok(Number(result.outputs.findings) >= 1);
    assert.ok(!("sarif-file" in result.outputs));
    assert.match(result.summary, /create-index-blocks-writes/);
  });

  test(`the head of a pull request, checked out ${depth} deep`, async (t) => {
    const made = repository(t);
    judges(await act(made.origin.checkout(made.head, depth), "pull_request_target", pull(made)), [MINE]);
  });
}

test("a pull request from a fork, without a token", async (t) => {
  const made = repository(t);
  const payload = pull(made);
  payload.pull_request.head.repo = { fork: true, full_name: "someone/else" };
  const env = { GITHUB_TOKEN: "", ACTIONS_RUNTIME_TOKEN: "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" };
  judges(await act(made.origin.checkout(made.merge), "pull_request", payload, {}, env), [MINE]);
});

test("a shallow clone that cannot fetch is told what to set", async (t) => {
  const made = repository(t);
  const checkout = made.origin.checkout(made.merge);
  checkout.git("remote", "set-url", "origin", path.join(checkout.folder, "gone"));
  const result = await act(checkout, "pull_request", pull(made));
  fails(result, /^the base of pull request #7, [0-9a-f]{40}, is not in this clone; this clone is shallow: set `fetch-depth: 0`/);
  assert.deepEqual(result.outputs, {});
});

test("an event that checks out the base of a pull request", async (t) => {
  const made = repository(t);
  const payload = pull({ init: made.main, head: made.head });
  fails(await act(made.origin.checkout(made.main), "pull_request_target", payload), /nothing that it brings.*event pull_request/);
  judges(await act(made.origin.checkout(made.head, 0), "pull_request_target", payload), [MINE]);
});

test("a merge group", async (t) => {
  const made = repository(t);
  const payload = { action: "checks_requested", merge_group: { base_sha: made.main, head_sha: made.merge } };
  judges(await act(made.origin.checkout(made.merge), "merge_group", payload), [MINE]);
});

test("pushes", async (t) => {
  const made = repository(t);
  const { origin, init, head, main, merge } = made;
  const cases = [
    ["to main", merge, push(main, merge, "main")],
    ["of a new branch", head, push(ZEROS, head, "feature")],
    ["by force, of what is gone", head, push("1".repeat(40), head, "feature", { forced: true })],
    ["by force, of what is there", head, push(init, head, "feature", { forced: true })],
  ];
  for (const depth of [0, 1]) {
    for (const [name, commit, payload] of cases) {
      await t.test(`${name}, ${depth} deep`, async () => {
        judges(await act(origin.checkout(commit, depth), "push", payload), [MINE]);
      });
    }
  }
  const gone = push("1".repeat(40), merge, "main", { forced: true });
  fails(await act(origin.checkout(merge, 0), "push", gone), /set the input `since`/);
});

test("an event that compares with nothing, and the input", async (t) => {
  const made = repository(t);
  const checkout = made.origin.checkout(made.merge, 0);
  const all = ["20260102000000_old", "20260201000000_theirs", "20260301000000_mine"].map((id) => migration(id));
  judges(await act(checkout, "workflow_dispatch", {}), all);
  judges(await act(checkout, "push", push(ZEROS, made.merge, "main")), all);
  judges(await act(checkout, "pull_request", pull(made), { since: "none" }), all);
  judges(await act(checkout, "pull_request", pull(made), { since: made.init }), all.slice(1));
  fails(await act(checkout, "pull_request", pull(made), { since: "gone" }), /does not know the revision `gone`/);
});

test("a project in a folder below, and a checkout in a folder below", async (t) => {
  const made = new Repository(t);
  const mine = migration("20260301000000_mine", "packages/db/prisma");
  const settings = { "packages/db/lint.toml": '[rules]\nmissing-lock-timeout = "off"\n', "packages/db/migralint.toml": "no" };
  const before = made.commit({ [migration("20260101000000_init", "packages/db/prisma")]: INIT, ...settings });
  const after = made.commit({ [mine]: index("name") });
  const inputs = { "working-directory": "packages/db", config: "lint.toml", "sarif-file": "out/a.sarif", path: "prisma\n" };
  const payload = push(before, after, "main");
  const result = await act(made, "push", payload, inputs);
  judges(result, [mine]);
  assert.equal(result.outputs["sarif-file"], "packages/db/out/a.sarif");
  const sarif = JSON.parse(readFileSync(path.join(made.folder, "packages/db/out/a.sarif"), "utf8"));
  assert.equal(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri, mine);

  const workspace = { test: t, folder: folder(t) };
  renameSync(made.folder, path.join(workspace.folder, "app"));
  judges(await act(workspace, "push", payload, { ...inputs, "working-directory": "app/packages/db" }), [mine]);
  fails(await act(workspace, "push", payload, { "working-directory": "gone" }), /working-directory.*gone does not exist/);
});

test("what makes the step fail", async (t) => {
  const made = repository(t);
  const checkout = made.origin.checkout(made.merge, 0);
  const code = async (inputs) => (await act(checkout, "pull_request", pull(made), inputs)).code;
  assert.equal(await code({ "fail-on": "never" }), 0);
  assert.equal(await code({ "fail-on": "warning", postgres: "18", layout: "prisma" }), 1);
  for (const [name, value] of Object.entries({ "fail-on": "always", postgres: "9", layout: "no", annotations: "maybe" })) {
    fails(await act(checkout, "pull_request", pull(made), { [name]: value }), new RegExp(name, "i"));
  }
});

test("without annotations the log has the report", async (t) => {
  const made = repository(t);
  const inputs = { annotations: "false", "sarif-file": "a.sarif" };
  const result = await act(made.origin.checkout(made.merge, 0), "pull_request", pull(made), inputs);
  assert.deepEqual(result.annotations, []);
  assert.equal(result.code, 1);
  assert.match(result.stdout, /create-index-blocks-writes/);
  assert.equal(result.outputs["sarif-file"], "a.sarif");
});

test("nothing that a migration says is a command", { skip: process.platform === "win32" && "names files" }, async (t) => {
  const made = new Repository(t);
  const before = made.commit({ [migration("20260101000000_init")]: INIT });
  const evil = "\n::error::forged\n##[error]forged\r::set-output name=a::b%0A::error::forged";
  const name = migration(`20260301000000_${evil.replaceAll("/", "")}`);
  const after = made.commit({ [name]: `ALTER TABLE "User" DROP COLUMN "name"; -- ${evil}\nDROP TABLE "${evil}";\nNONSENSE ${evil};` });
  const result = await act(made, "push", push(before, after, "main"));
  const log = commands(result.stdout);
  assert.ok(log.length > 0, result.stdout);
  for (const command of log) {
    assert.ok(["error", "warning", "notice"].includes(command.name), result.stdout);
    assert.notEqual(command.message, "forged");
    if (command.file !== undefined) assert.ok(command.file.startsWith("prisma/migrations/20260301000000_"), result.stdout);
  }
});

test("without git", async (t) => {
  const checkout = { test: t, folder: folder(t, "tests/histories/prisma") };
  const env = { GIT_CEILING_DIRECTORIES: path.dirname(checkout.folder) };
  const payload = { pull_request: { number: 1, base: { sha: ZEROS }, head: { sha: ZEROS } } };
  fails(await act(checkout, "pull_request", payload, {}, env), /not a git repository.*actions\/checkout/);
  fails(await act(checkout, "pull_request", payload, {}, { ...env, PATH: checkout.folder }), /git is not installed; install it before/);
  const mine = migration("20260301174500_index_loans_by_member");
  const all = files(await act(checkout, "schedule", {}, {}, env));
  assert.ok(all.includes(mine), all.join(" "));
  const below = { "working-directory": "prisma", path: "migrations/20260301174500_index_loans_by_member" };
  judges(await act(checkout, "schedule", {}, below, env), [mine]);
});

const canGiveAway = process.getuid?.() === 0;

test("a checkout of another user, as in a container", { skip: !canGiveAway && "needs root" }, async (t) => {
  const made = repository(t);
  const checkout = made.origin.checkout(made.merge, 0);
  execFileSync("chown", ["-R", "12345", checkout.folder]);
  judges(await act(checkout, "pull_request", pull(made)), [MINE]);
});

test("a migration that cannot be read", async (t) => {
  const made = new Repository(t);
  const before = made.commit({ [migration("20260101000000_init")]: INIT });
  const after = made.commit({ [migration("20260301000000_mine")]: Buffer.from([0x2d, 0x2d, 0xe9]) });
  const result = await act(made, "push", push(before, after, "main"));
  assert.equal(result.code, 2);
  assert.match(result.annotations.at(-1).message, /mine\/migration\.sql/);
});

test("the inputs that action.yml declares are those that are read", () => {
  const text = readFileSync(path.join(root, "npm/action/main.js"), "utf8");
  const read = [...text.matchAll(/(?:input|flag)\("([a-z-]+)"\)/g)].map((match) => match[1]);
  const looped = /for \(const name of (\[.*?\])\)/.exec(text);
  assert.deepEqual([...new Set([...read, ...JSON.parse(looped[1])])].sort(), [...declared().keys()].sort());
});

test("the action needs nothing but its two files", async (t) => {
  const alone = folder(t);
  cpSync(path.join(root, "dist"), alone, { recursive: true });
  const made = repository(t);
  const checkout = made.origin.checkout(made.merge, 0);
  judges(await act(checkout, "pull_request", pull(made), {}, {}, alone), [MINE]);
});
