// The GitHub Action: the program over what the runner gives, its reports where a pull request shows them.

import { engine } from "../src/engine.js";
import { NodeHost } from "../src/node-host.js";
import { base, Git } from "./base.js";
import { error, event, flag, inert, input, output } from "./runner.js";

const fs = require("node:fs");
const path = require("node:path");

/** The exit code when something could not be checked. */
const FAILED = 2;

/** Reports that this process reads itself; the annotations come with a summary, which the program writes. */
const JSON_REPORT = ".migralint-report.json";
const ANNOTATIONS = ".migralint-annotations.txt";

/** The world of Node; some files and both streams are kept. */
class ActionHost extends NodeHost {
  /** @type {Map<string, string>} */
  kept = new Map([JSON_REPORT, ANNOTATIONS].map((name) => [name, ""]));
  stdout = "";
  stderr = "";

  /**
   * @param {string} name
   * @param {Uint8Array} contents
   */
  writeFile(name, contents) {
    if (this.kept.has(name)) this.kept.set(name, Buffer.from(contents).toString());
    else super.writeFile(name, contents);
  }

  /**
   * @param {boolean} isError
   * @param {string} text
   */
  print(isError, text) {
    if (isError) this.stderr += text;
    else this.stdout += text;
  }

  /** @param {string} name */
  report(name) {
    return this.kept.get(name) ?? "";
  }
}

/** Runs the action; returns its exit code. */
function main() {
  const workspace = path.resolve(process.env.GITHUB_WORKSPACE ?? "");
  const folder = path.resolve(workspace, input("working-directory"));
  if (!fs.existsSync(folder)) throw new Error(`the input \`working-directory\`: ${folder} does not exist`);
  trust(folder);

  const git = new Git(folder);
  const since = revision(git);
  // GitHub finds files by their paths from the top of the repository.
  const up = git.ask("rev-parse", "--show-cdup");
  const top = up === undefined ? workspace : path.resolve(folder, up);
  const prefix = path.relative(top, folder).replaceAll("\\", "/");
  process.chdir(top);
  const inside = (/** @type {string} */ file) => (path.isAbsolute(file) ? file : path.posix.join(prefix, file));

  const isAnnotating = flag("annotations");
  const sarif = input("sarif-file") && inside(input("sarif-file"));
  const paths = input("path").split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const args = ["migralint", "check", "--color=always", "--format=text"];
  args.push("--format=json", `--output=${JSON_REPORT}`);
  args.push("--format=github", `--output=${ANNOTATIONS}`);
  if (sarif) args.push("--format=sarif", `--output=${sarif}`);
  if (since !== undefined) args.push(`--since=${since}`);
  for (const name of ["fail-on", "postgres", "layout"]) {
    if (input(name) !== "") args.push(`--${name}=${input(name)}`);
  }
  const from = configFrom(since);
  if (from !== undefined) args.push(`--config-from=${from}`);
  if (input("config") !== "") args.push(`--config=${inside(input("config"))}`);
  args.push("--", ...(paths.length > 0 ? paths : ["."]).map(inside));

  const { run } = engine(() => {
    return new WebAssembly.Module(fs.readFileSync(path.join(__dirname, "migralint.wasm")));
  });
  const host = new ActionHost();
  const code = run(host, args);

  const annotations = isAnnotating ? host.report(ANNOTATIONS) : "";
  say(inert(host.stdout + host.stderr) + annotations);
  // Files that could not be read are annotated; other failures end the run before any report.
  if (code === FAILED && annotations === "") say(error(host.stderr.trimEnd().replaceAll(/^error: /gm, "")));
  const report = host.report(JSON_REPORT);
  if (report !== "") {
    const { errors, warnings, notes } = JSON.parse(report).summary;
    output("findings", errors + warnings + notes);
    output("errors", errors);
    if (sarif) output("sarif-file", sarif);
  }
  return code;
}

/**
 * The commit that new migrations are not in: the input's, or the event's.
 * @param {Git} git
 */
function revision(git) {
  const chosen = input("since");
  if (chosen === "none") return undefined;
  if (chosen !== "") return chosen;
  const found = base(event(), git);
  if (found === undefined) {
    say("this event compares with no revision: all migrations are judged that the configuration does not except\n");
    return undefined;
  }
  say(`judged is what ${found.what} does not have (${found.commit})\n`);
  return found.commit;
}

/**
 * The revision whose configuration counts: what a fork brings does not turn off its own check.
 * @param {string | undefined} since
 */
function configFrom(since) {
  const chosen = input("config-from") || "auto";
  if (chosen === "head") return undefined;
  const pull = event().payload.pull_request;
  const base = since ?? pull?.base?.sha;
  if (chosen === "base") return base;
  if (chosen !== "auto") return chosen;
  const own = pull?.base?.repo?.full_name;
  // A fork that was deleted has no name.
  const isFork = own !== undefined && pull.head?.repo?.full_name !== own;
  return isFork ? base : undefined;
}

/**
 * In a container the checkout belongs to another user, and git refuses it.
 * @param {string} folder
 */
function trust(folder) {
  let count = Number(process.env.GIT_CONFIG_COUNT ?? 0);
  for (let safe = folder; safe !== path.dirname(safe); safe = path.dirname(safe)) {
    process.env[`GIT_CONFIG_KEY_${count}`] = "safe.directory";
    process.env[`GIT_CONFIG_VALUE_${count}`] = safe.replaceAll("\\", "/");
    count += 1;
  }
  process.env.GIT_CONFIG_COUNT = String(count);
}

/** @param {string} text */
function say(text) {
  new NodeHost().print(false, text);
}

try {
  process.exitCode = main();
} catch (reason) {
  say(error(reason instanceof Error ? reason.message : String(reason)));
  process.exitCode = FAILED;
}
