//! Which imports a pattern such as `env.*` means.

/// Whether a pattern means the import `MODULE.NAME`: as one text, since module names may have dots. A `*` stands for any
/// run of characters, also an empty one, and so for itself, too.
pub(crate) fn matches(pattern: &str, module: &str, name: &str) -> bool {
    is_match(pattern.as_bytes(), format!("{module}.{name}").as_bytes())
}

/// Goes through the text once. Where it does not fit, the last `*` takes one byte more: what earlier ones took need not
/// change, so this takes at most as many steps as the product of both lengths.
fn is_match(pattern: &[u8], text: &[u8]) -> bool {
    let (mut pattern, mut text) = (pattern, text);
    // What comes after the last `*`, and where its run begins.
    let mut last: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([b'*', after @ ..], _) => {
                last = Some((after, text));
                pattern = after;
            }
            ([], []) => return true,
            ([expected, after @ ..], [byte, rest @ ..]) if expected == byte => (pattern, text) = (after, rest),
            _ => {
                let Some((after, [_, rest @ ..])) = last else { return false };
                last = Some((after, rest));
                (pattern, text) = (after, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_star_it_is_the_name() {
        assert!(matches("env.f", "env", "f"));
        assert!(matches("a.b.c", "a.b", "c"));
        assert!(matches("a.b.c", "a", "b.c"));
        assert!(matches("env.", "env", ""));
        for pattern in ["", ".", "f", "env", "env.", "env.ff", "en.v.f", "Env.f", "env?f"] {
            assert!(!matches(pattern, "env", "f"), "{pattern}");
        }
    }

    #[test]
    fn a_star_is_any_run_of_characters() {
        for pattern in
            ["*", "**", "env.*", "*.log", "env.*log", "e*.log", "*e*n*v*.*l*o*g*", "env.log*", "*env.log", "*.*"]
        {
            assert!(matches(pattern, "env", "log"), "{pattern}");
        }
        for pattern in ["env.*x", "x*", "*x*", "*.lo", "nv.*", "env.*log*log", "*env.log.*", "*.*.*"] {
            assert!(!matches(pattern, "env", "log"), "{pattern}");
        }
        assert!(matches("env.emscripten_*", "env", "emscripten_get_now"));
        assert!(!matches("env.emscripten_*", "env", "_emscripten_x"));
    }

    #[test]
    fn dots_are_characters() {
        assert!(matches("a.*", "a", "b.c"));
        assert!(matches("a.*", "a.b", "c"));
        assert!(matches("*.c", "a.b", "c"));
        assert!(!matches("a*b", "a", "c"));
    }

    #[test]
    fn the_last_star_takes_more_where_less_does_not_fit() {
        assert!(matches("*.aab", "m", "aab"));
        assert!(matches("m.*ab", "m", "ababab"));
        assert!(matches("m.*ab*c", "m", "aababxc"));
        assert!(!matches("m.*ab*c", "m", "aababxcd"));
    }

    #[test]
    fn a_name_with_a_star_is_its_own_pattern() {
        assert!(matches("env.*", "env", "*"));
        assert!(matches("a*b.c**d", "a*b", "c**d"));
        assert!(!matches("env.x", "env", "*"));
    }

    #[test]
    fn characters_of_several_bytes_stay_whole() {
        assert!(matches("env.ü*", "env", "über"));
        assert!(matches("*ß", "env", "groß"));
        assert!(!matches("*é", "env", "è"));
    }

    /// With one branch for each star this would not end.
    #[test]
    fn many_stars_take_no_time() {
        let name = "a".repeat(5000);
        assert!(!matches(&format!("env.{}b", "*a".repeat(500)), "env", &name));
        assert!(matches(&format!("env.{}", "*a".repeat(500)), "env", &name));
    }
}
