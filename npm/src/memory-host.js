// A world in memory: the files that a caller of the library gives, and nothing else.

/** @implements {Host} */
export class MemoryHost {
  /** What was printed. */
  stdout = "";
  stderr = "";
  /** @type {Map<string, Uint8Array>} */
  #files = new Map();
  /** @type {Map<string, Map<string, Kind>>} */
  #folders = new Map([["", new Map()]]);

  /** @param {Iterable<[string, string | Uint8Array]>} files */
  constructor(files) {
    const encoder = new TextEncoder();
    for (const [path, contents] of files) {
      this.writeFile(inside(path), typeof contents === "string" ? encoder.encode(contents) : contents);
    }
  }

  /** @param {string} path */
  readFile(path) {
    return this.#files.get(path) ?? missing();
  }

  /**
   * @param {string} path
   * @param {Uint8Array} contents
   */
  writeFile(path, contents) {
    this.#files.set(path, contents);
    /** @type {Kind} */
    let kind = "f";
    for (let name = path; name !== ""; kind = "d") {
      const at = name.lastIndexOf("/");
      const folder = name.slice(0, Math.max(at, 0));
      let entries = this.#folders.get(folder);
      if (entries === undefined) this.#folders.set(folder, (entries = new Map()));
      entries.set(name.slice(at + 1), kind);
      name = folder;
    }
  }

  /** @param {string} path */
  readFolder(path) {
    const entries = this.#folders.get(path) ?? missing();
    return Array.from(entries, ([name, kind]) => kind + name);
  }

  /**
   * @param {string} path
   * @returns {string}
   */
  metadata(path) {
    const file = this.#files.get(path);
    if (file !== undefined) return `f${file.length}`;
    return this.#folders.has(path) ? "d0" : missing();
  }

  /** @param {string} path */
  realPath(path) {
    return `/${path}`;
  }

  readStdin() {
    return new Uint8Array();
  }

  ask() {
    return undefined;
  }

  /**
   * @param {boolean} isError
   * @param {string} text
   */
  print(isError, text) {
    if (isError) this.stderr += text;
    else this.stdout += text;
  }

  terminalWidth() {
    return undefined;
  }

  variable() {
    return undefined;
  }

  /** @returns {never} */
  git() {
    return missing();
  }

  workingDirectory() {
    return "/";
  }

  today() {
    return new Date().toISOString().slice(0, 10);
  }
}

/** @typedef {import("./host.js").Host} Host */
/** @typedef {import("./host.js").Kind} Kind */

/** @returns {never} */
function missing() {
  throw { code: "ENOENT" };
}

/**
 * A path without `./` and doubled slashes.
 * @param {string} path
 */
function inside(path) {
  const parts = path.replaceAll("\\", "/").split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || parts.includes("..")) throw new TypeError(`\`${path}\` is not a path of a file`);
  return parts.join("/");
}
