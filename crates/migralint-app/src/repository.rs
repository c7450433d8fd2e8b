//! The repository around the working directory, and the service that runs the program.

use migralint::reporters::repository::Repository;

use crate::host::Host;

/// Whether a GitHub workflow runs the program.
pub(crate) fn is_github(host: &dyn Host) -> bool {
    host.variable("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Where the working directory is in its repository: git knows, and where git does not answer, the service's
/// variables.
pub(crate) fn find(host: &dyn Host) -> Repository {
    Repository { folder: folder(host), files: files(host) }
}

fn folder(host: &dyn Host) -> String {
    match host.git(&["rev-parse", "--show-prefix"]) {
        Ok(output) if output.success => {
            output.stdout.trim_end_matches(['\n', '\r', '/']).to_owned()
        }
        _ => {
            let root = host.variable("GITHUB_WORKSPACE").or(host.variable("CI_PROJECT_DIR"));
            let root = root.map(|root| root.replace('\\', "/"));
            let working_directory = host.working_directory();
            let folder = root
                .and_then(|root| working_directory.strip_prefix(root.trim_end_matches('/')))
                .and_then(|rest| rest.strip_prefix('/'));
            folder.unwrap_or_default().to_owned()
        }
    }
}

/// The address under which the service shows the files of this commit.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>
/// <https://docs.gitlab.com/ci/variables/predefined_variables/>
fn files(host: &dyn Host) -> Option<String> {
    let github = || {
        let server = host.variable("GITHUB_SERVER_URL")?;
        let repository = host.variable("GITHUB_REPOSITORY")?;
        Some(format!("{server}/{repository}/blob/{}", host.variable("GITHUB_SHA")?))
    };
    let gitlab = || {
        let project = host.variable("CI_PROJECT_URL")?;
        Some(format!("{project}/-/blob/{}", host.variable("CI_COMMIT_SHA")?))
    };
    github().or_else(gitlab)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::TestHost;

    #[test]
    fn git_knows_the_folder() {
        let host = TestHost::new().answer("rev-parse --show-prefix", true, "apps/web/\n");
        assert_eq!(find(&host), Repository { folder: "apps/web".to_owned(), files: None });
        let host = TestHost::new().answer("rev-parse --show-prefix", true, "\n");
        assert_eq!(find(&host), Repository::default());
    }

    #[test]
    fn without_git_the_service_knows() {
        let check = |name, root, expected| {
            assert_eq!(folder(&TestHost::new().set(name, root)), expected, "{name}={root}");
        };
        check("GITHUB_WORKSPACE", "/w", "d");
        check("CI_PROJECT_DIR", "/w/", "d");
        check("GITHUB_WORKSPACE", "/w/d", "");
        check("GITHUB_WORKSPACE", "/other", "");
        check("GITHUB_WORKSPACE", "/", "w/d");
    }

    #[test]
    fn services_show_files() {
        let host = TestHost::new()
            .set("GITHUB_SERVER_URL", "https://github.com")
            .set("GITHUB_REPOSITORY", "o/r")
            .set("GITHUB_SHA", "1a");
        assert_eq!(files(&host).as_deref(), Some("https://github.com/o/r/blob/1a"));
        let host = TestHost::new()
            .set("CI_PROJECT_URL", "https://gitlab.com/o/r")
            .set("CI_COMMIT_SHA", "1a");
        assert_eq!(files(&host).as_deref(), Some("https://gitlab.com/o/r/-/blob/1a"));
    }
}
