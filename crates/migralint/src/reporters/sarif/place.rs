//! Places as SARIF writes them: addresses from the root of the repository, columns in UTF-16 code units.

use std::collections::BTreeMap;

use serde_sarif::sarif::{ArtifactLocation, Location, PhysicalLocation, Region};

use super::ROOT;
use crate::reporters::fingerprint::line_fingerprints;
use crate::reporters::place::tight;
use crate::reporters::repository::{Repository, uri};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Writes places.
pub(super) struct Places<'a> {
    sources: &'a Sources,
    repository: &'a Repository,
    fingerprints: BTreeMap<FileId, Vec<String>>,
}

impl<'a> Places<'a> {
    /// For the files of a run.
    pub(super) fn new(sources: &'a Sources, repository: &'a Repository) -> Self {
        Self { sources, repository, fingerprints: BTreeMap::new() }
    }

    /// The place of a diagnostic: its first line, with the whole of it around where there is more.
    pub(super) fn location(&self, file: FileId, span: Span) -> Location {
        let tight = tight(self.sources.get(file), span);
        let mut physical = PhysicalLocation::builder()
            .artifact_location(self.artifact_of(file))
            .region(self.region(file, tight))
            .build();
        if tight.len() < span.len() {
            physical.context_region = Some(self.region(file, span));
        }
        Location::builder().physical_location(physical).build()
    }

    /// A whole span.
    pub(super) fn region(&self, file: FileId, span: Span) -> Region {
        let file = self.sources.get(file);
        let (start, end) = (utf16_position(file, span.start), utf16_position(file, span.end));
        Region::builder()
            .start_line(start.0)
            .start_column(start.1)
            .end_line(end.0)
            .end_column(end.1)
            .build()
    }

    /// A file that was read.
    pub(super) fn artifact_of(&self, file: FileId) -> ArtifactLocation {
        self.artifact(self.sources.get(file).path())
    }

    /// A file by its path from the working directory.
    pub(super) fn artifact(&self, path: &str) -> ArtifactLocation {
        let path = self.repository.path(path);
        let mut artifact = ArtifactLocation::builder().uri(uri(&path)).build();
        if !path.starts_with('/') {
            artifact.uri_base_id = Some(ROOT.to_owned());
        }
        artifact
    }

    /// What tells GitHub that a result is the same as before.
    pub(super) fn fingerprint(&mut self, file: FileId, span: Span) -> String {
        let source = self.sources.get(file);
        let lines = self.fingerprints.entry(file).or_insert_with(|| line_fingerprints(source));
        let line = source.line_of(span.start);
        lines.get(line - 1).cloned().unwrap_or_default()
    }
}

/// Line and column from 1, the column in UTF-16 code units.
fn utf16_position(file: &SourceFile, offset: usize) -> (i64, i64) {
    let position = file.utf16_position(offset);
    (number(position.line), number(position.column))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
