//! Names that fit into boxes.

use crate::shown::on_one_line;

/// How many characters a label has at most.
pub(super) const WIDEST: usize = 40;

/// How much of a name is looked at, in characters.
const LOOKED_AT: usize = 4096;

/// Namespaces inside of `std` that are there for the binary interface alone.
const INLINE: &[&str] = &["__1", "__2", "__ndk1", "__cxx11"];

/// Text of so many characters at most.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// Lines of so many characters at most, broken at spaces where there are some.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.len() > most {
            lines.push(String::new());
        }
        while word.len() > most {
            let rest = word.split_off(most);
            lines.extend([word.into_iter().collect(), String::new()]);
            word = rest;
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word);
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A name with as much of its end as fits: there it is told apart from others.
pub(super) fn short(name: &str) -> String {
    let name = on_one_line(name);
    if name.chars().count() <= WIDEST {
        return name;
    }
    let segments = segments(&name);
    let mut kept = String::new();
    for segment in segments.iter().rev() {
        let longer = if kept.is_empty() { (*segment).to_owned() } else { format!("{segment}::{kept}") };
        if longer.chars().count() + 3 > WIDEST {
            break;
        }
        kept = longer;
    }
    match segments.last() {
        _ if !kept.is_empty() => format!("…::{kept}"),
        Some(last) => cut(last, WIDEST),
        None => cut(&name, WIDEST),
    }
}

/// The parts between `::`, but for those in brackets.
pub(super) fn segments(name: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    let bytes = name.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'(' | b'{' | b'[' if !after_operator(&name[start..], at - start) => depth += 1,
            b'>' | b')' | b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 0 && at >= start && bytes.get(at + 1) == Some(&b':') => {
                segments.push(&name[start..at]);
                start = at + 2;
            }
            _ => {}
        }
    }
    segments.push(name.get(start..).unwrap_or_default());
    segments
}

/// Whether what is at this place belongs to the name of an operator.
fn after_operator(segment: &str, at: usize) -> bool {
    let before = segment.as_bytes().get(..at).unwrap_or_default();
    let symbols = before.iter().rev().take_while(|byte| b"<>=!+-*/%^&|~,([".contains(byte)).count();
    before[..before.len() - symbols].ends_with(b"operator") && symbols < 3
}

/// A demangled name without the types of parameters and result, and without template arguments.
pub(super) fn plain(name: &str) -> String {
    let mut plain = Plain { rest: name.chars().take(LOOKED_AT).collect(), at: 0, out: String::new(), symbol: 0 };
    let had_parameters = plain.run();
    let mut text = if had_parameters { without_result(&plain.out) } else { plain.out.as_str() }.trim().to_owned();
    for inline in INLINE {
        text = text.replace(&format!("std::{inline}::"), "std::");
    }
    if text.is_empty() { name.to_owned() } else { text }
}

/// Reads a name from left to right.
struct Plain {
    rest: Vec<char>,
    at: usize,
    out: String,
    /// Where the last operator's symbol ended.
    symbol: usize,
}

impl Plain {
    /// Whether there were parameters.
    fn run(&mut self) -> bool {
        let mut had_parameters = false;
        while let Some(char) = self.rest.get(self.at).copied() {
            match char {
                'o' if self.operator() => {}
                '<' if self.is_arguments() => {
                    self.skip('<', '>');
                    self.out.push_str("<…>");
                }
                '(' if self.is_parameters() => {
                    self.skip('(', ')');
                    self.qualifiers();
                    had_parameters = true;
                }
                '(' => self.copy('(', ')'),
                '{' => self.closure(),
                '[' if self.is_next("[abi:") => self.skip('[', ']'),
                _ => {
                    self.out.push(char);
                    self.at += 1;
                }
            }
        }
        had_parameters
    }

    fn is_next(&self, text: &str) -> bool {
        text.chars().eq(self.rest[self.at..].iter().copied().take(text.chars().count()))
    }

