//! Paths as text: relative to the working directory where they can be, with `/`.

/// A path as reports show it: without `./` and `dir/..`, relative when it lies in the working directory, which
/// itself is empty.
pub(crate) fn normal(path: &str, working_directory: &str) -> String {
    let clean = clean(path);
    if clean == working_directory {
        return String::new();
    }
    let inside = clean.strip_prefix(working_directory).and_then(|rest| rest.strip_prefix('/'));
    inside.map(ToOwned::to_owned).unwrap_or(clean)
}

/// A path without empty parts, `.` and `dir/..`.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// The folder above, past the working directory too; `None` above the root of the disk.
pub(crate) fn above(path: &str, working_directory: &str) -> Option<String> {
    let ups = path.split('/').take_while(|part| *part == "..").count();
    match path {
        "/" => None,
        "" => (depth(working_directory) > 0).then(|| "..".to_owned()),
        _ if path.split('/').all(|part| part == "..") => {
            (ups < depth(working_directory)).then(|| format!("{path}/.."))
        }
        _ => Some(parent(path).to_owned()),
    }
}

fn depth(path: &str) -> usize {
    path.split('/').filter(|part| !part.is_empty()).count()
}

/// The folder of a path; empty for the working directory.
pub(crate) fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(at) => &path[..at],
        None => "",
    }
}

/// The last part of a path.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A path below a folder.
pub(crate) fn join(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        "/" => format!("/{path}"),
        _ => format!("{folder}/{path}"),
    }
}

/// Whether a path is this folder, or below it.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    match folder {
        "" => !path.starts_with('/') && path != ".." && !path.starts_with("../"),
        "/" => path.starts_with('/'),
        _ => path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
}

/// A path as messages show it.
pub(crate) fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_where_they_can_be() {
        for (path, expected) in [
            (".", ""),
            ("./a//b/", "a/b"),
            ("a/../b", "b"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/w/d", ""),
            ("/w/d/a", "a"),
            ("/w/other", "/w/other"),
            ("/", "/"),
        ] {
            assert_eq!(normal(path, "/w/d"), expected, "{path}");
        }
    }

    #[test]
    fn the_root_of_the_disk_is_the_end() {
        let mut path = Some("a".to_owned());
        let mut seen = Vec::new();
        while let Some(current) = path {
            path = above(&current, "/w/d");
            seen.push(current);
        }
        assert_eq!(seen, ["a", "", "..", "../.."]);
    }
}
