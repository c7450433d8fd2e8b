// The report as a part of the page: every judged migration with its source, diagnostics and effects in their places.
// Text from migrations becomes text nodes only.

import { ofFile } from "./history.js";

/** An element with attributes and children. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** What the page shows; `wayBack` writes the one of a migration, `go` moves the caret to a line of the text. */
export function report(migrations, check, effects, wayBack, go) {
  return migrations.filter((migration) => !migration.applied).map((migration) => {
    const own = (one) => ofFile(migrations, one.file) === migration;
    const back = check.diagnostics.filter(own).filter((one) => /down|rollback/.test(one.file) && !one.file.includes("migration.sql"));
    const diagnostics = check.diagnostics.filter(own).filter((one) => !back.includes(one));
    const statements = effects.statements.filter(own);
    const title = element("h3", {}, migration.id);
    const source = element("div", { class: "source", tabindex: "0", role: "group", "aria-label": `Source of ${migration.id}` });
    migration.sql.split("\n").forEach((text, index, all) => {
      const number = index + 1;
      if (number === all.length && text === "") return;
      const marks = diagnostics.filter((one) => one.line <= number && number <= lastLine(one));
      source.append(line(number, text, marks));
      for (const one of diagnostics.filter((one) => lastLine(one) === number)) {
        source.append(diagnostic(one, () => go(migration.line + one.line)));
      }
      for (const one of statements.filter((one) => one.end_line === number)) source.append(effectsOf(one));
    });
    source.append(...back.map((one) => diagnostic(one, () => go(migration.line + one.line))));
    return element("article", {}, title, source, ...generated(wayBack(migration)));
  });
}

/** The generated way back, folded away; nothing where there is nothing to take back. */
function generated(back) {
  if (back === undefined || back.sql.trim().split("\n").length < 2) return [];
  const words = back.missing.length === 0 ? "The way back, generated" : "The way back, as far as it can be generated";
  return [element("details", { class: "back" }, element("summary", {}, words), element("pre", { tabindex: "0" }, back.sql))];
}

/** The diagnostic of a long statement stands under its first lines. */
const lastLine = (one) => Math.min(one.end_line, one.line + 7);

function line(number, text, marks) {
  const worst = ["error", "warning", "note"].find((severity) => marks.some((one) => one.severity === severity));
  const kind = worst === undefined ? "line code" : `line code marked ${worst}`;
  return element("div", { class: kind }, element("span", { class: "number" }, String(number)), element("span", {}, text || " "));
}

function diagnostic(one, go) {
  const severity = element("span", { class: "severity" }, one.severity);
  const rule = element("a", { href: address(one.rule) }, one.rule);
  const place = element("button", { type: "button", onclick: go }, `line ${one.line}`);
  const parts = [element("p", {}, severity, ": ", ...prose(one.message))];
  if (one.help !== null) parts.push(element("p", {}, ...prose(one.help)));
  if (one.safe !== null) parts.push(element("pre", {}, one.safe));
  parts.push(element("p", { class: "quiet" }, rule, " ", place));
  return element("div", { class: `diagnostic ${one.severity}` }, ...parts);
}

/** Text with code in backquotes. */
const prose = (text) => text.split("`").map((part, at) => (at % 2 === 0 ? part : element("code", {}, part)));

const address = (rule) => `https://github.com/migralint/migralint/blob/main/rules/${rule}.md`;

/** Locks that keep reads or writes waiting. */
const BLOCKING = ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"];

function effectsOf({ kind, transaction, effects }) {
  const items = Object.entries(effects.locks).map(([table, lock]) => {
    return element("li", BLOCKING.includes(lock) ? { class: "strong" } : {}, `${lock} on ${table}`);
  });
  const lists = [
    ["rewrites", effects.rewrites],
    ["scans", effects.scans],
    ["builds index", effects.builds_indexes],
    ["drops", effects.drops],
    ["renames", effects.renames],
    ["changes type of", effects.retypes],
  ];
  for (const [verb, names] of lists) items.push(...names.map((name) => element("li", {}, `${verb} ${name}`)));
  if (effects.fails_if_rows !== null) items.push(element("li", { class: "strong" }, "fails when there are rows: ", ...prose(effects.fails_if_rows)));
  items.push(element("li", { class: "quiet" }, transaction === null ? "commits by itself" : `in transaction ${transaction}`));
  return element("ul", { class: "effects", "aria-label": `Effects of ${kind}` }, ...items);
}
