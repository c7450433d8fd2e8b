import type { LayoutName, RuleId } from "./names.js";

/** Files by path; paths as in a repository: relative, with `/`. */
export type Files = Record<string, string | Uint8Array>;

/** Migrations without files; they run in the order in which the layout puts their ids. */
export interface History {
  /** The migration tool; `plain` by default. */
  layout?: LayoutName | undefined;
  migrations: readonly Migration[];
}

/** A migration of a {@link History}. */
export interface Migration {
  /** As the tool records it, for example `20260101120000_add_users`. */
  id: string;
  sql: string;
  /** The way back. */
  rollback?: string | undefined;
  /** Whether it has run in production: then it is not judged. */
  applied?: boolean | undefined;
}

export type Input = Files | History;

/** Which migrations are judged, and how files are read; everything else is in the configuration. */
export interface HistoryOptions {
  /** The migration tool; found by itself otherwise. */
  layout?: LayoutName | undefined;
  /** The oldest PostgreSQL that the migrations run on; 14 by default. */
  postgres?: PostgresVersion | undefined;
  /** Only migrations after this one are judged; one for each history. */
  after?: string | readonly string[] | undefined;
  /** Only migrations that are not among these are judged. */
  applied?: readonly string[] | undefined;
  /** What `migralint.toml` would hold. Without it a `migralint.toml` or `package.json` among the files counts. */
  config?: object | undefined;
}

export interface LintOptions extends HistoryOptions {
  /** Rules that are turned off. */
  allow?: readonly RuleId[] | undefined;
  /** Rules that are warnings. */
  warn?: readonly RuleId[] | undefined;
  /** Rules that are errors. */
  deny?: readonly RuleId[] | undefined;
}

/** Says what is dangerous in the new migrations. Throws a {@link MigralintError} when something cannot be checked. */
export function lint(input: Input, options?: LintOptions): CheckReport;

/** Says what every statement does. Throws a {@link MigralintError} when something cannot be read. */
export function effects(input: Input, options?: HistoryOptions): EffectsReport;

/**
 * Writes the way back of a migration, named by its id; of the newest unless told. Throws a {@link MigralintError} when
 * there is no such migration, or something cannot be read.
 */
export function rollback(input: Input, migration?: string, options?: HistoryOptions): Rollback;

/** The page of a rule, as Markdown. */
export function explain(rule: RuleId): string;

/** All rules, in the order of their ids. */
export function rules(): Rule[];

/** All layouts. */
export function layouts(): LayoutName[];

/** Where the WebAssembly module comes from. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | URL | string;

/**
 * Loads the WebAssembly module: to be awaited first in browsers, bundlers and edge runtimes, which may have to be told
 * where `migralint/migralint.wasm` is. In Node it does nothing, and need not be called.
 */
export function init(source?: WasmSource | Promise<WasmSource>): Promise<void>;

/** Something could not be checked: wrong options, files that cannot be read. The message says what. */
export class MigralintError extends Error {
  /** What was found in the rest. */
  report: CheckReport | EffectsReport | undefined;
}

/** What is dangerous: `migralint check --format json`. */
export interface CheckReport {
  version: 1;
  summary: Summary;
  /** What the change itself turns off, with `--since` and `--config-from`. */
  relaxations: Relaxation[];
  /** Sorted by history, migration, place and rule. */
  diagnostics: Diagnostic[];
}

/** What a change turns off or relaxes, and where. */
export interface Relaxation {
  kind:
    | "rule-disabled"
    | "level-lowered"
    | "override"
    | "excluded"
    | "after"
    | "waiver"
    | "baseline"
    | "ignored"
    | "setting"
    | "configuration"
    | "migration"
    | "not-run";
  message: string;
  /** Relative to the working directory, with `/`. */
  file: string;
  line: number;
  /** The rules that it is about; empty for all, or for none in particular. */
  rules: string[];
}

export interface Summary {
  errors: number;
  warnings: number;
  notes: number;
  /** Diagnostics that a comment, a waiver or the baseline accepts. */
  accepted: number;
  files: number;
  migrations: number;
  new_migrations: number;
  statements: number;
  histories: HistorySummary[];
}

/** A history, and how its tool was taken to run it. */
export interface HistorySummary {
  /** Its folder; empty for the working directory. */
  root: string;
  tool: string;
  tool_version: string | null;
  /** What shares a transaction. */
  transaction: "run" | "file" | "batch" | "statement";
  /** What is assumed, in one sentence. */
  assumed: string;
}

/** Lines and columns count from 1, columns count characters, the end is one past the last character. */
export interface Place {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export interface Diagnostic extends Place {
  rule: RuleId;
  category: Category;
  severity: Severity;
  /** Relative to the working directory, with `/`. */
  file: string;
  message: string;
  help: string | null;
  /** The safe way in SQL, where there is one that can be written down. */
  safe: string | null;
  /** `schema.name`, without quotes. */
  table: string | null;
  related: Related[];
  fix: Fix | null;
}

export interface Related extends Place {
  file: string;
  message: string;
}

export interface Fix {
  message: string;
  edits: Edit[];
}

export interface Edit extends Place {
  replacement: string;
}

/** What every statement does: `migralint effects --format json`. */
export interface EffectsReport {
  version: 1;
  statements: Statement[];
}

export interface Statement {
  file: string;
  line: number;
  end_line: number;
  /** Its command, for example `ALTER TABLE`. */
  kind: string;
  /** The transaction that it runs in, from 1 within its migration; `null` when it commits by itself. */
  transaction: number | null;
  effects: Effects;
  /** What its transaction holds already when it begins, by table. */
  held: Record<string, LockMode>;
  /** The line of an earlier statement that fails, always or because there are rows: then this one does not run. */
  stopped_by_line: number | null;
}

/** Tables are `schema.name`, without quotes. */
export interface Effects {
  /** The strongest lock on each table, view or materialized view that stood before the migration. */
  locks: Record<string, LockMode>;
  rewrites: string[];
  /** Tables that are read whole under a lock that blocks writes. */
  scans: string[];
  builds_indexes: string[];
  drops: string[];
  renames: string[];
  retypes: string[];
  /** Why it fails when there are rows; `null` when an earlier statement of the migration fails then. */
  fails_if_rows: string | null;
}

/** A generated way back: `migralint rollback new --stdout`. */
export interface Rollback {
  /** Statements that restore the schema before the migration; comments say which rows and values are gone. */
  sql: string;
  /** What it does not bring back, in words; `sql` says so too. */
  missing: string[];
}

export interface Rule {
  id: RuleId;
  category: Category;
  severity: Severity;
  /** Whether it runs unless it is turned off. */
  default: boolean;
  summary: string;
  /** Its page. */
  url: string;
}

export type Severity = "note" | "warning" | "error";

export type Category =
  | "locking"
  | "destructive"
  | "compatibility"
  | "correctness"
  | "transaction"
  | "rollback"
  | "convention"
  | "unchecked";

export type LockMode =
  | "ACCESS SHARE"
  | "ROW SHARE"
  | "ROW EXCLUSIVE"
  | "SHARE UPDATE EXCLUSIVE"
  | "SHARE"
  | "SHARE ROW EXCLUSIVE"
  | "EXCLUSIVE"
  | "ACCESS EXCLUSIVE";

export type PostgresVersion = 14 | 15 | 16 | 17 | 18;
