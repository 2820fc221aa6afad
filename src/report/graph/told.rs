//! A picture in words, for people who do not see it.

use super::picture::Node;
use super::picture::Picture;
use crate::shown::on_one_line;

/// A line for each node: what it is, what it does with the module, and what it calls.
pub(super) fn told(picture: &Picture) -> Vec<String> {
    let mut calls = vec![(Vec::new(), Vec::new()); picture.nodes.len()];
    for arrow in &picture.arrows {
        if let (Some((direct, indirect)), Some(to)) = (calls.get_mut(arrow.from), picture.nodes.get(arrow.to)) {
            if arrow.direct { direct } else { indirect }.push(to.label.as_str());
        }
    }
    let lines = picture.nodes.iter().zip(&calls).map(|(node, (direct, indirect))| line(node, direct, indirect));
    lines.chain(picture.notes.iter().cloned()).map(|line| on_one_line(&line)).collect()
}

fn line(node: &Node, direct: &[&str], indirect: &[&str]) -> String {
    let mut said = if node.kind.is_end() { Vec::new() } else { vec![node.look.words()] };
    said.splice(0..0, node.details.iter().cloned());
    said.extend((!direct.is_empty()).then(|| format!("calls {}", direct.join(", "))));
    said.extend((!indirect.is_empty()).then(|| format!("may call {} indirectly", indirect.join(", "))));
    format!("{}: {}", node.label, said.join("; "))
}
