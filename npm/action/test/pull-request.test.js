// One pull request goes through the action, pre-commit and the plain command; the three agree.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { test } from "node:test";
import { folder, native, packageFolder, root, run } from "../../test/help.js";
import { act, migration, Repository } from "./help.js";

const windows = process.platform === "win32";
const tool = (name) => path.join(root, "target/venv", windows ? "Scripts" : "bin", windows ? `${name}.exe` : name);
const REQUIREMENT = { skip: process.env.MIGRALINT_WITHOUT_PYTHON && "there is no Python" };

const OLD = migration("20260105090000_init");
const MERGED = migration("20260301090000_merged_meanwhile");
const FIRST = migration("20260310090000_café");
const SECOND = migration("20260311090000_crlf");
const TABLES = 'CREATE TABLE "Größe" ("id" INT PRIMARY KEY, "名前" TEXT);\nCREATE TABLE "Order" ("id" INT PRIMARY KEY, "note" TEXT);\n';

/** What is dangerous, and the clause that must be marked. */
const NEW = {
  [FIRST]: {
    text: '-- 🦀 über\n/* 🦀🦀 日本 */ CREATE INDEX "é" ON "Größe" ("名前");\n',
    clauses: { "create-index-blocks-writes": /^CREATE INDEX .*"Größe"/u },
  },
  [SECOND]: {
    text: '-- first\r\n\r\nALTER TABLE "Größe"\r\n  ALTER COLUMN "id" TYPE TEXT, /* 🦀 */ DROP COLUMN "名前";\r\nDROP TABLE "Order";\r\n',
    clauses: {
      "drop-column-loses-data": /^DROP COLUMN "名前"$/u,
      "drop-table-loses-data": /^DROP TABLE "Order"/u,
    },
  },
};

/** A repository like one on GitHub: `main` went on, the branch has two new migrations, and a trial merge stands. */
function pullRequest(t) {
  const origin = new Repository(t);
  const base = origin.commit({ ".gitattributes": "* -text\n", [OLD]: `${TABLES}CREATE INDEX "old" ON "Order" ("note");\n` });
  origin.git("switch", "--quiet", "--create", "feature");
  origin.commit({ [FIRST]: NEW[FIRST].text });
  const head = origin.commit({ [SECOND]: NEW[SECOND].text });
  origin.git("branch", "other", base);
  origin.git("switch", "--quiet", "main");
  origin.commit({ [MERGED]: 'CREATE INDEX "merged" ON "Order" ("note");\n' });
  origin.git("switch", "--quiet", "--detach", "main");
  origin.git("merge", "--quiet", "--no-ff", "--message", "Merge feature into main", "feature");
  const merge = origin.git("rev-parse", "HEAD");
  origin.git("switch", "--quiet", "main");
  const event = { number: 7, pull_request: { number: 7, base: { ref: "main", sha: base }, head: { ref: "feature", sha: head } } };
  return { origin, merge, event };
}

/** What the three are compared by. */
const place = ({ rule, severity, file, line, column }) => [severity, rule, file, line, column].join(" ");
const SEVERITIES = { error: "error", warning: "warning", notice: "note", note: "note" };

