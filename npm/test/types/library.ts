// What the types promise and refuse. Read by tsc alone.

import { type CheckReport, type RuleId, MigralintError, effects, explain, init, lint, rollback, rules } from "migralint";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

const report = lint({ "a.sql": "SELECT 1;", "b.sql": new Uint8Array() }, { layout: "prisma", postgres: 17, after: ["1_a"] });
same<typeof report, CheckReport>(true);
for (const { rule, line, fix, table } of report.diagnostics) {
  same<typeof rule, RuleId>(true);
  same<typeof line, number>(true);
  same<typeof table, string | null>(true);
  fix?.edits.map((edit) => edit.replacement.length + edit.end_column);
}
for (const { effects: own } of effects({ migrations: [{ id: "1_a", sql: "" }] }).statements) {
  const lock = own.locks["public.User"];
  if (lock === "ACCESS EXCLUSIVE") own.rewrites.push("");
}
const { sql, missing } = rollback({ migrations: [] }, "1_a", { postgres: 16 });
same<typeof missing, string[]>(true);
const severity: "note" | "warning" | "error" = rules()[0]!.severity;
const page: string = explain("create-index-blocks-writes");
const ready: Promise<void> = init();
init(new URL("https://example.com/migralint.wasm"));
lint({}, { allow: ["create-index-blocks-writes"], applied: undefined });
try {
  lint({});
} catch (error) {
  if (error instanceof MigralintError) error.report?.version.toFixed();
}

// @ts-expect-error: an input is needed.
lint();
// @ts-expect-error: no such layout.
lint({}, { layout: "prism" });
// @ts-expect-error: no such version.
lint({}, { postgres: 13 });
// @ts-expect-error: no such rule.
lint({}, { deny: ["no-such-rule"] });
// @ts-expect-error: no such option.
lint({}, { psotgres: 17 });
// @ts-expect-error: effects know no levels.
effects({}, { deny: [] });
// @ts-expect-error: a way back is of one migration.
rollback({}, ["1_a"]);
// @ts-expect-error: a migration needs its SQL.
lint({ migrations: [{ id: "1_a" }] });
// @ts-expect-error: no such rule.
explain("no-such-rule");
// @ts-expect-error: results are objects, not text.
report.diagnostics.toUpperCase();

export { page, ready, severity, sql };
