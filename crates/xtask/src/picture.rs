//! The picture in the README: migrations in a pull request, with the annotations that the program gives to GitHub.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::read;

/// Where the picture stands.
pub(crate) const PLACE: &str = ".github/pull-request.svg";

/// The project, and the migrations of it that the pull request brings.
const PROJECT: &str = "examples/prisma";
const MIGRATIONS: &[&str] = &[
    "prisma/migrations/20260202083000_index_orders_by_user/migration.sql",
    "prisma/migrations/20260316113000_rename_user_name/migration.sql",
];

/// Pixels.
const WIDTH: usize = 880;
const LINE: usize = 20;
const MARGIN: usize = 16;
const HEAD: usize = 40;
/// How wide the column of line numbers is, and where the text of a file begins, and that of an annotation.
const GUTTER: usize = 70;
const CODE: usize = 100;
const WORDS: usize = 68;
/// How many characters fit beside each other.
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
    file: String,
    line: usize,
    title: String,
    message: String,
}

/// Draws the picture from what the program prints.
pub(crate) fn draw(root: &Path) -> Result<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "migralint-cli", "--", "check", "--format=github"])
        .args(MIGRATIONS)
        .current_dir(root.join(PROJECT))
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let log = String::from_utf8_lossy(&output.stdout);
    let annotations: Vec<Annotation> = log.lines().filter_map(Annotation::read).collect();
    let (mut body, mut y) = (String::new(), 0);
    for path in MIGRATIONS {
        let own: Vec<&Annotation> = annotations.iter().filter(|one| one.file == *path).collect();
        if own.is_empty() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("no annotation for {path} in {log}{errors}"));
        }
        let text = read(&root.join(PROJECT).join(path))?;
        y = file(&mut body, y, path, &text, &own) + MARGIN;
    }
    let messages: Vec<&str> =
        annotations.iter().filter_map(|one| one.message.lines().next()).collect();
    let alt = escape(&format!("A pull request with annotations: {}", messages.join("; ")));
    let height = y - MARGIN;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n<title>{alt}</title>\n\
         <style>{STYLE}</style>\n{body}</svg>\n"
    ))
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
            let mut pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == wanted).map(|(_, value)| plain(value))
        };
        let file = value("file")?;
        Some(Self {
            level: level.to_owned(),
            file: file.strip_prefix(PROJECT).map_or(file.as_str(), |rest| &rest[1..]).to_owned(),
            line: value("line")?.parse().ok()?,
            title: value("title")?,
            message: plain(message),
        })
    }

    /// What GitHub calls it.
    fn words(&self) -> String {
        let kind = if self.level == "error" { "failure" } else { &self.level };
        format!("Check {kind} on line {} in {}", self.line, self.file)
    }
}

fn plain(text: &str) -> String {
    let codes = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    codes.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

/// Draws a file at `y`: its name, its lines, and the annotations below the lines that they are about. Returns where
/// it ends.
fn file(out: &mut String, y: usize, path: &str, text: &str, annotations: &[&Annotation]) -> usize {
    let (mut body, mut at) = (String::new(), y + HEAD);
    for (index, words) in text.lines().enumerate() {
        let (number, inner) = (index + 1, WIDTH - 2);
        let rows = wrapped(words);
        let height = rows.len() * LINE;
        let _ = write!(
            body,
            "<rect class=\"added\" x=\"1\" y=\"{at}\" width=\"{inner}\" height=\"{height}\"/>\n\
             <rect class=\"number\" x=\"1\" y=\"{at}\" width=\"{GUTTER}\" height=\"{height}\"/>\n"
        );
        body += &line(GUTTER - 12, at, "quiet\" text-anchor=\"end", &number.to_string());
        body += &line(GUTTER + 10, at, "quiet", "+");
        for (row, words) in rows.iter().enumerate() {
            body += &line(CODE, at + row * LINE, "code", words);
        }
        at += height;
        for annotation in annotations.iter().filter(|annotation| annotation.line == number) {
            at = annotated(&mut body, at, annotation);
        }
    }
    at += MARGIN / 2;
    let (width, height) = (WIDTH - 1, at - y - 1);
    let _ = write!(
        out,
        "<rect class=\"page\" x=\"0.5\" y=\"{y}.5\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
         <rect class=\"head\" x=\"1\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n{}{body}",
        y + 1,
        WIDTH - 2,
        HEAD - 1,
        line(MARGIN, y + 10, "strong", path),
    );
    at
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
    let head = [
        (annotation.level.as_str(), annotation.words()),
        ("quiet", "GitHub Actions / migralint".to_owned()),
        ("strong", annotation.title.clone()),
    ];
    let rest = message.into_iter().map(|words| ("code", words));
    for (row, (class, words)) in head.into_iter().chain(rest).enumerate() {
        *body += &line(WORDS, top + MARGIN / 2 + row * LINE, class, &words);
    }
    top + height + MARGIN / 2
}

/// A line in pieces that fit; what follows a break is indented like its line.
fn wrapped(line: &str) -> Vec<String> {
    if line.chars().count() <= COLUMNS {
        return vec![line.to_owned()];
    }
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
        assert_eq!((one.level.as_str(), one.file.as_str(), one.line), ("error", "a,b", 3));
        assert_eq!(one.title, "x:y");
        assert_eq!(one.message, "100%\n<é>");
        let mut out = String::new();
        file(&mut out, 0, "a", "a\nb\n<c>\n", &[&one]);
        assert!(out.contains("&lt;c&gt;") && out.contains("&lt;é&gt;"), "{out}");
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
