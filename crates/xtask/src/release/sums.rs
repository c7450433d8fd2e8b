//! The checksums of a release, as `sha256sum --check` reads them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The file of the checksums.
pub(super) const FILE: &str = "SHA256SUMS";

/// The checksums of all other files of a folder, by name.
pub(super) fn list(folder: &Path) -> Result<String, String> {
    let fails = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fails)? {
        names.push(entry.map_err(fails)?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| name != FILE);
    names.sort();
    let mut text = String::new();
    for name in names {
        let contents = fs::read(folder.join(&name)).map_err(|error| format!("{name}: {error}"))?;
        for byte in Sha256::digest(contents) {
            let _ = write!(text, "{byte:02x}");
        }
        let _ = writeln!(text, "  {name}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_sum() {
        let folder = std::env::temp_dir().join(format!("migralint-sums-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in [("b.txt", ""), ("a.txt", "abc"), (FILE, "old")] {
            fs::write(folder.join(name), text).unwrap();
        }
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n\
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b.txt\n";
        assert_eq!(list(&folder).as_deref(), Ok(expected));
        fs::remove_dir_all(&folder).unwrap();
    }
}
