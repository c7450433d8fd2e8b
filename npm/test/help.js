// What the tests share.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
export const packageFolder = path.join(root, "npm");
const windows = process.platform === "win32";
export const native = path.join(root, `target/debug/migralint${windows ? ".exe" : ""}`);
export const command = path.join(packageFolder, "dist/bin.cjs");

/** Runs a program: exit code and both streams. */
export function run(program, args, options = {}) {
  const { stdin = "", env = {}, cwd = root, shell = false } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, shell, env: { ...environment, ...env } });
    const read = { stdout: [], stderr: [] };
    child.stdout.on("data", (part) => read.stdout.push(part));
    child.stderr.on("data", (part) => read.stderr.push(part));
    // A program may end without reading.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout: String(Buffer.concat(read.stdout)), stderr: String(Buffer.concat(read.stderr)) });
    });
  });
}

/** The environment without what the program looks at. */
const looked = ["CI", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "NODE_TEST_CONTEXT", "NODE_OPTIONS"];
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !looked.includes(name) && !name.startsWith("VERCEL")),
);

/** Runs the npm command. */
export const migralint = (args, options) => run(process.execPath, [command, ...args], options);

/** A folder outside of the repository, gone with the test; with a copy of `from` when that is given. */
export function folder(test, from) {
  const made = mkdtempSync(path.join(tmpdir(), "migralint-"));
  test.after(() => rmSync(made, { recursive: true, force: true }));
  if (from !== undefined) cpSync(path.join(root, from), made, { recursive: true });
  return made;
}
