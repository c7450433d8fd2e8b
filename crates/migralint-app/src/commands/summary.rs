//! The summary of a job in a GitHub workflow: a file to which every step adds.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary>

use super::say;
use crate::Failure;
use crate::host::Host;

/// The most that GitHub takes of a step, in bytes.
const MAX_LENGTH: usize = 1024 * 1024;

/// Adds to the summary, where there is one.
///
/// # Errors
/// When it cannot be written: a report that is lost is a failure.
pub(super) fn add(host: &mut dyn Host, markdown: &str) -> Result<(), Failure> {
    let Some(path) = host.variable("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    let path = path.replace('\\', "/");
    let mut summary = host.read_file(&path).unwrap_or_default();
    if summary.len() + markdown.len() + 1 > MAX_LENGTH {
        say(host, "note", "the job summary has no room for this report");
        return Ok(());
    }
    if !summary.is_empty() && !summary.ends_with(b"\n") {
        summary.push(b'\n');
    }
    summary.extend_from_slice(markdown.as_bytes());
    host.write_file(&path, &summary)
        .map_err(|reason| Failure(format!("the job summary is not written: {path}: {reason}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::TestHost;

    fn added(before: &str) -> String {
        let mut host = TestHost::new().set("GITHUB_STEP_SUMMARY", "/s").file("/s", before);
        add(&mut host, "new\n").unwrap();
        String::from_utf8(host.read_file("/s").unwrap()).unwrap()
    }

    #[test]
    fn what_other_steps_said_stays() {
        assert_eq!(added(""), "new\n");
        assert_eq!(added("old"), "old\nnew\n");
        assert_eq!(added("old\n"), "old\nnew\n");
    }

    #[test]
    fn a_full_summary_stays_as_it_is() {
        let full = "x".repeat(MAX_LENGTH - 4);
        assert_eq!(added(&full), full);
    }
}
