//! Runs every rule's page: what is bad raises the rule, what is good raises nothing, the output is the report.

use libtest_mimic::{Arguments, Failed, Trial};
use migralint::page::{self, Block, Example};
use migralint::rule_info::RuleInfo;
use migralint::rules::infos;
use migralint::settings::Level;
use migralint::source::Sources;
use migralint::suppression::baseline::Baseline;

fn main() {
    let arguments = Arguments::from_args();
    let pages = infos().map(|rule| Trial::test(rule.id, move || check(rule)));
    libtest_mimic::run(&arguments, pages.collect()).exit();
}

/// Reported where a statement cannot be read: no example may hold one, save on its own page.
const UNREADABLE: &str = "unreadable-statement";

fn check(rule: &'static RuleInfo) -> Result<(), Failed> {
    if page::title(rule.page) != Some(rule.id) {
        return Err(format!("the title of rules/{}.md is not its name", rule.id).into());
    }
    let blocks = page::blocks(rule.page);
    let examples = |kind| blocks.iter().filter(move |block| block.example() == Some(kind)).count();
    if examples(Example::Bad) == 0 {
        return Err("the page shows nothing bad: add a block ```sql bad".into());
    }
    if examples(Example::Good) == 0 {
        return Err("the page shows nothing good: add a block ```sql good".into());
    }
    let mut report: Option<String> = None;
    for block in &blocks {
        if let Some(example) = block.example() {
            report = Some(run(rule, block, example).map_err(|why| at(rule, block, &why))?);
        } else if block.is_output() {
            let Some(report) = &report else {
                return Err(at(rule, block, "no example stands before the output"));
            };
            if report != block.text {
                let why = format!(
                    "`cargo xtask bless` writes\n{report}\nand the page has\n{}",
                    block.text
                );
                return Err(at(rule, block, &why));
            }
        } else if ["bad", "good", "output"].iter().any(|word| block.info.contains(word)) {
            return Err(at(rule, block, "the fence is not understood"));
        }
    }
    Ok(())
}

/// Runs an example and gives the report on it.
fn run(rule: &'static RuleInfo, block: &Block<'_>, example: Example) -> Result<String, String> {
    let run = page::run(block, rule)?;
    if run.rules.contains(&UNREADABLE) && rule.id != UNREADABLE {
        return Err(format!("a statement cannot be read\n{}", run.report));
    }
    match example {
        Example::Bad if !run.rules.contains(&rule.id) => {
            Err(format!("what is bad does not raise the rule\n{}", run.report))
        }
        Example::Good if !run.rules.is_empty() => {
            Err(format!("what is good is not silent\n{}", run.report))
        }
        Example::Bad => mended(rule, block, &run.rules).map(|()| run.report),
        Example::Good => Ok(run.report),
    }
}

/// Applies each fix: what it is for must be gone, and nothing else be wrong instead.
fn mended(rule: &'static RuleInfo, block: &Block<'_>, before: &[&str]) -> Result<(), String> {
    let mut settings = block.settings()?;
    settings.levels.insert(rule.id, Level::At(rule.severity));
    let mut sources = Sources::default();
    let histories = [block.history(&mut sources)?];
    let outcome = migralint::check(&sources, &histories, &settings, &Baseline::default());
    for diagnostic in outcome.diagnostics() {
        let Some(fix) = &diagnostic.fix else { continue };
        let file = sources.get(diagnostic.file).text();
        let mut text = file.to_owned();
        for edit in fix.edits.iter().rev() {
            text.replace_range(edit.span.start..edit.span.end, &edit.replacement);
        }
        let text = block.text.replacen(file, &text, 1);
        let after = page::run(&Block { text: &text, ..block.clone() }, rule)?;
        let id = diagnostic.rule.id;
        let count = |rules: &[&str]| rules.iter().filter(|one| **one == id).count();
        let other = after.rules.iter().find(|one| !before.contains(one));
        if count(&after.rules) >= count(before) || other.is_some() {
            return Err(format!("the fix of {id} does not mend it\n{}", after.report));
        }
    }
    Ok(())
}

fn at(rule: &RuleInfo, block: &Block<'_>, why: &str) -> Failed {
    format!("rules/{}.md:{}: {why}", rule.id, block.line).into()
}
