// The engine's own lists take the place of these in the package; `scripts/build.js` writes them.

/** The id of a rule. */
export type RuleId = string;

/** The name of a layout, as `--layout` takes it. */
export type LayoutName = string;
