/** What could not be checked: wrong options, files that cannot be read. */
export class MigralintError extends Error {
  name = "MigralintError";
  /**
   * What was found in the rest.
   * @type {import("./index.js").CheckReport | import("./index.js").EffectsReport | undefined}
   */
  report;
}
