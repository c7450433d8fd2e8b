// The playground in a real browser.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { root } from "./help.js";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const skip = !existsSync(executablePath) && `no ${executablePath}; CHROMIUM names another`;
const folder = path.join(root, "target/playground");
const shots = path.join(root, "target/playground-shots");

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm" };

let server;
let browser;
let address;

before(async () => {
  if (skip) return;
  mkdirSync(shots, { recursive: true });
  server = createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname;
    const file = path.join(folder, name === "/" ? "index.html" : name);
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain" }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/`;
  const quiet = ["gpu", "quic", "background-networking", "component-update", "sync"].map((name) => `--disable-${name}`);
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--no-first-run", ...quiet] });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** A page that fails its test when it fails itself. */
async function open(t, options = {}, url = address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, []);
  });
  await page.goto(url);
  await page.getByRole("status").filter({ hasNotText: "Loading" }).waitFor();
  return page;
}

const status = (page) => page.getByRole("status");

test("the example is read when the page opens", { skip }, async (t) => {
  const page = await open(t);
  await page.locator(".diagnostic.error").first().waitFor();
  assert.match(await status(page).textContent(), /\d+ errors?, \d+ warnings?, \d+ notes? in 3 statements/);
  const effects = await page.getByRole("list", { name: "Effects of CREATE INDEX" }).textContent();
  assert.match(effects, /SHARE on public\.Order/);
  await page.screenshot({ path: path.join(shots, "light.png"), fullPage: true });
});

test("the way back of what is judged is written", { skip }, async (t) => {
  const page = await open(t);
  const back = page.locator("details.back");
  await back.getByText("The way back, generated").click();
  assert.match(await back.locator("pre").textContent(), /DROP INDEX "Order_userId_idx";/);
  assert.equal(await back.count(), 1, "of the judged migration alone");
  await page.screenshot({ path: path.join(shots, "back.png"), fullPage: true });
  await page.getByLabel("Migrations in SQL").fill("SELECT 1;\n");
  await page.locator("article", { hasText: "SELECT 1" }).waitFor();
  assert.equal(await back.count(), 0, "nothing to take back");
});

test("what is typed is read", { skip }, async (t) => {
  const page = await open(t);
  await page.getByLabel("Migrations in SQL").fill('DROP TABLE "<img src=x onerror=alert(1)>";\n');
  await page.locator(".diagnostic", { hasText: "drop-table" }).first().waitFor();
  assert.equal(await page.locator("#report img").count(), 0, "names are text");
  await page.getByLabel("Migrations in SQL").fill("");
  await status(page).filter({ hasText: "Nothing to read yet" }).waitFor();
  assert.equal(await page.locator("article").count(), 0);
});

test("tool and version count", { skip }, async (t) => {
  const page = await open(t);
  await page.getByLabel("Migrations in SQL").fill("ALTER TABLE a ADD COLUMN b int;\nALTER TABLE c ADD COLUMN d int;");
  await page.getByLabel("Tool").selectOption("drizzle");
  await page.getByLabel("PostgreSQL").selectOption("15");
  await page.getByLabel("Tool").selectOption("diesel");
  await status(page).filter({ hasText: /Diesel/ }).waitFor();
  assert.match(await page.locator(".effects").first().textContent(), /in transaction 1/);
  await page.getByLabel("Tool").selectOption("prisma");
  await page.locator(".effects", { hasText: "commits by itself" }).first().waitFor();
});

test("a link brings the same page", { skip }, async (t) => {
  const page = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  const text = "-- migration: 1_a\nCREATE TABLE é (b int);\n-- migration: 2_b\nDROP TABLE é;\n";
  await page.getByLabel("Migrations in SQL").fill(text);
  await page.getByLabel("Tool").selectOption("sqlx");
  await page.getByRole("button", { name: "Copy link" }).click();
  await status(page).filter({ hasText: "Link copied" }).waitFor();
  await page.waitForTimeout(500);
  assert.equal(await status(page).textContent(), "Link copied", "what was typed before does not speak over it");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open(t, {}, link);
  assert.equal(await other.getByLabel("Migrations in SQL").inputValue(), text);
  assert.equal(await other.getByLabel("Tool").inputValue(), "sqlx");
  assert.equal(await other.locator("h3").textContent(), "2_b");
  const broken = await open(t, {}, `${address}#not-a-state`);
  assert.match(await broken.getByLabel("Migrations in SQL").inputValue(), /create_users/);
});

test("the keyboard reaches everything", { skip }, async (t) => {
  const page = await open(t);
  await page.locator(".diagnostic").first().waitFor();
  await page.keyboard.press("Tab");
  const reached = [];
  for (let press = 0; press < 9; press++) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.className || document.activeElement?.tagName));
  }
  for (const wanted of ["layout", "postgres", "share", "sql", "source"]) assert.ok(reached.includes(wanted), `${wanted} of ${reached}`);
  await page.getByRole("button", { name: /^line \d+$/ }).first().focus();
  await page.keyboard.press("Enter");
  const selected = await page.evaluate(() => {
    const { selectionStart, selectionEnd, value } = document.activeElement;
    return value.slice(selectionStart, selectionEnd);
  });
  assert.match(selected, /CREATE INDEX/);
});

test("a screen reader has names for everything", { skip }, async (t) => {
  const page = await open(t);
  await page.locator(".diagnostic").first().waitFor();
  const nameless = await page.evaluate(() => {
    const named = (node) => node.labels?.length || node.getAttribute("aria-label") || node.textContent.trim();
    return Array.from(document.querySelectorAll("select, textarea, button, a, [role], section, form"))
      .filter((node) => !named(node) && !node.getAttribute("aria-labelledby"))
      .map((node) => node.outerHTML);
  });
  assert.deepEqual(nameless, []);
  assert.equal(await page.locator("h1").count(), 1);
  assert.equal(await page.locator("[role=status]").getAttribute("role"), "status");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});

/** The contrast of every text with what is behind it, as WCAG counts it. */
const contrasts = () => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const over = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => {
    const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    if (!Array.from(node.childNodes).some((child) => child.nodeType === 3 && child.data.trim())) continue;
    const behind = [];
    for (let up = node; up; up = up.parentElement) behind.unshift(getComputedStyle(up).backgroundColor);
    const [a, b] = [light(over(behind)), light(over([...behind, getComputedStyle(node).color]))];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.outerHTML.slice(0, 80)]);
  }
  return found.sort((a, b) => a[0] - b[0])[0];
};

for (const colorScheme of ["light", "dark"]) {
  test(`${colorScheme} is legible`, { skip }, async (t) => {
    const page = await open(t, { colorScheme });
    await page.locator(".diagnostic").first().waitFor();
    const [least, where] = await page.evaluate(contrasts);
    assert.ok(least >= 4.5, `${least} at ${where}`);
    await page.screenshot({ path: path.join(shots, `${colorScheme}.png`), fullPage: true });
  });
}

test("a telephone shows it below each other", { skip }, async (t) => {
  const page = await open(t, { viewport: { width: 390, height: 800 }, colorScheme: "dark" });
  await page.locator(".diagnostic").first().waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} wide`);
  await page.screenshot({ path: path.join(shots, "narrow.png"), fullPage: true });
});
