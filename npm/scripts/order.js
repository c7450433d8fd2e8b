// The order of the functions in the module: those that are alike stand side by side, since gzip finds what repeats
// within 32 kB only. It makes the package a twentieth smaller than the linker's order.

import { Buffer } from "node:buffer";

/** The sections that are looked into, as the binary format numbers them. */
const [CUSTOM, IMPORT, CODE] = [0, 2, 10];
/** The part of the section "name" that holds the functions' names. */
const FUNCTION_NAMES = 1;

/** How many bytes in a row two functions have in common, to be alike in them. */
const WINDOW = 5;
/** What more functions than these have says nothing about any of them. */
const FREQUENT = 1500;

/** The module with the functions named by their places: `wasm-opt --reorder-functions-by-name` puts them there. */
export function withPlacesAsNames(module) {
  const { bodies, names, imported, end } = read(module);
  const places = chain(bodies, bodies.map((_, at) => names.get(imported + at) ?? ""));
  const entries = [];
  for (const [place, at] of places.entries()) entries[at] = [number(imported + at), text(String(place).padStart(6, "0"))];
  const map = Buffer.concat([number(bodies.length), ...entries.flat()]);
  const content = Buffer.concat([text("name"), Buffer.of(FUNCTION_NAMES), number(map.length), map]);
  return Buffer.concat([module.subarray(0, end), Buffer.of(CUSTOM), number(content.length), content]);
}

/** Each function followed by the one most like it; where none is left, by the next by name. */
function chain(bodies, names) {
  const grams = bodies.map(windows);
  const holders = new Map();
  for (const [at, all] of grams.entries()) {
    for (const gram of all) {
      if (!holders.has(gram)) holders.set(gram, []);
      holders.get(gram).push(at);
    }
  }
  const byName = bodies.map((_, at) => at).sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
  const open = new Set(byName);
  const order = [];
  while (open.size > 0) {
    const at = order.length > 0 ? mostLike(order.at(-1), grams, holders, open) : undefined;
    order.push(at ?? open.values().next().value);
    open.delete(order.at(-1));
  }
  return order;
}

function mostLike(current, grams, holders, open) {
  const own = grams[current].size;
  const common = new Map();
  for (const gram of grams[current]) {
    const all = holders.get(gram);
    if (all.length > FREQUENT) continue;
    for (const at of all) if (open.has(at)) common.set(at, (common.get(at) ?? 0) + 1);
  }
  let best;
  let most = 0;
  for (const [at, count] of common) {
    const likeness = count / (own + grams[at].size - count + 1);
    if (likeness > most) [best, most] = [at, likeness];
  }
  return best;
}

/** What stands in a window that moves over the bytes, as numbers of 30 bits. */
function windows(body) {
  const all = new Set();
  for (let at = 0; at + WINDOW <= body.length; at++) {
    let hash = 0;
    for (let byte = at; byte < at + WINDOW; byte++) hash = (Math.imul(hash, 0x01000193) ^ body[byte]) & 0x3fffffff;
    all.add(hash);
  }
  return all;
}

/** The functions' code, their names, how many are imported, and where the names begin. */
function read(module) {
  const found = { bodies: [], names: new Map(), imported: 0, end: module.length };
  const reader = new Reader(module, 8);
  while (reader.at < module.length) {
    const start = reader.at;
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === IMPORT) found.imported = importedFunctions(reader);
    if (kind === CODE) found.bodies = reader.list(() => reader.bytes());
    if (kind === CUSTOM && reader.bytes().toString() === "name") {
      found.end = start;
      while (reader.at < end) {
        const part = reader.byte();
        const partEnd = reader.number() + reader.at;
        if (part === FUNCTION_NAMES) found.names = new Map(reader.list(() => [reader.number(), reader.bytes().toString()]));
        reader.at = partEnd;
      }
    }
    reader.at = end;
  }
  return found;
}

function importedFunctions(reader) {
  const kinds = reader.list(() => {
    reader.bytes();
    reader.bytes();
    const kind = reader.byte();
    if (kind !== 0) throw new Error("the module imports what is no function");
    return reader.number();
  });
  return kinds.length;
}

/** Reads the binary format. */
class Reader {
  constructor(module, at) {
    this.module = module;
    this.at = at;
  }

  byte() {
    return this.module[this.at++];
  }

  /** A number of LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  bytes() {
    const length = this.number();
    this.at += length;
    return this.module.subarray(this.at - length, this.at);
  }

  list(entry) {
    return Array.from({ length: this.number() }, entry);
  }
}

/** A number as LEB128. */
function number(value) {
  const bytes = [];
  do {
    bytes.push((value % 128) | (value >= 128 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}

function text(value) {
  return Buffer.concat([number(value.length), Buffer.from(value)]);
}
