//! Words as a shell takes them.

/// A word in quotes, if a shell would take it apart or expand it.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|it| it.is_ascii_alphanumeric() || "_.=-:/@,+%".contains(it));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_have_no_quotes() {
        assert_eq!(quoted("--assume=env.now=pure"), "--assume=env.now=pure");
        assert_eq!(quoted("--assume=env.*=pure"), "'--assume=env.*=pure'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
