//! The JSON Schema of SARIF.

use std::process::Command;

use serde_json::Value;

/// The schema that the crate `serde-sarif` brings. The expression for a language tag in it is none: its
/// brackets are not balanced.
pub(crate) fn schema() -> Value {
    let compiler = stdout(Command::new("rustc").arg("-vV"));
    let host = compiler.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // What other platforms need may not have been downloaded.
    let arguments = ["metadata", "--format-version=1", "--offline", "--filter-platform", host];
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    let metadata: Value = serde_json::from_str(&stdout(&mut cargo)).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = package["manifest_path"].as_str().unwrap();
    let path = manifest.replace("Cargo.toml", "src/schema.json");
    let schema = std::fs::read_to_string(path).unwrap();
    let broken = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    assert!(schema.contains(broken), "the expression is mended: use the schema as it is");
    serde_json::from_str(&schema.replace(broken, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$")).unwrap()
}

fn stdout(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
