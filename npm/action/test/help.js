// A repository, and a runner of GitHub's for it.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { folder, root, run } from "../../test/help.js";

const dist = path.join(root, "dist");

/** A git repository in a folder of its own. */
export class Repository {
  constructor(test) {
    this.test = test;
    this.folder = folder(test);
    this.git("init", "--quiet", "--initial-branch=main");
  }

  git(...args) {
    const own = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "core.autocrlf=false"];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "", GIT_CONFIG_NOSYSTEM: "1" };
    const options = { cwd: this.folder, encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] };
    return execFileSync("git", [...own, ...args], options).trim();
  }

  /** Writes files and commits them; the commit. */
  commit(files) {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", Object.keys(files).join(" "));
    return this.git("rev-parse", "HEAD");
  }

  /** What actions/checkout makes: a clone of one commit, `depth` deep (0 is the whole history). */
  checkout(commit, depth = 1) {
    const clone = new Repository(this.test);
    this.git("config", "uploadpack.allowAnySHA1InWant", "true");
    clone.git("remote", "add", "origin", `file://${this.folder.replaceAll("\\", "/")}`);
    if (depth === 0) clone.git("fetch", "--quiet", "origin", commit, "+refs/heads/*:refs/remotes/origin/*");
    else clone.git("fetch", "--quiet", "--no-tags", `--depth=${depth}`, "origin", commit);
    clone.git("checkout", "--quiet", "--detach", commit);
    return clone;
  }
}

/** A Prisma migration. */
export const migration = (id, at = "prisma") => `${at}/migrations/${id}/migration.sql`;

/** The inputs of action.yml with their defaults, as the runner reads them. */
export function declared() {
  const lines = readFileSync(path.join(root, "action.yml"), "utf8").split(/\r?\n/);
  const inputs = lines.slice(lines.indexOf("inputs:") + 1, lines.indexOf("outputs:"));
  const found = new Map();
  for (const line of inputs) {
    const [, name] = /^ {2}([a-z-]+):$/.exec(line) ?? [];
    const [, value] = /^ {4}default: "?(.*?)"?$/.exec(line) ?? [];
    if (name) found.set(name, "");
    else if (value) found.set([...found.keys()].at(-1), value);
  }
  return found;
}

/** Runs the action in a checkout, as the runner does for an event. */
export async function act(checkout, event, payload, inputs = {}, env = {}, built = dist) {
  const temporary = folder(checkout.test);
  const file = (name, text = "") => {
    writeFileSync(path.join(temporary, name), text);
    return path.join(temporary, name);
  };
  const given = Object.entries({ ...Object.fromEntries(declared()), ...inputs });
  const variables = {
    ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: checkout.folder,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(payload)),
    GITHUB_OUTPUT: file("output"),
    GITHUB_STEP_SUMMARY: file("summary.md"),
    GIT_CONFIG_GLOBAL: "",
    GIT_CONFIG_NOSYSTEM: "1",
    ...env,
  };
  const entry = path.join(built, "index.cjs");
  const { code, stdout, stderr } = await run(process.execPath, [entry], { cwd: checkout.folder, env: variables });
  const outputs = readFileSync(variables.GITHUB_OUTPUT, "utf8").matchAll(/^(.+)<<(.+)\n([^]*?)\n\2\n/gm);
  return {
    code,
    stdout,
    stderr,
    summary: readFileSync(variables.GITHUB_STEP_SUMMARY, "utf8"),
    outputs: Object.fromEntries([...outputs].map(([, name, , value]) => [name, value])),
    annotations: commands(stdout).filter(({ name }) => ["error", "warning", "notice"].includes(name)),
  };
}

/** The commands in a log, as the runner reads them. */
export function commands(log) {
  const found = [];
  let token;
  for (const line of log.split(/\r?\n/)) {
    const [, name, properties = "", data] = /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
    if (token !== undefined) {
      if (name === token) token = undefined;
      continue;
    }
    if (name === "stop-commands") token = data;
    else if (name !== undefined) {
      const pairs = properties.split(",").filter((pair) => pair !== "").map((pair) => pair.split(/=([^]*)/, 2));
      const values = pairs.map(([key, value]) => [key.trim(), plain(value).replaceAll("%3A", ":").replaceAll("%2C", ",")]);
      found.push({ name, ...Object.fromEntries(values), message: plain(data) });
    }
  }
  return found;
}

const plain = (text) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
