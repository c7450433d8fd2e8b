//! Where fuzzers begin: the examples of every rule's page, the forms of `tests/effects`, the repositories of
//! `tests/histories`, and what is no SQL.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use migralint::page::blocks;
use migralint::rules::infos;

use crate::config::FILE;
use crate::example::WITH;

/// The seeds of a property by its name.
pub fn of(property: &str) -> Vec<String> {
    match property {
        "config" => {
            CONFIGURATIONS.iter().map(|text| (*text).to_owned()).chain(repositories()).collect()
        }
        "splitting" => ODD.iter().map(|text| (*text).to_owned()).chain(examples()).collect(),
        "suppressions" => examples().into_iter().enumerate().map(accepting).collect(),
        "reporters" => ODD.iter().map(|text| hostile(text)).chain(examples()).collect(),
        _ => examples().into_iter().chain(forms()).collect(),
    }
}

/// The examples of the pages, each with the words behind its fence.
fn examples() -> Vec<String> {
    let mut examples = Vec::new();
    for rule in infos() {
        for block in blocks(rule.page).iter().filter(|block| block.example().is_some()) {
            let words: Vec<&str> = block.info.split_whitespace().skip(2).collect();
            examples.push(format!("{WITH}{}\n{}", words.join(" "), block.text));
        }
    }
    examples
}

/// What servers are asked to run, ten forms a seed behind the schema that they need.
fn forms() -> Vec<String> {
    let mut seeds = Vec::new();
    for file in files(&root().join("tests/effects")) {
        let text = read(&file);
        let Some((schema, forms)) = text.split_once("-- forms\n") else { continue };
        let forms: Vec<&str> = forms.split("\n\n").collect();
        for some in forms.chunks(10) {
            let some = some.join("\n");
            seeds
                .push(format!("-- migration: 1_schema\n{schema}\n-- migration: 2_forms\n{some}\n"));
        }
    }
    seeds
}

/// Every folder of `tests/histories` as a world of files.
fn repositories() -> Vec<String> {
    let all = root().join("tests/histories");
    let mut seeds = Vec::new();
    for folder in entries(&all).into_iter().filter(|path| path.is_dir()) {
        let mut seed = String::new();
        for file in files(&folder) {
            let path =
                file.strip_prefix(&folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let _ = write!(seed, "{FILE}{path}\n{}", read(&file));
        }
        seeds.push(seed);
    }
    seeds
}

/// An example whose diagnostics are accepted in one of several ways.
fn accepting((number, example): (usize, String)) -> String {
    let (first, rest) = example.split_once('\n').unwrap_or((&example, ""));
    let ids: Vec<&str> = infos().map(|rule| rule.id).collect();
    let rule = ids[number % ids.len()];
    let more = match number % 5 {
        0 => format!("-- waive: migrations/*.sql {rule}\n"),
        1 => format!("-- override: **/1* {rule} off\n"),
        2 => "-- migralint-ignore-file: all of it\n".to_owned(),
        3 => format!("-- migralint-ignore {rule}, no-such-rule: a reason\n"),
        _ => "/* migralint-ignore */ ".to_owned(),
    };
    format!("{first}\n{more}{rest}")
}

/// A history whose names are those of an attacker.
fn hostile(text: &str) -> String {
    let word: String = text.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    let name = word.replace('"', "\"\"");
    format!(
        "-- migration: 1_{word}\\n::error::x\nCREATE TABLE \"{name}\" (a int);\n\
         -- migration: 2_{word}\\e[2J\nDROP TABLE \"{name}\"; -- {word}\nALTER TABLE \"{name}x\" ADD \"{name}\" int NOT NULL;\n"
    )
}

/// What splitters stumble over.
pub(crate) const ODD: &[&str] = &[
    "a $x$ $$;$$ $x$; b 'it''s'; E'\\''; \"x;\"\"y\"; /* /* ; */ */ c -- ;\n;",
    "COPY t (a, b) FROM STDIN;\n1\t'\n\\.\nSELECT 1;",
    "\\set x 'y;'\nSELECT :x \\gexec\n\\if :x\n\\endif\n",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; x",
    "CREATE RULE r AS ON INSERT TO t DO (a; b); c",
    "{{ if .X }}\nCREATE TABLE {{ .Name }} (a int);\n{{ end }} ${schema}.t <%= x %> :name @y",
    "DO $a$ BEGIN EXECUTE format('ALTER TABLE %I ADD c int', x); IF NOT EXISTS (SELECT) THEN DROP TABLE t; END IF; END $a$;",
    "\u{feff}\r\nCREATE TABLE \"Ü\" (\"é\u{202e}\" int);\r\n-- \u{1b}[2J\r\n\u{2028}x",
    "::error::x ##[error]y %0A ]]> <script> | `` [a](b)",
    "U&'\\0041' UESCAPE '!' B'01' X'ff' N'x' 1e10 1_000 0x1F $1 a.b.c a::int[] @> <-> ?|",
];

/// Configurations, and what stands beside them.
const CONFIGURATIONS: &[&str] = &[
    "=== migralint.toml\npostgres = 16\nlayout = \"plain\"\nafter = [\"1_a\"]\nfail-on = \"warning\"\n\
     lock-timeout-is-set = true\nexclude = [\"old/**\"]\nrollbacks = \"{migrations}/../undo/{id}.sql\"\n\n[tables]\n\
     small = [\"a\"]\nlarge = [\"public.b\"]\nstatistics = \"sizes.csv\"\n\n[rules]\nlock-timeout = \"off\"\n\
     unrelated-changes = { level = \"error\", max-tables = 1 }\n\n[[overrides]]\npath = \"migrations/**\"\n\
     rules = { drop-column = \"note\" }\n\n[[waivers]]\npath = \"migrations/*.sql\"\nrules = [\"drop-table\"]\n\
     reason = \"x\"\nowner = \"y\"\nuntil = 2026-01-01\n=== sizes.csv\ntable,rows,bytes\npublic.a,1,8192\n\
     \"b,\"\"c\",,9\n",
    "=== package.json\n{\"name\": \"x\", \"migralint\": {\"postgres\": 18, \"tables\": {\"statistics\": \"sizes.json\"}, \
     \"rules\": {\"drop-table\": \"warning\"}, \"waivers\": [{\"path\": \"**\", \"until\": \"2027-01-01\"}]}}\n\
     === sizes.json\n[{\"table\": \"a\", \"rows\": 1, \"bytes\": null}]\n=== migrations/2_b.sql\nDROP TABLE a;\n",
    "=== migralint.toml\nbaseline = \"base.json\"\n=== base.json\n{\"version\": 1, \"files\": {\"migrations/1_a.sql\": \
     [{\"rule\": \"drop-table\", \"statement\": \"00000000deadbeef\", \"count\": 2}]}}\n=== migrations/1_a.sql\nDROP TABLE x;\n",
    "=== migralint.toml\n[rules]\nno-such-rule = \"off\"\n",
    "=== migralint.toml\npostgres = \"16\"\nunknown = 1\n",
    "=== prisma/schema.prisma\ndatasource db {\n  provider = \"postgresql\"\n}\n=== package.json\n\
     {\"dependencies\": {\"prisma\": \"^6.2.0\"}}\n=== prisma/migrations/1_a/migration.sql\nCREATE TABLE a ();\n\
     === prisma/migrations/1_a/down.sql\nDROP TABLE a;\n=== migrations/1_a.sql\n",
];

/// Every file below a folder, in the order of their paths.
fn files(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(below).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the repository can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file of the repository can be read")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
