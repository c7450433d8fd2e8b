//! The program over a world of files: configuration, baseline, statistics, the files of migration tools.

use migralint::reporters::safe;
use serde_json::Value;

use crate::world::{Said, World};

/// What begins a file: `=== migralint.toml`.
pub(crate) const FILE: &str = "=== ";

/// Whatever the files hold, the program ends as it says; the same configuration as JSON means the same; what a baseline
/// accepts is silent.
pub fn config(text: &str) {
    let mut world = World::default();
    for part in text.split(FILE).filter(|part| !part.is_empty()) {
        let (path, contents) = part.split_once('\n').unwrap_or((part, ""));
        let path = path.trim_end_matches('\r');
        if is_plain(path) {
            world.files.insert(path.to_owned(), contents.as_bytes().to_vec());
        }
    }
    // A path is a file or a folder.
    let paths: Vec<String> = world.files.keys().cloned().collect();
    world.files.retain(|path, _| !paths.iter().any(|other| other.starts_with(&format!("{path}/"))));
    let sql = b"CREATE TABLE a (id int);\nCREATE INDEX a_id ON a (id);\n".to_vec();
    world.files.entry("migrations/1_a.sql".to_owned()).or_insert(sql);
    let check = ends(world.run(&["check", "--format=json", "."]));
    assert_eq!(check, world.run(&["check", "--format=json", "."]), "said differently");
    if check.code != 2 {
        serde_json::from_str::<Value>(&check.stdout).expect("JSON parses");
    }
    ends(world.run(&["check", "."]));
    ends(world.run(&["effects", "."]));
    ends(world.run(&["rollback", "check", "."]));
    ends(world.run(&["init", "--dry-run"]));
    as_json(&world, &check);
    baseline(world, &check);
}

fn is_plain(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(is_name) && !path.chars().any(safe::steers) && path.len() < 200
}

fn ends(said: Said) -> Said {
    assert!(said.code <= 2, "{said:?}");
    assert!(said.code != 2 || !said.stderr.is_empty(), "a failure says why");
    for text in [&said.stdout, &said.stderr] {
        let steering = text.chars().find(|c| *c != '\n' && safe::steers(*c));
        assert_eq!(steering, None, "a character that steers a terminal in {text:?}");
    }
    said
}

/// `migralint.toml` as the key `migralint` of `package.json` where there is none.
fn as_json(world: &World, check: &Said) {
    let mut world = world.clone();
    let Some(toml) = world.files.remove("migralint.toml") else { return };
    if check.code == 2 || world.files.keys().any(|path| path.ends_with("package.json")) {
        return;
    }
    let Some(table) =
        String::from_utf8(toml).ok().and_then(|toml| toml.parse::<toml::Table>().ok())
    else {
        return;
    };
    let json = json(toml::Value::Table(table));
    let package = serde_json::json!({ "migralint": json }).to_string();
    world.files.insert("package.json".to_owned(), package.into_bytes());
    let said = world.run(&["check", "--format=json", "."]);
    // Diagnostics of the configuration itself stand elsewhere.
    if !check.stdout.contains("migralint.toml") {
        assert_eq!((said.code, &said.stdout), (check.code, &check.stdout), "{}", said.stderr);
    }
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json(value))).collect()
        }
    }
}

/// What is found today is accepted by the baseline that is written today.
fn baseline(mut world: World, check: &Said) {
    if check.code == 2 || ends(world.run(&["baseline", "."])).code == 2 {
        return;
    }
    let again = ends(world.run(&["check", "--format=json", "."]));
    let report: Value = serde_json::from_str(&again.stdout).expect("JSON parses");
    let left = report["diagnostics"].as_array().expect("diagnostics are a list");
    let left: Vec<_> = left.iter().filter(|one| one["rule"] != "ended-waiver").collect();
    assert!(left.is_empty(), "a baseline leaves {left:?}");
}
