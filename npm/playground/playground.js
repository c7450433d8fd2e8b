// The page: reads the form, runs the linter, shows the report, keeps the link.

import { effects, init, layouts, lint, rollback } from "./migralint/web.js";
import { parse } from "./history.js";
import { report } from "./report.js";
import { pack, unpack } from "./share.js";

const EXAMPLE = `-- migration: 20260105090000_create_users
CREATE TABLE "User" (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE "Order" (id bigint PRIMARY KEY, "userId" bigint NOT NULL);

-- migration: 20260202083000_index_orders
CREATE INDEX "Order_userId_idx" ON "Order" ("userId");

ALTER TABLE "User" ADD COLUMN country text NOT NULL;

ALTER TABLE "Order"
  ADD CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" (id);
`;

/** How long after a key the report follows, in milliseconds. */
const PAUSE = 150;

const field = (id) => document.getElementById(id);
const [sql, layout, postgres, share, status, shown] = ["sql", "layout", "postgres", "share", "status", "report"].map(field);

const state = () => ({ sql: sql.value, layout: layout.value, postgres: Number(postgres.value) });

function show(wanted) {
  sql.value = wanted.sql;
  if (layouts().includes(wanted.layout)) layout.value = wanted.layout;
  if (Array.from(postgres.options, (option) => option.value).includes(String(wanted.postgres))) postgres.value = wanted.postgres;
}

/** Moves the caret to a line, from 1. */
function go(line) {
  const start = sql.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const end = sql.value.indexOf("\n", start);
  sql.focus();
  sql.setSelectionRange(start, end === -1 ? sql.value.length : end);
  const height = Number.parseFloat(getComputedStyle(sql).lineHeight);
  sql.scrollTop = Math.max(0, (line - 5) * height);
}

let timer;
function later() {
  clearTimeout(timer);
  timer = setTimeout(update, PAUSE);
}

let newest = 0;

/** Reads the form; one that a newer reading overtakes leaves the page to it. */
async function update() {
  clearTimeout(timer);
  const current = state();
  const turn = ++newest;
  const packed = await pack(current);
  if (turn !== newest) return;
  history.replaceState(null, "", `#${packed}`);
  const migrations = parse(current.sql);
  if (migrations.length === 0) {
    shown.replaceChildren();
    status.textContent = "Nothing to read yet";
    return;
  }
  const input = { layout: current.layout, migrations: migrations.map(({ line, ...migration }) => migration) };
  const options = { postgres: current.postgres };
  try {
    const check = lint(input, options);
    const back = ({ id }) => wayBack(input, id, options);
    shown.replaceChildren(...report(migrations, check, effects(input, options), back, go));
    status.textContent = summary(check.summary);
  } catch (error) {
    shown.replaceChildren();
    status.textContent = error.message;
  }
}

/** The generated way back of a migration; nothing where none can be written, as for two of one id. */
function wayBack(input, id, options) {
  try {
    return rollback(input, id, options);
  } catch {
    return undefined;
  }
}

function summary({ errors, warnings, notes, statements, histories }) {
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const found = [count(errors, "error"), count(warnings, "warning"), count(notes, "note")];
  return `${found.join(", ")} in ${count(statements, "statement")}. ${histories[0]?.assumed ?? ""}`;
}

async function start() {
  await init(new URL("./migralint/migralint.wasm", import.meta.url));
  layout.append(...layouts().map((name) => new Option(name)));
  show({ sql: EXAMPLE, layout: "prisma", postgres: 17 });
  const shared = await unpack(location.hash.slice(1));
  if (shared) show(shared);
  sql.addEventListener("input", later);
  layout.addEventListener("change", update);
  postgres.addEventListener("change", update);
  share.addEventListener("click", async () => {
    await update();
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = "Link copied";
    } catch {
      status.textContent = "The link is in the address bar";
    }
  });
  addEventListener("hashchange", async () => {
    const other = await unpack(location.hash.slice(1));
    if (other) show(other);
    await update();
  });
  await update();
}

start().catch((error) => {
  status.textContent = `The playground cannot start: ${error.message}`;
});
