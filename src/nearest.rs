//! What a name was most likely to be, but for a typing error.

/// What an error goes on with, if there is a name that another one could be.
pub(crate) fn did_you_mean<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The name that another one could be.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = (name.len() / 3).clamp(1, 2);
    // Most are too long or too short, which takes no time to see.
    let near = names.filter(|other| other.len().abs_diff(name.len()) <= 4 * most);
    let near = near.map(|other| (strsim::osa_distance(name, other), other));
    near.filter(|(errors, _)| *errors <= most).min().map(|(_, other)| other)
}
