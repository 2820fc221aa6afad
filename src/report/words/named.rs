//! Sentences about hosts. One that begins with "it" is about a host that something before it names.

/// A sentence that stands by itself: with the host's name.
pub(super) fn named(host: &str, sentence: &str) -> String {
    match sentence.starts_with(IT) {
        true => with_subject(host, sentence),
        false => format!("with {host}, {sentence}"),
    }
}

/// A sentence that is about this.
pub(crate) fn with_subject(subject: &str, sentence: &str) -> String {
    sentence.strip_prefix(IT).map_or_else(|| sentence.to_owned(), |rest| format!("{subject} {rest}"))
}

const IT: &str = "it ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_takes_the_place_of_it() {
        assert_eq!(named("js", "it has no WASI"), "js has no WASI");
        assert_eq!(named("js", "items are lost, and it stops"), "with js, items are lost, and it stops");
        assert_eq!(with_subject("each", "it has no WASI"), "each has no WASI");
        assert_eq!(with_subject("each", "the constructors run"), "the constructors run");
    }
}
