//! Mermaid's flowcharts: <https://mermaid.js.org/syntax/flowchart.html>.

use super::picture::Node;
use super::picture::NodeKind;
use super::picture::Picture;
use super::svg::is_upright;

pub(super) fn mermaid(picture: &Picture) -> String {
    let title: Vec<&str> = [&picture.title].into_iter().chain(&picture.notes).map(String::as_str).collect();
    let direction = if is_upright(picture) { "TB" } else { "LR" };
    let mut text = format!("---\ntitle: {}\n---\nflowchart {direction}\n", quoted(&title.join("; ")));
    for (at, node) in picture.nodes.iter().enumerate() {
        text.push_str(&format!("  n{at}{}:::{}\n", boxed(node), node.look.keyword()));
    }
    for arrow in &picture.arrows {
        let line = if arrow.direct { "-->" } else { "-.->" };
        text.push_str(&format!("  n{} {line} n{}\n", arrow.from, arrow.to));
    }
    for look in picture.looks() {
        let dashes = if look.is_dashed() { ",stroke-dasharray:4 3" } else { "" };
        let (name, fill, stroke) = (look.keyword(), look.fill(), look.stroke());
        text.push_str(&format!("  classDef {name} fill:{fill},stroke:{stroke},color:#000000{dashes}\n"));
    }
    text
}

fn boxed(node: &Node) -> String {
    let lines = [&node.label].into_iter().chain(&node.details).map(|line| escape(line));
    let text = lines.collect::<Vec<_>>().join("<br/>");
    match node.kind {
        NodeKind::Function | NodeKind::Root => format!("[\"{text}\"]"),
        NodeKind::Functions => format!("[[\"{text}\"]]"),
        NodeKind::Import | NodeKind::Imports => format!("([\"{text}\"])"),
        NodeKind::Unknown => format!("{{{{\"{text}\"}}}}"),
    }
}

/// A string of YAML's, which is what the title is in. Mermaid takes what is in angle brackets for HTML, and away.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.replace('<', "‹").replace('>', "›").chars() {
        if char.is_alphanumeric() || " .,:;-".contains(char) {
            quoted.push(char);
        } else {
            quoted.push_str(&format!("\\U{:08x}", u32::from(char)));
        }
    }
    quoted.push('"');
    quoted
}

/// Everything but letters, digits and what means nothing to Mermaid, Markdown or HTML, by its number.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_alphanumeric() || " .,:+-/=…".contains(char) {
            escaped.push(char);
        } else if char == '"' {
            escaped.push_str("#quot;");
        } else {
            escaped.push_str(&format!("#{};", u32::from(char)));
        }
    }
    escaped
}
