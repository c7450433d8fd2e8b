// The world of Node: files, git, environment, terminal.

import { git } from "./git.js";

const fs = require("node:fs");

/** @implements {Host} */
export class NodeHost {
  /**
   * The real paths of what has a name that is no UTF-8, by the path that is shown.
   * @type {Map<string, Buffer>}
   */
  #named = new Map();

  /**
   * The path of what is shown under one. The working directory is the empty path.
   * @param {string} path
   */
  #native(path) {
    if (this.#named.size > 0) {
      for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
        const known = this.#named.get(path.slice(0, end));
        if (known !== undefined) return Buffer.concat([known, Buffer.from(path.slice(end))]);
      }
    }
    return path === "" ? "." : path;
  }

  /**
   * The name that is shown for one in a folder: what is no UTF-8 in it as `\\xFF`.
   * @param {string} folder
   * @param {Buffer} name
   */
  #shown(folder, name) {
    let shown = escaped(name);
    const join = (/** @type {string} */ one) => (folder === "" ? one : `${folder}/${one}`);
    const above = this.#native(folder);
    const real = Buffer.concat([Buffer.from(above), Buffer.from("/"), name]);
    const isTaken = () => {
      const known = this.#named.get(join(shown));
      return (known !== undefined && !known.equals(real)) || fs.lstatSync(join(shown), { throwIfNoEntry: false }) !== undefined;
    };
    // Another may have this very name.
    while (isTaken()) shown = `_${shown}`;
    this.#named.set(join(shown), real);
    return shown;
  }

  /**
   * @param {string} path
   * @param {number} most
   */
  readFile(path, most) {
    const file = fs.openSync(this.#native(path), fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      const stats = fs.fstatSync(file);
      if (!stats.isFile()) throw { code: "ENOTFILE" };
      const parts = [];
      let length = 0;
      // A file may grow, or not know its size.
      while (length < most) {
        const part = Buffer.allocUnsafe(Math.min(most - length, length === 0 ? stats.size + 1 : PART));
        const read = fs.readSync(file, part);
        if (read === 0) break;
        parts.push(part.subarray(0, read));
        length += read;
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    } finally {
      fs.closeSync(file);
    }
  }

  /**
   * @param {string} path
   * @param {Uint8Array} contents
   */
  writeFile(path, contents) {
    const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    if (folder !== "") fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path, contents);
  }

  /** @param {string} path */
  readFolder(path) {
    const entries = fs.readdirSync(this.#native(path), { withFileTypes: true });
    if (!entries.some((entry) => entry.name.includes(REPLACEMENT))) return entries.map((entry) => kind(entry) + entry.name);
    const exact = fs.readdirSync(this.#native(path), { withFileTypes: true, encoding: "buffer" });
    return exact.map((entry) => {
      const name = entry.name.toString();
      return kind(entry) + (Buffer.from(name).equals(entry.name) ? name : this.#shown(path, entry.name));
    });
  }

  /** @param {string} path */
  metadata(path) {
    const real = this.#native(path);
    try {
      const stats = fs.statSync(real, { throwIfNoEntry: false });
      if (stats !== undefined) return `${kind(stats)}${stats.size}`;
    } catch (error) {
      if (!isLink(real) || isDenied(error)) throw error;
    }
    throw { code: isLink(real) ? "EDANGLING" : "ENOENT" };
  }

  /** @param {string} path */
  realPath(path) {
    return slashed(fs.realpathSync(this.#native(path)).toString());
  }

  readStdin() {
    const parts = [];
    for (;;) {
      const part = Buffer.allocUnsafe(PART);
      const length = patient(() => fs.readSync(0, part), 0);
      if (length === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, length));
    }
  }

  /** @param {string} question */
  ask(question) {
    /** @type {typeof import("node:tty")} */
    const tty = require("node:tty");
    if (!tty.isatty(0) || !tty.isatty(1)) return undefined;
    this.print(false, question);
    const line = [];
    const byte = Buffer.alloc(1);
    while (patient(() => fs.readSync(0, byte), 0) === 1) {
      line.push(byte[0] ?? 0);
      if (byte[0] === NEWLINE) break;
    }
    return line.length > 0 ? Buffer.from(line).toString() : undefined;
  }

  /**
   * @param {boolean} isError
   * @param {string} text
   */
  print(isError, text) {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
      const written = patient(() => fs.writeSync(isError ? 2 : 1, bytes, at), 0);
      // A reader that has gone, such as `head`, is no error.
      if (written === 0) return;
      at += written;
    }
  }

  /** @param {boolean} isError */
  terminalWidth(isError) {
    const descriptor = isError ? 2 : 1;
    try {
      // Asking Node for the terminal takes a millisecond, and mostly there is none.
      if (!fs.fstatSync(descriptor).isCharacterDevice()) return undefined;
    } catch {
      return undefined;
    }
    /** @type {typeof import("node:tty")} */
    const tty = require("node:tty");
    if (!tty.isatty(descriptor)) return undefined;
    return (isError ? process.stderr : process.stdout).columns || DEFAULT_WIDTH;
  }

  /** @param {string} name */
  variable(name) {
    return process.env[name];
  }

  /** @param {string[]} args */
  git(args) {
    const { error, status, stdout, stderr } = git(args);
    if (error) throw error;
    return { success: status === 0, stdout, stderr };
  }

  workingDirectory() {
    return slashed(process.cwd());
  }

  today() {
    return new Date().toISOString().slice(0, 10);
  }
}

/** @typedef {import("./host.js").Host} Host */

/** The width of a terminal that does not tell its own. */
const DEFAULT_WIDTH = 80;

const NEWLINE = 10;

/** How much of a file is read at once, in bytes. */
const PART = 64 * 1024;

/** How long to wait for a pipe that is full or empty, in milliseconds. */
const PATIENCE = 5;

/** What stands for bytes that are no UTF-8. */
const REPLACEMENT = "\uFFFD";

/**
 * A name as it is shown: what is no UTF-8 in it as `\\xFF`.
 * @param {Buffer} name
 */
function escaped(name) {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let shown = "";
  for (let at = 0; at < name.length; ) {
    let length = 4;
    for (; length > 0; length -= 1) {
      try {
        const part = strict.decode(name.subarray(at, at + length));
        if (at + length <= name.length) {
          shown += part;
          break;
        }
      } catch {
        // Fewer bytes may be a character.
      }
    }
    if (length === 0) shown += `\\x${(name[at] ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;
    at += Math.max(length, 1);
  }
  return shown;
}

/** @param {string} path */
function slashed(path) {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/**
 * @param {{ isFile(): boolean, isDirectory(): boolean, isSymbolicLink(): boolean }} entry
 * @returns {import("./host.js").Kind}
 */
function kind(entry) {
  if (entry.isFile()) return "f";
  if (entry.isDirectory()) return "d";
  return entry.isSymbolicLink() ? "l" : "o";
}

/** @param {import("node:fs").PathLike} path */
function isLink(path) {
  try {
    return fs.lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function isDenied(error) {
  return ["EACCES", "EPERM"].includes(String(code(error)));
}

/** @param {unknown} error */
function code(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/**
 * Reads or writes a pipe that may not block; `end` when the other side has gone.
 * @param {() => number} work
 * @param {number} end
 */
function patient(work, end) {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (["EPIPE", "EOF"].includes(String(code(error)))) return end;
      if (code(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE);
    }
  }
}
