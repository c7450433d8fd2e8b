//! Archives that are the same bytes for the same files: in order, of one time, of nobody.

use std::io::{Cursor, Write as _};

use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;

/// A file of an archive.
#[derive(Debug)]
pub(super) struct Member {
    /// Its path in the folder of the archive, with `/`.
    pub path: String,
    /// What is in it.
    pub contents: Vec<u8>,
    /// Whether it is a program.
    pub executable: bool,
}

impl Member {
    pub(super) fn file(path: String, contents: Vec<u8>) -> Self {
        Self { path, contents, executable: false }
    }

    fn mode(&self) -> u32 {
        if self.executable { 0o755 } else { 0o644 }
    }
}

/// A `.tar.gz` of members under one folder, all of `time`, in seconds since 1970.
pub(super) fn tar_gz(folder: &str, members: &[Member], time: u64) -> Result<Vec<u8>, String> {
    let packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    let mut tar = tar::Builder::new(packed);
    for member in sorted(members) {
        let mut header = tar::Header::new_ustar();
        header.set_size(member.contents.len() as u64);
        header.set_mode(member.mode());
        header.set_mtime(time);
        header.set_uid(0);
        header.set_gid(0);
        let path = format!("{folder}/{}", member.path);
        let added = tar.append_data(&mut header, &path, member.contents.as_slice());
        added.map_err(|error| format!("{path}: {error}"))?;
    }
    let packed = tar.into_inner().and_then(flate2::write::GzEncoder::finish);
    packed.map_err(|error| format!("{folder}.tar.gz: {error}"))
}

/// A `.zip` of members under one folder. Its files have the first time that the format knows.
pub(super) fn zip(folder: &str, members: &[Member]) -> Result<Vec<u8>, String> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for member in sorted(members) {
        let path = format!("{folder}/{}", member.path);
        let options = SimpleFileOptions::DEFAULT.unix_permissions(member.mode());
        zip.start_file(&path, options).map_err(|error| format!("{path}: {error}"))?;
        zip.write_all(&member.contents).map_err(|error| format!("{path}: {error}"))?;
    }
    let written = zip.finish().map_err(|error| format!("{folder}.zip: {error}"))?;
    Ok(written.into_inner())
}

fn sorted(members: &[Member]) -> Vec<&Member> {
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;

    fn members() -> Vec<Member> {
        let program = Member { executable: true, ..Member::file("tool".into(), vec![7; 900]) };
        vec![program, Member::file("man/man1/tool.1".into(), b"page".to_vec())]
    }

    #[test]
    fn a_tar_holds_its_members_in_order() {
        let mut members = members();
        let packed = tar_gz("tool-1", &members, 77).unwrap();
        members.reverse();
        assert_eq!(
            packed,
            tar_gz("tool-1", &members, 77).unwrap(),
            "the same files, the same bytes"
        );
        let mut tar = tar::Archive::new(GzDecoder::new(packed.as_slice()));
        let entries = tar.entries().unwrap().map(|entry| {
            let entry = entry.unwrap();
            let (header, path) = (entry.header(), entry.path().unwrap().display().to_string());
            (path, header.mode().unwrap(), header.mtime().unwrap(), header.size().unwrap())
        });
        let expected = [
            ("tool-1/man/man1/tool.1".to_owned(), 0o644, 77, 4),
            ("tool-1/tool".to_owned(), 0o755, 77, 900),
        ];
        assert_eq!(entries.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_zip_holds_its_members_in_order() {
        let packed = zip("tool-1", &members()).unwrap();
        assert_eq!(packed, zip("tool-1", &members()).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        let names: Vec<String> =
            archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["tool-1/man/man1/tool.1", "tool-1/tool"]);
        assert_eq!(archive.by_name("tool-1/tool").unwrap().unix_mode(), Some(0o100_755));
    }
}
