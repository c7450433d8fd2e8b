// The world of Node: files, git, environment, terminal.

const fs = require("node:fs");

/** @implements {Host} */
export class NodeHost {
  /** @param {string} path */
  readFile(path) {
    return fs.readFileSync(native(path));
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
    return fs.readdirSync(native(path), { withFileTypes: true }).map((entry) => kind(entry) + entry.name);
  }

  /** @param {string} path */
  metadata(path) {
    path = native(path);
    try {
      const stats = fs.statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) return `${kind(stats)}${stats.size}`;
    } catch (error) {
      if (!isLink(path) || isDenied(error)) throw error;
    }
    throw { code: isLink(path) ? "EDANGLING" : "ENOENT" };
  }

  /** @param {string} path */
  realPath(path) {
    return slashed(fs.realpathSync(native(path)));
  }

  readStdin() {
    const parts = [];
    for (;;) {
      const part = Buffer.allocUnsafe(64 * 1024);
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
    /** @type {typeof import("node:child_process")} */
    const { spawnSync } = require("node:child_process");
    const env = { ...process.env };
    // A hook in a linked work tree is told the repository, and takes every folder for the top of its files.
    if (!env.GIT_WORK_TREE && env.GIT_PREFIX !== undefined) {
      delete env.GIT_DIR;
      delete env.GIT_INDEX_FILE;
    }
    const { error, status, stdout, stderr } = spawnSync("git", args, {
      encoding: "utf8",
      env,
      maxBuffer: Infinity,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
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

/** How long to wait for a pipe that is full or empty, in milliseconds. */
const PATIENCE = 5;

/**
 * The working directory is the empty path.
 * @param {string} path
 */
function native(path) {
  return path === "" ? "." : path;
}

/** @param {string} path */
function slashed(path) {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/**
 * @param {import("node:fs").Stats | import("node:fs").Dirent} entry
 * @returns {import("./host.js").Kind}
 */
function kind(entry) {
  if (entry.isFile()) return "f";
  if (entry.isDirectory()) return "d";
  return entry.isSymbolicLink() ? "l" : "o";
}

/** @param {string} path */
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
