//! The build script that `init` proposes where migrations run in it: what is dangerous stops the deployment.

use migralint::history::layout::definition::BuildCommands;
use serde_json::Value;

use super::Change;
use super::files::json;
use super::repository::Repository;

pub(super) fn propose(repository: &Repository) -> Option<Change> {
    let commands = repository.build_commands()?;
    let scripts = repository.package.as_deref().map(scripts).unwrap_or_default();
    let command = repository.vercel.as_deref().and_then(build_command);
    let all = || scripts.iter().chain(&command).map(|script| script.text.as_str());
    if all().any(|script| script.contains("migralint")) {
        return None;
    }
    // Vercel runs its own command, else `vercel-build`, else `build`.
    let by_name = |name: &str| scripts.iter().find(|script| script.key == name);
    let built = command.as_ref().or_else(|| by_name("vercel-build")).or_else(|| by_name("build"));
    let deploys = |script: &&Script| script.text.contains(commands.deploy);
    let script = built.filter(deploys).or_else(|| scripts.iter().find(deploys));
    let (script, new) = match script {
        Some(script) => (script, guarded(&script.text)),
        None if repository.is_on_vercel && !is_deployed_elsewhere(repository, commands) => {
            (built?, deploying(&built?.text, commands))
        }
        None => return None,
    };
    if !is_chain(&script.text) {
        return None;
    }
    let before = if script.is_vercel { &repository.vercel } else { &repository.package };
    let before = before.as_ref()?;
    let after = replace(before, &script.key, &script.text, &new)?;
    let path = if script.is_vercel { "vercel.json" } else { "package.json" };
    let why = format!("what is dangerous stops `{}` before the migrations run", script.key);
    Some(Change { path: path.to_owned(), before: Some(before.clone()), after, why })
}

/// What to do where nothing was proposed: a script that deploys in a way of its own or in another package, or a build
/// that may deploy without a script that says so.
pub(super) fn step(repository: &Repository) -> Option<String> {
    let commands = repository.build_commands()?;
    let own = repository.package.iter().map(|text| ("package.json", text));
    let others = repository.packages.iter().map(|(path, text)| (path.as_str(), text));
    let packages: Vec<_> = own.chain(others).map(|(path, text)| (path, scripts(text))).collect();
    let all =
        || packages.iter().flat_map(|(path, scripts)| scripts.iter().map(move |one| (path, one)));
    if all().any(|(_, script)| script.text.contains("migralint")) {
        return None;
    }
    let deploys = || all().filter(|(_, script)| script.text.contains(commands.deploy));
    let (place, when, key, text) =
        if let Some((path, script)) = deploys().find(|(_, script)| is_chain(&script.text)) {
            (path, "", &script.key, guarded(&script.text))
        } else if let Some((path, script)) = deploys().next() {
            return Some(format!(
                "before the migrations run, `migralint` in the script `{}` of {path}\n",
                script.key
            ));
        } else if repository.packages.is_empty() && !is_deployed_elsewhere(repository, commands) {
            let (path, script) =
                all().find(|(_, script)| script.key == "build" && is_chain(&script.text))?;
            let when = "where a build deploys, on Vercel and the like, ";
            (path, when, &script.key, deploying(&script.text, commands))
        } else {
            return None;
        };
    Some(format!(
        "{when}before the migrations run, in {place}:\n\n  \"{key}\": {}\n",
        serde_json::to_string(&text).unwrap_or_default()
    ))
}

fn is_deployed_elsewhere(repository: &Repository, commands: BuildCommands) -> bool {
    // The program may be named with its version.
    let subcommand = commands.deploy.split_once(' ').map_or(commands.deploy, |(_, rest)| rest);
    repository.workflows.iter().any(|workflow| workflow.contains(subcommand))
}

/// A script that deploys, stopped by what is dangerous.
fn guarded(script: &str) -> String {
    format!("migralint && {script}")
}

/// A script that builds, and from now on deploys.
fn deploying(script: &str, BuildCommands { deploy, generate, .. }: BuildCommands) -> String {
    if script.contains(generate) {
        format!("migralint && {deploy} && {script}")
    } else {
        format!("migralint && {deploy} && {generate} && {script}")
    }
}

/// A command that builds or deploys.
struct Script {
    key: String,
    text: String,
    is_vercel: bool,
}

fn scripts(package: &str) -> Vec<Script> {
    let package = json(package).unwrap_or_default();
    let scripts = package.get("scripts").and_then(Value::as_object);
    let script = |(key, value): (&String, &Value)| {
        Some(Script { key: key.clone(), text: value.as_str()?.to_owned(), is_vercel: false })
    };
    scripts.into_iter().flatten().filter_map(script).collect()
}

