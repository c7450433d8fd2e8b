//! The picture in the README: a migration in a pull request, with the annotations that the program gives to GitHub.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::read;

/// Where the picture stands.
pub(crate) const PLACE: &str = ".github/pull-request.svg";

/// The project, and the migration of it that the pull request brings.
const PROJECT: &str = "examples/prisma";
const MIGRATION: &str = "prisma/migrations/20260202083000_index_orders_by_user/migration.sql";

/// Pixels.
const WIDTH: usize = 880;
const LINE: usize = 20;
const MARGIN: usize = 16;
/// Where the text of a file begins, and that of an annotation.
const CODE: usize = 100;
const WORDS: usize = 68;
/// How many characters of a fixed width fit beside each other in an annotation.
const COLUMNS: usize = 104;

/// The colours of GitHub's light and dark themes.
const STYLE: &str = "
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace; fill: #1f2328; white-space: pre }
.page { fill: #ffffff; stroke: #d1d9e0 } .head { fill: #f6f8fa } .added { fill: #dafbe1 } .number { fill: #aceebb }
.box { fill: #ffffff; stroke: #d1d9e0 } .error { fill: #cf222e } .warning { fill: #9a6700 } .notice { fill: #0969da }
.strong { font-weight: 600 } .quiet { fill: #59636e }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .page { fill: #0d1117; stroke: #3d444d } .head { fill: #151b23 } .added { fill: #12261e } .number { fill: #1c4328 }
.box { fill: #0d1117; stroke: #3d444d } .error { fill: #f85149 } .warning { fill: #d29922 } .notice { fill: #4493f8 } .quiet { fill: #9198a1 }
}
";

/// An annotation, as the runner reads it.
struct Annotation {
    level: String,
    line: usize,
    title: String,
    message: String,
}

/// Draws the picture from what the program prints.
pub(crate) fn draw(root: &Path) -> Result<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "migralint-cli", "--"])
        .args(["check", "--format=github"])
        .arg(format!("{PROJECT}/{MIGRATION}"))
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let log = String::from_utf8_lossy(&output.stdout);
    let annotations: Vec<Annotation> = log.lines().filter_map(Annotation::read).collect();
    if annotations.is_empty() {
        return Err(format!(
            "no annotation to draw in {log}{}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok(page(&read(&root.join(PROJECT).join(MIGRATION))?, &annotations))
}

/// Fails when the picture that stands is not what the program prints today.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    if read(&root.join(PLACE))? == draw(root)? {
        return Ok(());
    }
    Err(format!("{PLACE} is not what the program prints; run `cargo xtask bless`"))
}

impl Annotation {
    /// Reads `::error file=a,line=1,title=b::message`.
    fn read(line: &str) -> Option<Self> {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (level, properties) = head.split_once(' ')?;
        let value = |wanted: &str| {
            let pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(key, _)| *key == wanted).map(|(_, value)| plain(value))
        };
        let (line, title) = (value("line")?.parse().ok()?, value("title")?);
        Some(Self { level: level.to_owned(), line, title, message: plain(message) })
    }

    /// What GitHub calls it.
    fn words(&self) -> String {
        let kind = match self.level.as_str() {
            "error" => "failure",
            other => other,
        };
        format!("Check {kind} on line {} in {MIGRATION}", self.line)
    }
}

