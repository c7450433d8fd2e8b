// The library: the program over files in memory, its reports as plain objects.

import { MigralintError } from "./error.js";
import { MemoryHost } from "./memory-host.js";

/** @typedef {import("./index.js").Input} Input */
/** @typedef {import("./index.js").LintOptions} LintOptions */
/** @typedef {import("./index.js").HistoryOptions} HistoryOptions */

/** @param {import("./engine.js").Engine} engine */
export function library(engine) {
  /**
   * Runs a command; `names` are what stands before the paths.
   * @param {string[]} command
   * @param {string[]} names
   * @param {Input} input
   * @param {LintOptions} options
   */
  function run(command, names, input, options) {
    const read = new Map(files(engine, input));
    const args = ["migralint", ...command, "--quiet"];
    const layout = options.layout ?? (isHistory(input) ? layoutOf(input) : undefined);
    if (layout !== undefined) args.push(`--layout=${layout}`);
    if (options.postgres !== undefined) args.push(`--postgres=${options.postgres}`);
    for (const id of [options.after ?? []].flat()) args.push(`--after=${id}`);
    const applied = [...(options.applied ?? []), ...appliedOf(input)];
    if (options.applied !== undefined || applied.length > 0) {
      read.set(APPLIED, applied.join("\n"));
      args.push(`--applied=${APPLIED}`);
    }
    if (options.config !== undefined) {
      read.set(CONFIG, JSON.stringify({ migralint: options.config }));
      args.push(`--config=${CONFIG}`);
    }
    for (const level of /** @type {const} */ (["allow", "warn", "deny"])) {
      for (const rule of options[level] ?? []) args.push(`--${level}=${rule}`);
    }
    args.push("--", ...names, ...(isHistory(input) ? rootOf(engine, input) : []));
    const host = new MemoryHost(read);
    return { host, code: engine.run(host, args) };
  }

  /**
   * @param {"check" | "effects"} command
   * @param {Input} input
   * @param {LintOptions} options
   */
  function report(command, input, options) {
    const { host, code } = run([command, "--format=json"], [], input, options);
    const found = host.stdout === "" ? undefined : JSON.parse(host.stdout);
    if (code !== FAILED) return found;
    const error = new MigralintError(said(host.stderr));
    error.report = found;
    throw error;
  }

  /**
   * @param {Input} input
   * @param {string | undefined} migration
   * @param {HistoryOptions} options
   */
  function back(input, migration, options) {
    const names = migration === undefined ? [] : [migration];
    const { host, code } = run(["rollback", "new", "--stdout"], names, input, options);
    if (code === FAILED) throw new MigralintError(said(host.stderr));
    const sql = host.stdout;
    return { sql, missing: Array.from(sql.matchAll(/^-- TODO: (.*)$/gm), ([, words]) => /** @type {string} */ (words)) };
  }

  return {
    /** @param {Input} input @param {LintOptions} [options] @returns {import("./index.js").CheckReport} */
    lint: (input, options = {}) => report("check", input, known(options, [...HISTORY_KEYS, ...LEVEL_KEYS])),
    /** @param {Input} input @param {HistoryOptions} [options] @returns {import("./index.js").EffectsReport} */
    effects: (input, options = {}) => report("effects", input, known(options, HISTORY_KEYS)),
    /** @param {Input} input @param {string} [migration] @param {HistoryOptions} [options] @returns {import("./index.js").Rollback} */
    rollback: (input, migration, options = {}) => back(input, migration, known(options, HISTORY_KEYS)),
    /** @param {import("./names.js").RuleId} rule @returns {string} */
    explain: (rule) => {
      const host = new MemoryHost([]);
      if (engine.run(host, ["migralint", "explain", "--", rule]) !== FAILED) return host.stdout;
      throw new MigralintError(said(host.stderr));
    },
    rules: engine.rules,
    layouts: engine.layouts,
  };
}

/** The exit code when something could not be checked. */
const FAILED = 2;

/** Names that no migration tool uses. */
const APPLIED = "migralint-applied.txt";
const CONFIG = "migralint-options.json";

const HISTORY_KEYS = ["layout", "postgres", "after", "applied", "config"];
const LEVEL_KEYS = ["allow", "warn", "deny"];

/**
 * A misspelt option would be no option at all.
 * @template {object} T
 * @param {T} options
 * @param {string[]} keys
 */
function known(options, keys) {
  for (const key of Object.keys(options)) {
    if (!keys.includes(key)) throw new TypeError(`unknown option \`${key}\`; known are ${keys.join(", ")}`);
  }
  return options;
}

/**
 * @param {import("./engine.js").Engine} engine
 * @param {Input} input
 * @returns {Iterable<[string, string | Uint8Array]>}
 */
function* files(engine, input) {
  if (!isHistory(input)) return yield* Object.entries(input);
  for (const { id, sql, rollback } of input.migrations) {
    const [up, down] = engine.places(layoutOf(input), id);
    yield [/** @type {string} */ (up), sql];
    if (rollback !== undefined) yield [/** @type {string} */ (down), rollback];
  }
}

/**
 * The folder of a history: what lies beside it, such as ways back, is no history of its own.
 * @param {import("./engine.js").Engine} engine
 * @param {import("./index.js").History} history
 */
function rootOf(engine, history) {
  const [first] = history.migrations;
  const [up] = first === undefined ? [] : engine.places(layoutOf(history), first.id);
  return up === undefined ? [] : [up.slice(0, up.lastIndexOf(/** @type {import("./index.js").Migration} */ (first).id))];
}

/** @param {Input} input @returns {input is import("./index.js").History} */
function isHistory(input) {
  return Array.isArray(input.migrations);
}

/** @param {Input} input */
function layoutOf(input) {
  return (isHistory(input) && input.layout) || "plain";
}

/** @param {Input} input @returns {string[]} */
function appliedOf(input) {
  if (!isHistory(input)) return [];
  return input.migrations.filter((migration) => migration.applied).map((migration) => migration.id);
}

/** @param {string} stderr */
function said(stderr) {
  return stderr.trimEnd().replaceAll(/^error: /gm, "");
}