    /// Copies `operator` and its symbol, which may look like a bracket.
    fn operator(&mut self) -> bool {
        const SYMBOLS: &[&str] =
            &["<=>", "<<=", ">>=", "->*", "<<", ">>", "->", "<=", ">=", "()", "[]", "<", ">", "&&", "||", "&", "|"];
        if !self.is_next("operator") || self.out.chars().next_back().is_some_and(is_identifier) {
            return false;
        }
        self.at += "operator".len();
        self.out.push_str("operator");
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| self.is_next(symbol)) {
            self.at += symbol.len();
            self.out.push_str(symbol);
            self.symbol = self.out.len();
            // `operator<< <int>`: the space only keeps the brackets apart.
            if self.is_next(" <") {
                self.at += 1;
                self.skip('<', '>');
                self.out.push_str("<…>");
            }
        }
        true
    }

    /// Whether `<` begins arguments, and not a path like Rust's `<T as Trait>` or `<impl T>`.
    fn is_arguments(&self) -> bool {
        let turbofish = self.out.ends_with("::") && !self.is_next("<impl ");
        turbofish || self.out.chars().next_back().is_some_and(|char| is_identifier(char) || matches!(char, '>' | ']'))
    }

    /// Whether `(` begins parameters, and not `(anonymous namespace)` or a tuple.
    fn is_parameters(&self) -> bool {
        let ends =
            |char| is_identifier(char) || matches!(char, '>' | ']' | '\'' | '}' | ')') || "=!+-*/%^&|~".contains(char);
        (self.symbol > 0 && self.symbol == self.out.len()) || self.out.chars().next_back().is_some_and(ends)
    }

    /// Goes beyond what closes the bracket here; to the end, if nothing does.
    fn skip(&mut self, open: char, close: char) {
        let mut depth = 0_usize;
        let mut before = ' ';
        while let Some(char) = self.rest.get(self.at).copied() {
            self.at += 1;
            if char == open {
                depth += 1;
            } else if char == close && before != '-' {
                depth -= 1;
            }
            if depth == 0 {
                return;
            }
            before = char;
        }
    }

    fn copy(&mut self, open: char, close: char) {
        let start = self.at;
        self.skip(open, close);
        self.out.extend(&self.rest[start..self.at]);
    }

    /// `{lambda(int)#1}` without its parameters.
    fn closure(&mut self) {
        let start = self.at;
        self.skip('{', '}');
        let mut depth = 0_usize;
        for char in &self.rest[start..self.at] {
            match char {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                char if depth == 0 => self.out.push(*char),
                _ => {}
            }
        }
    }

    /// What may follow parameters.
    fn qualifiers(&mut self) {
        while let Some(qualifier) = [" const", " volatile", " &&", " &"].iter().find(|it| self.is_next(it)) {
            self.at += qualifier.len();
        }
    }
}

fn is_identifier(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$' | '…')
}

/// What comes after the last space that is in no brackets and after no `operator`.
fn without_result(name: &str) -> &str {
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, char) in name.char_indices() {
        match char {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && name[..at].ends_with("operator") => break,
            ' ' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    // A pointer or reference as result.
    let name = name[start..].trim_start_matches(['*', '&']);
    if name.is_empty() { &name[..0] } else { name }
}

#[cfg(test)]
mod tests {
    use super::WIDEST;
    use super::plain;
    use super::segments;
    use super::short;
    use super::wrap;

    #[test]
    fn parameters_results_and_arguments_are_left_out() {
        let names = [
            ("main", "main"),
            ("f(int, char)", "f"),
            ("a::B::c(int) const", "a::B::c"),
            ("void a::f<int>(int (*)(char))", "a::f<…>"),
            ("std::__2::vector<int, std::__2::allocator<int>>::size() const", "std::vector<…>::size"),
            ("std::__2::f[abi:nqn220108](char const*)", "std::f"),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f"),
            ("a::operator()(int) const", "a::operator()"),
            ("a::operator<(a const&)", "a::operator<"),
            ("a& std::operator<< <char>(a&, int)", "std::operator<<<…>"),
            ("a::operator->() const", "a::operator->"),
            ("operator delete(void*, unsigned long)", "operator delete"),
            ("a::operator bool() const", "a::operator bool"),
            ("f(int)::{lambda(char)#1}::operator()(char) const", "f::{lambda#1}::operator()"),
            ("f()::'lambda'(int)::operator()(int) const", "f::'lambda'::operator()"),
            ("<alloc::vec::Vec<T> as core::fmt::Debug>::fmt", "<alloc::vec::Vec<…> as core::fmt::Debug>::fmt"),
            ("core::num::<impl core::fmt::Debug for i32>::fmt", "core::num::<impl core::fmt::Debug for i32>::fmt"),
            ("core::iter::map::<i32>::{closure#0}", "core::iter::map::<…>::{closure#0}"),
            ("initialisers of x.cpp", "initialisers of x.cpp"),
            ("initialisers (priority 101)", "initialisers (priority 101)"),
        ];
        for (name, expected) in names {
            assert_eq!(plain(name), expected);
        }
    }

    #[test]
    fn brackets_that_do_not_match_are_no_trouble() {
        let names =
            ["<", ">", "(", ")", "f(", "f<", "f<(>", "operator", "operator<", "{", "}", "[abi:", "::", "a::", "f()x()"];
        for name in names {
            assert!(!plain(name).is_empty());
            assert!(!segments(name).is_empty());
        }
    }

    #[test]
    fn the_end_of_a_long_name_is_kept() {
        let name = "first::second::third::fourth::fifth::sixth::seventh";
        assert_eq!(short(name), "…::third::fourth::fifth::sixth::seventh");
        assert_eq!(short(&"x".repeat(50)), format!("{}…", "x".repeat(WIDEST - 1)));
        assert_eq!(short(&format!("a::{}", "é".repeat(50))).chars().count(), WIDEST);
        assert_eq!(short("short::name"), "short::name");
    }

    #[test]
    fn text_is_broken_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one 12345678901 two", 4), ["one", "1234", "5678", "901", "two"]);
        assert!(wrap("  ", 4).is_empty());
    }
}