fn plain(text: &str) -> String {
    let codes = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    codes.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

/// The page: the file's name, its lines, and the annotations below the lines that they are about.
fn page(migration: &str, annotations: &[Annotation]) -> String {
    let (mut body, mut y) = (String::new(), 40);
    for (index, line) in migration.lines().enumerate() {
        let number = index + 1;
        let _ = writeln!(
            body,
            "<rect class=\"added\" x=\"1\" y=\"{y}\" width=\"{}\" height=\"{LINE}\"/>",
            WIDTH - 2
        );
        let _ = writeln!(
            body,
            "<rect class=\"number\" x=\"1\" y=\"{y}\" width=\"{}\" height=\"{LINE}\"/>",
            CODE - 30
        );
        text(&mut body, CODE - 42, y, "quiet\" text-anchor=\"end", &number.to_string());
        text(&mut body, CODE - 20, y, "quiet", "+");
        text(&mut body, CODE, y, "", line);
        y += LINE;
        for annotation in annotations.iter().filter(|annotation| annotation.line == number) {
            y = annotated(&mut body, y, annotation);
        }
    }
    y += MARGIN / 2;
    let alt = format!(
        "A pull request: {}",
        annotations
            .iter()
            .map(|one| one.message.lines().next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("; ")
    );
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{y}\" viewBox=\"0 0 {WIDTH} {y}\" role=\"img\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n\
         <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n\
         <rect class=\"head\" x=\"1\" y=\"1\" width=\"{}\" height=\"39\" rx=\"6\"/>\n{}{body}</svg>\n",
        escape(&alt),
        WIDTH - 1,
        y - 1,
        WIDTH - 2,
        line(MARGIN, 10, "strong", MIGRATION),
    )
}

/// Draws an annotation below `y`; returns where it ends.
fn annotated(body: &mut String, y: usize, annotation: &Annotation) -> usize {
    let message: Vec<String> = annotation.message.lines().flat_map(wrapped).collect();
    let height = LINE * (message.len() + 3) + MARGIN;
    let top = y + MARGIN / 2;
    let _ = writeln!(
        body,
        "<rect class=\"box\" x=\"{MARGIN}.5\" y=\"{top}.5\" width=\"{}\" height=\"{height}\" rx=\"6\"/>\n\
         <rect class=\"{}\" x=\"{MARGIN}\" y=\"{top}\" width=\"4\" height=\"{height}\" rx=\"2\"/>\n\
         <circle class=\"{}\" cx=\"48\" cy=\"{}\" r=\"6\"/>",
        WIDTH - 2 * MARGIN - 1,
        annotation.level,
        annotation.level,
        top + MARGIN / 2 + 10,
    );
    let mut at = top + MARGIN / 2;
    text(body, WORDS, at, &annotation.level, &annotation.words());
    text(body, WORDS, at + LINE, "quiet", "GitHub Actions / migralint");
    text(body, WORDS, at + 2 * LINE, "strong", &annotation.title);
    at += 3 * LINE;
    for line in &message {
        text(body, WORDS, at, "", line);
        at += LINE;
    }
    top + height + MARGIN / 2
}

/// A line in pieces that fit; what follows a break is indented like its line.
fn wrapped(line: &str) -> Vec<String> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let mut lines = vec![String::from(indent)];
    for word in line.split_whitespace() {
        let last = lines.last().map_or(0, |last| last.chars().count());
        if last + 1 + word.chars().count() > COLUMNS {
            lines.push(String::from(indent));
        }
        if let Some(last) = lines.last_mut() {
            let space = if last.len() > indent.len() { " " } else { "" };
            let _ = write!(last, "{space}{word}");
        }
    }
    lines
}

fn text(body: &mut String, x: usize, y: usize, class: &str, words: &str) {
    body.push_str(&line(x, y, class, words));
}

/// One line of text in a row that begins at `y`.
fn line(x: usize, y: usize, class: &str, words: &str) -> String {
    format!("<text x=\"{x}\" y=\"{}\" class=\"{class}\">{}</text>\n", y + 14, escape(words))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_read_as_the_runner_does() {
        let one = Annotation::read("::error file=a%2Cb,line=3,title=x%3Ay::100%25%0A<é>").unwrap();
        assert_eq!((one.level.as_str(), one.line, one.title.as_str()), ("error", 3, "x:y"));
        assert_eq!(one.message, "100%\n<é>");
        assert!(page("a\nb\n<c>\n", &[one]).contains("&lt;é&gt;"));
        assert!(Annotation::read("1 error in 1 migration").is_none());
    }

    #[test]
    fn lines_are_broken_between_words_and_keep_their_indent() {
        let word = "x".repeat(50);
        let line = format!("  {word} {word} {word}");
        assert_eq!(wrapped(&line), [format!("  {word} {word}"), format!("  {word}")]);
        assert_eq!(wrapped(""), [""]);
    }
}
