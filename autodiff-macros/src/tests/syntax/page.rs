//! The page that shows the table.

use std::fmt::Write;
use std::fs;

use crate::lower::syntax::table::{SECTIONS, Section};
use crate::lower::syntax::{Decision, Row};

const INTRODUCTION: &str = "# What becomes of each kind of syntax

This page is written from the table in the compiler (`autodiff-macros/src/lower/syntax`), and a test holds every row of it
against what `#[differentiate(wrt(x))]` does with its example: the body of `fn f(x: f64, c: f64) -> f64`, or a whole
function. Another test reads the source of `syn`, the parser: a kind of syntax without a row fails it.

- **yes**: it is differentiated.
- **constant**: it passes through as it is where nothing in it depends on `x`. Where something does (`◇` in the example
  is `x` then), it is refused with this message.
- **no**: it is refused with this message, at the place between `«` and `»`.

Whatever has no derivative can stand in `autodiff::constant(..)`, which is any Rust, and constant.
";

/// `INSTA_UPDATE=always` writes the page anew, as it does with snapshots.
#[test]
fn the_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/SYNTAX.md");
    let page = page();
    if std::env::var("INSTA_UPDATE").is_ok_and(|switch| switch == "always") {
        fs::write(path, &page).expect("the page is written");
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "{path} is not up to date: `INSTA_UPDATE=always cargo test -p autodiff-macros --lib syntax`"
    );
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    SECTIONS.iter().for_each(|section| write_section(section, &mut page).expect("a text takes everything"));
    page
}

fn write_section(section: &Section, page: &mut String) -> std::fmt::Result {
    writeln!(page, "\n## {}\n", section.title)?;
    if !section.says.is_empty() {
        writeln!(page, "{}\n", section.says)?;
    }
    writeln!(page, "| syntax | | example | message |\n|---|---|---|---|")?;
    section.rows.iter().try_for_each(|row| write_row(row, page))
}

fn write_row(row: &Row, page: &mut String) -> std::fmt::Result {
    let (word, message) = match row.decision {
        Decision::Supported => ("yes", String::new()),
        Decision::Constant(message) => ("constant", message().what),
        Decision::Refused(message) => ("no", message().what),
    };
    let example = row.example.replace('|', "\\|");
    let ticks = if example.contains('`') { "``" } else { "`" };
    writeln!(
        page,
        "| `{}::{}` | {word} | {ticks}{example}{ticks} | {} |",
        row.of,
        row.part,
        message.replace('|', "\\|")
    )
}