fn build_command(vercel: &str) -> Option<Script> {
    let text = json(vercel)?.get("buildCommand")?.as_str()?.to_owned();
    Some(Script { key: "buildCommand".to_owned(), text, is_vercel: true })
}

/// Whether what stands before a script stops all of it when it fails.
fn is_chain(script: &str) -> bool {
    let alone = script.replace("&&", "");
    !script.trim().is_empty() && !alone.contains([';', '|', '&', '\n'])
}

/// The text with the string at a key replaced, everything else as it is; `None` where that is not found once.
fn replace(text: &str, key: &str, old: &str, new: &str) -> Option<String> {
    let quoted_key = serde_json::to_string(key).ok()?;
    let places = text.match_indices(&quoted_key).filter_map(|(at, _)| {
        let behind = text[at + quoted_key.len()..].trim_start().strip_prefix(':')?.trim_start();
        let start = text.len() - behind.len();
        let mut values = serde_json::Deserializer::from_str(behind).into_iter::<String>();
        let value = values.next()?.ok()?;
        (value == old).then(|| start..start + values.byte_offset())
    });
    let places: Vec<_> = places.collect();
    let [place] = &places[..] else { return None };
    let value = serde_json::to_string(new).ok()?;
    Some(format!("{}{value}{}", &text[..place.start], &text[place.end..]))
}

#[cfg(test)]
mod tests {
    use migralint::history::layout::by_name;

    use super::super::repository::Found;
    use super::*;

    /// What becomes of the scripts: the file and the line that is new.
    fn check(package: &str, vercel: Option<&str>, workflow: &str, expected: Option<(&str, &str)>) {
        let repository = Repository {
            histories: vec![Found {
                root: "prisma/migrations".to_owned(),
                layout: by_name("prisma").unwrap(),
                count: 1,
                last: "1_a".to_owned(),
                rollback: None,
            }],
            package: Some(package.to_owned()),
            vercel: vercel.map(str::to_owned),
            is_on_vercel: vercel.is_some(),
            workflows: vec![workflow.to_owned()],
            ..Repository::default()
        };
        let change = propose(&repository);
        let before = change.as_ref().and_then(|change| change.before.clone()).unwrap_or_default();
        let new = change.as_ref().map(|change| {
            let new = change.after.lines().find(|line| !before.lines().any(|old| old == *line));
            (change.path.as_str(), new.unwrap_or_default().trim())
        });
        assert_eq!(new, expected, "{package}");
    }

    #[test]
    fn the_script_that_deploys_is_guarded() {
        check(
            "{\n \"scripts\": {\n  \"build\": \"prisma migrate deploy && next build\"\n }\n}",
            None,
            "",
            Some((
                "package.json",
                r#""build": "migralint && prisma migrate deploy && next build""#,
            )),
        );
        check(
            "{\n \"scripts\": {\n  \"build\" : \"next build\",\n  \"db:deploy\": \"dotenv -- prisma migrate deploy\"\n }\n}",
            Some("{}"),
            "",
            Some((
                "package.json",
                r#""db:deploy": "migralint && dotenv -- prisma migrate deploy""#,
            )),
        );
    }

    #[test]
    fn on_vercel_the_build_deploys() {
        let package = "{\n \"scripts\": {\n  \"build\": \"next build\"\n },\n \"x\": {\n  \"build\": \"other\"\n }\n}";
        let whole =
            r#""build": "migralint && prisma migrate deploy && prisma generate && next build""#;
        check(package, Some("{}"), "", Some(("package.json", whole)));
        check(package, None, "", None);
        check(package, Some("{}"), "run: npx prisma migrate deploy", None);
        check(
            package,
            Some("{\n \"buildCommand\": \"prisma generate && next build\"\n}"),
            "",
            Some((
                "vercel.json",
                r#""buildCommand": "migralint && prisma migrate deploy && prisma generate && next build""#,
            )),
        );
    }

    #[test]
    fn what_is_not_understood_stays() {
        for script in [
            "migralint && prisma migrate deploy",
            "prisma migrate deploy; next build",
            "prisma migrate deploy || true",
        ] {
            check(
                &format!("{{\n\"scripts\": {{\n\"build\": \"{script}\"\n}}\n}}"),
                Some("{}"),
                "",
                None,
            );
        }
        check("{ not json", Some("{}"), "", None);
    }
}
