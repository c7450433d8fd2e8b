/** What stands at a path: a file, a folder, a link, something else. */
export type Kind = "f" | "d" | "l" | "o";

/**
 * What the program asks of the world: `crates/migralint-app/src/host/mod.rs` in JavaScript. Paths are relative to the
 * working directory, which itself is the empty path, or absolute, with `/`. An error that is thrown has the `code` of
 * Node's, such as `ENOENT`, or `EDANGLING` for a link to nothing.
 */
export interface Host {
  /** The bytes of a regular file, `most` of them at most. */
  readFile(path: string, most: number): Uint8Array;
  /** Writes a file, with the folders above it. */
  writeFile(path: string, contents: Uint8Array): void;
  /** Names in any order, each with the letter of its kind before it, links not followed. */
  readFolder(path: string): string[];
  /** The letter of the kind and, without a space, the size in bytes; links followed. */
  metadata(path: string): string;
  /** The whole path, every link followed, with `/`. */
  realPath(path: string): string;
  readStdin(): Uint8Array;
  /** Asks on the terminal; the line that is typed, or nothing, without printing, when no terminal is there. */
  ask(question: string): string | undefined;
  /** Prints to standard output, or to standard error; a reader that has gone is no error, a text that is lost is thrown. */
  print(isError: boolean, text: string): void;
  /** The width in columns when the stream is a terminal. */
  terminalWidth(isError: boolean): number | undefined;
  variable(name: string): string | undefined;
  git(args: string[]): { success: boolean; stdout: string; stderr: string };
  /** Absolute, with `/`. */
  workingDirectory(): string;
  /** Today in UTC, as `2026-01-31`. */
  today(): string;
}
