// A text with `-- migration:` and `-- rollback:` lines as a history, read as on the pages of the rules.

/** The id of a migration without a marker. */
const DEFAULT_ID = "1_example";

/**
 * The migrations of a text. `line` is the line of the text before the first one of the migration.
 */
export function parse(text) {
  const migrations = [];
  let part;
  text.split("\n").forEach((content, index) => {
    const marker = content.match(/^-- migration:\s*(\S+)(?:\s+(new))?/);
    if (marker) {
      migrations.push({ id: marker[1], applied: marker[2] === undefined, line: index + 1, lines: [] });
      part = migrations.at(-1).lines;
    } else if (content.startsWith("-- rollback:")) {
      if (migrations.length === 0) migrations.push(first());
      part = migrations.at(-1).back = [];
    } else {
      if (migrations.length === 0) {
        // What stands before the first marker is a comment of the whole.
        if (content.trim() === "" || (content.startsWith("--") && /^-- migration:/m.test(text))) return;
        migrations.push({ ...first(), line: index });
        part = migrations[0].lines;
      }
      part.push(content);
    }
  });
  if (migrations.length > 0) migrations.at(-1).applied = false;
  return migrations.map(({ lines, back, ...migration }) => {
    return { ...migration, sql: lines.join("\n"), ...(back && { rollback: back.join("\n") }) };
  });
}

const first = () => ({ id: DEFAULT_ID, applied: false, line: 0, lines: [] });

/** The migration that a file of the report is. */
export function ofFile(migrations, file) {
  const parts = file.split("/");
  return migrations.find(({ id }) => parts.some((part) => part === id || part.startsWith(`${id}.`)));
}
