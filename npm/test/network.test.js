// The npm command opens no socket to anywhere: its system calls, by strace.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { command, folder, root } from "./help.js";

test("no command opens a socket", { skip: process.platform !== "linux" && "strace is Linux's" }, (t) => {
  const calls = path.join(folder(t), "calls");
  const trace = (...args) => {
    const strace = ["-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", calls];
    return spawnSync("strace", [...strace, ...args], { cwd: root, encoding: "utf8" });
  };
  if (trace("true").status !== 0) {
    assert.ok(!process.env.CI, "strace does not run, and here it must");
    t.skip("NO STRACE");
    return;
  }
  for (const args of [["check", "examples/prisma"], ["check", "--since", "HEAD", "examples/prisma"], ["effects", "examples/prisma"], ["rules"]]) {
    const { status, stderr } = trace(process.execPath, command, ...args);
    assert.ok(status === 0 || status === 1, `${args}: ${status} ${stderr}`);
    // Pairs of local sockets are how Node talks to a child.
    const opened = readFileSync(calls, "utf8").split("\n").filter((line) => /\b(socket|connect)\(/.test(line));
    assert.deepEqual(opened, [], String(args));
  }
});
