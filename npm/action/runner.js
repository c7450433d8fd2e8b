// What GitHub's runner gives an action and takes from it: inputs, the event, commands, outputs.

const crypto = require("node:crypto");
const fs = require("node:fs");

/**
 * An input; the empty text when it is not given.
 * @param {string} name
 */
export function input(name) {
  return (process.env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "").trim();
}

/**
 * An input that is `true` or `false`.
 * @param {string} name
 */
export function flag(name) {
  const value = input(name).toLowerCase();
  if (value === "true" || value === "false") return value === "true";
  throw new Error(`the input \`${name}\` is \`true\` or \`false\`, not \`${value}\``);
}

/**
 * What started the workflow: the name of the event and its payload.
 * @returns {{ name: string, payload: any }}
 */
export function event() {
  const { GITHUB_EVENT_NAME: name = "", GITHUB_EVENT_PATH: path = "" } = process.env;
  if (path === "" || !fs.existsSync(path)) return { name, payload: {} };
  return { name, payload: JSON.parse(fs.readFileSync(path, "utf8")) };
}

/**
 * Text without a line that the runner would take for a command.
 * @param {string} text
 */
export function inert(text) {
  const token = crypto.randomUUID();
  const end = text.endsWith("\n") ? "" : "\n";
  return text === "" ? "" : `::stop-commands::${token}\n${text}${end}::${token}::\n`;
}

/**
 * A command that marks the step with an error, at no place.
 * @param {string} message
 */
export function error(message) {
  const data = message.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return `::error title=migralint::${data}\n`;
}

/**
 * @param {string} name
 * @param {string | number} value
 */
export function output(name, value) {
  const mark = crypto.randomUUID();
  const path = process.env.GITHUB_OUTPUT;
  if (path) fs.appendFileSync(path, `${name}<<${mark}\n${value}\n${mark}\n`);
}
