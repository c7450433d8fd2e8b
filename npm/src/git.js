// git on a repository that nobody vouches for: it starts no other program and opens no connection.

import policy from "../../crates/migralint-app/src/host/git.json" with { type: "json" };

/**
 * Runs git, by default in the working directory.
 * @param {string[]} args
 * @param {string} [folder]
 */
export function git(args, folder) {
  /** @type {typeof import("node:child_process")} */
  const { spawnSync } = require("node:child_process");
  // Otherwise Windows looks for `git.exe` in the working directory first.
  if (process.platform === "win32") process.env.NoDefaultCurrentDirectoryInExePath = "1";
  return spawnSync("git", [...policy.options, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: environment(),
    maxBuffer: Infinity,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
}

/** The environment: of git's variables, those that say where the repository is. */
function environment() {
  // A hook in a linked work tree is told the repository, and takes every folder for the top of its files.
  const isHook = !process.env.GIT_WORK_TREE && process.env.GIT_PREFIX !== undefined;
  const told = isHook ? ["GIT_DIR", "GIT_INDEX_FILE"] : [];
  const isKept = (/** @type {string} */ name) =>
    !name.startsWith("GIT_") ||
    (!told.includes(name) && policy.kept.some((kept) => name === kept || (kept.endsWith("_") && name.startsWith(kept))));
  const entries = Object.entries(process.env).filter(([name]) => isKept(name));
  return { ...Object.fromEntries(entries), ...policy.set };
}
