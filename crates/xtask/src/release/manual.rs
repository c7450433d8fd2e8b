//! Manual pages and completions, from the program's own command line.

use clap::Command;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::archive::Member;

/// The shells that completions are made for, each with the name under which it looks for them.
const SHELLS: [(Shell, &str); 5] = [
    (Shell::Bash, "migralint.bash"),
    (Shell::Elvish, "migralint.elv"),
    (Shell::Fish, "migralint.fish"),
    (Shell::PowerShell, "_migralint.ps1"),
    (Shell::Zsh, "_migralint"),
];

/// The manual and the completions as files of an archive.
pub(super) fn members() -> Result<Vec<Member>, String> {
    let mut members = Vec::new();
    let mut command = migralint_app::command();
    command.build();
    pages(&command, &mut members)?;
    for (shell, name) in SHELLS {
        let mut text = Vec::new();
        generate(shell, &mut migralint_app::command(), "migralint", &mut text);
        members.push(Member::file(format!("completions/{name}"), text));
    }
    Ok(members)
}

/// The page of a command and those of its own commands: `migralint-rollback-new.1`.
fn pages(command: &Command, members: &mut Vec<Member>) -> Result<(), String> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut page = Vec::new();
    let drawn = Man::new(command.clone()).title(name.to_uppercase()).render(&mut page);
    drawn.map_err(|error| format!("{name}.1: {error}"))?;
    members.push(Member::file(format!("man/man1/{name}.1"), page));
    command.get_subcommands().try_for_each(|inner| pages(inner, members))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> String {
        let members = members().unwrap();
        let member = members.into_iter().find(|member| member.path == name);
        String::from_utf8(member.unwrap_or_else(|| panic!("no {name}")).contents).unwrap()
    }

    #[test]
    fn every_command_has_a_page() {
        let page = text("man/man1/migralint.1");
        assert!(page.contains(r"migralint\-check(1)"), "{page}");
        let page = text("man/man1/migralint-rollback-new.1");
        assert!(page.contains(r"\-\-all\-missing"), "{page}");
    }

    #[test]
    fn every_shell_completes() {
        for (_, name) in SHELLS {
            let script = text(&format!("completions/{name}"));
            assert!(script.contains("rollback") && script.contains("fail-on"), "{name}");
        }
    }
}