test("the action, pre-commit and the plain command agree on a pull request", REQUIREMENT, async (t) => {
  const { origin, merge, event } = pullRequest(t);
  const checkout = origin.checkout(merge, 0);

  const plain = await run(native, ["--since=origin/main", "--format=json"], { cwd: checkout.folder });
  assert.equal(plain.code, 1, plain.stderr);
  const report = JSON.parse(plain.stdout);
  const expected = report.diagnostics.map(place).sort();
  assert.ok(expected.length >= 3, plain.stdout);

  await t.test("the report is about what the pull request brings, each clause marked", () => {
    assert.deepEqual([...new Set(report.diagnostics.map(({ file }) => file))].sort(), [FIRST, SECOND]);
    for (const [file, { text, clauses }] of Object.entries(NEW)) {
      for (const [rule, clause] of Object.entries(clauses)) {
        const found = report.diagnostics.filter((one) => one.file === file && one.rule === rule);
        assert.equal(found.length, 1, `${rule} in ${plain.stdout}`);
        assert.match(marked(text, found[0].line, found[0].column, found[0].end_column), clause);
      }
    }
  });

  await t.test("the action", async () => {
    const result = await act(checkout, "pull_request", event, { "sarif-file": "migralint.sarif" });
    assert.equal(result.code, 1);
    assert.equal(result.outputs.findings, String(expected.length));
    assert.equal(result.outputs.errors, String(report.summary.errors));
    assert.equal(result.annotations.length, expected.length);
    const { diagnostics } = report;
    for (const { name, file, line, col, endColumn, title, message } of result.annotations) {
      const own = diagnostics.find((one) => one.file === file && String(one.line) === line && title.includes(one.rule));
      assert.ok(own, `${title} stands at ${file}:${line}`);
      assert.equal(SEVERITIES[name], own.severity);
      assert.ok(message.includes(own.message));
      if (own.line !== own.end_line) continue;
      assert.deepEqual([col, endColumn], [String(own.column), String(own.end_column)]);
      const clause = NEW[file].clauses[own.rule];
      if (clause) assert.match(marked(NEW[file].text, own.line, Number(col), Number(endColumn)), clause);
    }
    for (const { rule } of diagnostics) assert.ok(result.summary.includes(rule), rule);
  });

  await t.test("its SARIF", async () => {
    const file = path.join(checkout.folder, "migralint.sarif");
    const { runs } = JSON.parse(readFileSync(file, "utf8"));
    const results = runs[0].results.map(({ ruleId, level, locations: [{ physicalLocation }] }) => {
      const { artifactLocation, region } = physicalLocation;
      const uri = decodeURIComponent(artifactLocation.uri);
      // SARIF counts UTF-16, the report characters.
      const before = line(NEW[uri].text, region.startLine).slice(0, region.startColumn - 1);
      return place({ rule: ruleId, severity: level, file: uri, line: region.startLine, column: [...before].length + 1 });
    });
    assert.deepEqual(results.sort(), expected);
    const validated = await run(tool("check-jsonschema"), ["--schemafile", await schema(t), file]);
    assert.equal(validated.code, 0, validated.stdout + validated.stderr);
    rmSync(file);
  });

  // Its configuration is committed on top of the merge, where no other branch is left to fight with.
  const within = expected.filter((one) => !one.includes(" conflicting-migration "));
  assert.equal(within.length, expected.length - 1);
  const precommit = preCommit(t, await registry(t));
  const clone = hooks(t);
  for (const [hook, more] of [["migralint", []], ["migralint-system", []], ["migralint", ["--since=origin/main"]]]) {
    await t.test(`pre-commit's hook ${[hook, ...more].join(" ")}`, async () => {
      const output = folder(t);
      const args = ["--format=json", `--output=${path.join(output, "a.json")}`, "--format=text", ...more];
      checkout.commit({ ".pre-commit-config.yaml": configuration(clone, hook, args) });
      const refs = ["run", "--from-ref=origin/main", "--to-ref=HEAD"];
      const { code, stdout, stderr } = await precommit(refs, checkout.folder);
      assert.equal(code, 1, stdout + stderr);
      assert.match(stdout, /migralint.*Failed/);
      assert.deepEqual(JSON.parse(readFileSync(path.join(output, "a.json"), "utf8")).diagnostics.map(place).sort(), within);
    });
  }
});

test("what is staged is judged, on top of the whole history", REQUIREMENT, async (t) => {
  const made = new Repository(t);
  made.commit({
    [OLD]: `${TABLES}CREATE INDEX "old" ON "Order" ("note");\n`,
    "seed.sql": 'CREATE INDEX "seed" ON "Order" ("note");\n',
    ".pre-commit-config.yaml": configuration(hooks(t), "migralint-system", []),
  });
  const precommit = preCommit(t);
  const staged = async (files) => {
    made.commit(files);
    made.git("reset", "--quiet", "--soft", "HEAD^");
    const { code, stdout, stderr } = await precommit(["run"], made.folder);
    made.git("reset", "--quiet", "--hard");
    return { code, said: stdout + stderr };
  };
  // Without the history the type of the column would not be known, and the change taken to write the table anew.
  const harmless = await staged({ [FIRST]: 'ALTER TABLE "Order" ALTER COLUMN "note" TYPE VARCHAR;\n' });
  assert.equal(harmless.code, 0, harmless.said);
  const rewrite = await staged({ [FIRST]: 'ALTER TABLE "Order" ALTER COLUMN "note" TYPE INT USING 1;\n' });
  assert.equal(rewrite.code, 1, rewrite.said);
  assert.match(rewrite.said, /change-type-rewrites-table/);
  assert.ok(!rewrite.said.includes(OLD), rewrite.said);
  // A way back by itself would be taken for a migration that drops a table.
  const rollback = await staged({ "prisma/rollbacks/20260105090000_init.sql": 'DROP TABLE "Order";\nDROP TABLE "Größe";\n' });
  assert.equal(rollback.code, 0, rollback.said);
  const excluded = await staged({ [FIRST]: 'DROP TABLE "Order";\n', "migralint.toml": "exclude = ['prisma/**']\n" });
  assert.equal(excluded.code, 0, excluded.said);
  const seed = await staged({ "seed.sql": 'CREATE INDEX "seeds" ON "Order" ("note");\n' });
  assert.equal(seed.code, 0, seed.said);
  assert.match(seed.said, /no files to check/);
});

