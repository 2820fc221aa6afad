//! Pages that break each rule, and what is said of them.

use crate::links::Page;
use crate::links::outside_of_contents;
use crate::links::too_long;
use crate::links::without_beginning;
use crate::links::wrong_links;
use crate::page_words;

fn pages(pages: &[(&str, &str)]) -> Vec<Page> {
    pages.iter().map(|(path, text)| Page::new(path, text)).collect()
}

const OTHER: &str = "# Other\n\n## One\n```sh\n# not a heading\n```\n## `a::b`, [and](x.md) c_d – *E*!\n### One\n";

#[test]
fn links_that_lead_nowhere_are_found() {
    let right = "[a](docs/b.md), [b\nc](docs/b.md#one-1) [`d`](docs/b.md#ab-and-c_d--e) [e](#top) ![f](docs/f.svg)\n\n# Top\n\
                 `[x](gone.md)` ``a ` [x](gone.md)`` [g](https://example.com/gone) [h](docs)\n```\n[x](gone.md)\n```\n";
    let is_there = |path: &str| ["README.md", "docs/b.md", "docs/f.svg", "docs"].contains(&path);
    let other = "[a](../docs/b.md#other)\n".to_owned() + &OTHER.replace("x.md", "b.md");
    assert_eq!(wrong_links(&pages(&[("README.md", right), ("docs/b.md", &other)]), is_there), [""; 0]);
    let wrong = "# Top\n[a](gone.md) and `code`\n[b](docs/b.md#two), [c](#one)\n[d](../README.md) [e](docs/f.svg#one)\n\
                 [f](docs/b.md#not-a-heading) [g](docs/b.md#One) an open ` and [h](gone.md)\n";
    let back = "# B\n[a](../README.md)\n";
    let expected = [
        "README.md:2: gone.md: there is no such file",
        "README.md:3: docs/b.md#two: docs/b.md has no such heading",
        "README.md:3: #one: README.md has no such heading",
        "README.md:4: ../README.md: there is no such file",
        "README.md:4: docs/f.svg#one: docs/f.svg has no such heading",
        "README.md:5: docs/b.md#not-a-heading: docs/b.md has no such heading",
        "README.md:5: docs/b.md#One: docs/b.md has no such heading",
        "README.md:5: gone.md: there is no such file",
        "docs/c.md:2: ../README.md: a page of the book links to pages of the book alone",
    ];
    let wrong = pages(&[("README.md", wrong), ("docs/b.md", OTHER), ("docs/c.md", back)]);
    let found: Vec<String> =
        wrong_links(&wrong, is_there).into_iter().filter(|it| !it.starts_with("docs/b.md")).collect();
    assert_eq!(found, expected);
}

#[test]
fn pages_that_the_book_leaves_out_are_found() {
    let contents = "# Summary\n- [A](a.md)\n- [B](b.md)\n  - [B again](b.md)\n";
    let pages = pages(&[
        ("README.md", ""),
        ("docs/SUMMARY.md", contents),
        ("docs/a.md", ""),
        ("docs/b.md", ""),
        ("docs/c.md", "[c](c.md)"),
    ]);
    let expected = [
        "docs/SUMMARY.md: docs/b.md is there 2 times, and belongs there once",
        "docs/SUMMARY.md: docs/c.md is there 0 times, and belongs there once",
    ];
    assert_eq!(outside_of_contents(&pages), expected);
}

#[test]
fn pages_that_begin_otherwise_are_found() {
    let wrong = ["A\n\nB\n", "# A\nB\n\n", "# A\n\n## B\n", "# A\n\n| B |\n", "# A\n\n```sh\nB\n```\n", "# A\n"];
    for text in wrong {
        let expected = "docs/a.md:3: a page begins with its title, and then says what it is for";
        let pages = pages(&[("docs/a.md", text), ("docs/b.md", "# A\n\n`b` is.\n"), ("README.md", text)]);
        assert_eq!(without_beginning(&pages), [expected], "{text}");
    }
}

#[test]
fn long_pages_are_found() {
    let words = |count: usize| "one\n".repeat(count);
    let fit = pages(&[
        ("README.md", &words(900)),
        ("docs/a.md", &words(1800)),
        ("docs/design.md", &words(9000)),
        ("CHANGELOG.md", &words(9000)),
    ]);
    assert_eq!(too_long(&fit), [""; 0]);
    let long = pages(&[("README.md", &words(901)), ("docs/a.md", &words(1801))]);
    let expected =
        ["README.md: 901 words are more than 900: part it", "docs/a.md: 1801 words are more than 1800: part it"];
    assert_eq!(too_long(&long), expected);
}

#[test]
fn words_are_found_in_what_a_page_says() {
    let text = "# A\n\nA host, whoever it\nis to\nbe, `is to be`, of `it` which.\n\n```\nnobody\n```\n";
    let expected = ["a.md:3: `whoever`: say it plainly", "a.md:4: `is to be`: say it plainly"];
    assert_eq!(page_words(&[Page::new("a.md", text)]), expected);
}
