//! Files that `init` looks into.

use migralint::source::decode;
use serde_json::Value;

use crate::host::{Host, Kind};
use crate::path::join;
use crate::repository_bounds::Bounds;

/// The text of a file that stands there.
pub(super) fn text(host: &dyn Host, path: &str) -> Option<String> {
    Bounds::new(host, &[]).allows(host, path).ok()?;
    host.read_file(path).ok().and_then(|bytes| decode(bytes).ok())
}

/// A text as JSON.
pub(super) fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// The YAML files of a folder, in order.
pub(super) fn yaml(host: &dyn Host, folder: &str) -> Vec<(String, String)> {
    let mut entries = host.read_folder(folder).unwrap_or_default();
    entries.retain(|entry| entry.kind == Kind::File && is_yaml(&entry.name));
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    let paths = entries.iter().map(|entry| join(folder, &entry.name));
    paths.filter_map(|path| text(host, &path).map(|text| (path, text))).collect()
}

fn is_yaml(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "yml" | "yaml")))
}
