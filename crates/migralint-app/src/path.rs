//! Paths as text: relative to the working directory where they can be, with `/`.

/// A path as reports show it: relative to the working directory, which itself is empty; absolute only where
/// the two have nothing in common.
pub(crate) fn normal(path: &str, working_directory: &str) -> String {
    // On Windows, where the working directory begins with a drive, `\` divides too.
    let slashes =
        if working_directory.starts_with('/') { None } else { Some(path.replace('\\', "/")) };
    let path = slashes.as_deref().unwrap_or(path);
    let absolute = absolute(path, working_directory);
    let here = parts(working_directory);
    let there = parts(&absolute);
    let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    if common == 0 && !here.is_empty() {
        return absolute;
    }
    let ups = std::iter::repeat_n("..", here.len() - common);
    ups.chain(there[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// A path from the root of the disk.
pub(crate) fn absolute(path: &str, working_directory: &str) -> String {
    if is_absolute(path) { clean(path) } else { clean(&join(working_directory, path)) }
}

/// Whether a path begins at a root: `/`, or the letter of a drive.
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
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
        "" => (!parts(working_directory).is_empty()).then(|| "..".to_owned()),
        _ if path.split('/').all(|part| part == "..") => {
            (ups < parts(working_directory).len()).then(|| format!("{path}/.."))
        }
        _ => Some(parent(path).to_owned()),
    }
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

/// Whether a relative path leads out of the working directory.
pub(crate) fn is_outside(path: &str) -> bool {
    path == ".." || path.starts_with("../")
}

/// Whether a path is this folder, or below it.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    let ups = |path: &str| path.split('/').take_while(|part| *part == "..").count();
    match folder {
        "" => !is_absolute(path) && !is_outside(path),
        _ if folder.split('/').all(|part| part == "..") => {
            !is_absolute(path) && ups(path) <= ups(folder)
        }
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
            ("../d/a", "a"),
            ("/w/other", "../other"),
            ("/x/y", "/x/y"),
            ("/", "/"),
        ] {
            assert_eq!(normal(path, "/w/d"), expected, "{path}");
        }
    }

    #[test]
    fn a_folder_above_holds_the_working_directory() {
        for (path, folder, expected) in [
            ("a", "", true),
            ("a/b", "a", true),
            ("ab", "a", false),
            ("../a", "", false),
            ("/a", "", false),
            ("a", "..", true),
            ("../a", "..", true),
            ("../../a", "..", false),
            ("..", "../..", true),
            ("/a", "..", false),
            ("/a", "/", true),
        ] {
            assert_eq!(is_within(path, folder), expected, "{path} in {folder}");
        }
    }

    #[test]
    fn windows_divides_by_backslashes_too() {
        assert_eq!(normal(r"db\migrations\", "C:/w/d"), "db/migrations");
        assert_eq!(normal(r"C:\w\d\db", "C:/w/d"), "db");
        assert_eq!(normal(r"D:\db", "C:/w/d"), "D:/db");
        assert_eq!(normal(r"a\b", "/w/d"), r"a\b");
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