test("the manifests are valid", REQUIREMENT, async () => {
  const valid = async (name, args) => {
    const { code, stdout, stderr } = await run(tool(name), args);
    assert.equal(code, 0, stdout + stderr);
  };
  await valid("pre-commit", ["validate-manifest", ".pre-commit-hooks.yaml"]);
  await valid("check-jsonschema", ["--builtin-schema", "vendor.github-actions", "action.yml"]);
  const { stdout } = await run("git", ["ls-files", ".github/workflows", ".github/examples"]);
  const workflows = stdout.trim().split("\n");
  await valid("check-jsonschema", ["--builtin-schema", "vendor.github-workflows", ...workflows]);
});

test("what others pin is the version of the package", () => {
  const read = (...names) => readFileSync(path.join(root, ...names), "utf8");
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  assert.ok(read(".pre-commit-hooks.yaml").includes(`additional_dependencies: [migralint@${version}]`));
  for (const name of readdirSync(path.join(root, ".github/examples"))) {
    const uses = read(".github/examples", name).match(/migralint\/migralint@\S+/g);
    assert.deepEqual(uses, [`migralint/migralint@v${version}`], name);
  }
});

const line = (text, number) => text.split(/\r?\n/)[number - 1];

/** What stands between two columns of a line, counted in characters. */
const marked = (text, number, column, end) => [...line(text, number)].slice(column - 1, end - 1).join("");

/** The schema of SARIF that the crate `serde-sarif` brings, with the regular expression mended that is none. */
async function schema(t) {
  // Without the platform, cargo would want packages that only other systems need.
  const [, platform] = /^host: (.*)$/m.exec((await run("rustc", ["-vV"])).stdout);
  const { stdout } = await run("cargo", ["metadata", "--format-version=1", `--filter-platform=${platform}`]);
  const { manifest_path } = JSON.parse(stdout).packages.find(({ name }) => name === "serde-sarif");
  const text = readFileSync(path.join(path.dirname(manifest_path), "src/schema.json"), "utf8");
  const file = path.join(folder(t), "sarif.json");
  writeFileSync(file, text.replaceAll("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"));
  return file;
}

/** A clone with the hooks, as pre-commit gets one. */
function hooks(t) {
  const made = new Repository(t);
  made.commit({ ".pre-commit-hooks.yaml": readFileSync(path.join(root, ".pre-commit-hooks.yaml")) });
  return made;
}

const configuration = (clone, hook, args) => `repos:
  - repo: ${JSON.stringify(clone.folder)}
    rev: ${clone.git("rev-parse", "HEAD")}
    hooks:
      - id: ${hook}
        args: ${JSON.stringify(args)}
`;

/** pre-commit with a cache of its own, the native command on its path and a registry of packages. */
function preCommit(t, address = "http://127.0.0.1:9") {
  const env = {
    PRE_COMMIT_HOME: folder(t),
    PATH: [path.dirname(native), process.env.PATH].join(path.delimiter),
    npm_config_registry: address,
    npm_config_cache: folder(t),
    npm_config_update_notifier: "false",
  };
  return (args, cwd) => run(tool("pre-commit"), args, { cwd, env });
}

/** A registry that has the package as it would be published, and nothing else. */
async function registry(t) {
  const packed = folder(t);
  const npm = windows ? "npm.cmd" : "npm";
  execFileSync(npm, ["pack", "--silent", "--ignore-scripts", "--pack-destination", packed], { cwd: packageFolder, shell: windows });
  const manifest = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  const tarball = readFileSync(path.join(packed, `migralint-${manifest.version}.tgz`));
  const server = createServer((request, response) => {
    const address = `http://127.0.0.1:${server.address().port}`;
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    const version = { ...manifest, dist: { tarball: `${address}/migralint.tgz`, integrity } };
    if (request.url === "/migralint.tgz") response.end(tarball);
    else if (request.url === "/migralint") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ name: "migralint", "dist-tags": {}, versions: { [manifest.version]: version } }));
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}
