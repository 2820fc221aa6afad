//! Graphviz's language: <https://graphviz.org/doc/info/lang.html>.

use super::picture::Node;
use super::picture::NodeKind;
use super::picture::Picture;
use super::svg::is_upright;

pub(super) fn dot(picture: &Picture) -> String {
    let mut text = String::from("digraph initialisation {\n");
    let title: Vec<&str> = [&picture.title].into_iter().chain(&picture.notes).map(String::as_str).collect();
    let direction = if is_upright(picture) { "TB" } else { "LR" };
    text.push_str(&format!("  graph [rankdir={direction}, bgcolor=white, labelloc=t, label={}];\n", quoted(&title)));
    text.push_str("  node [shape=box, style=filled, fontname=\"sans-serif\", fontsize=11, fontcolor=black];\n");
    text.push_str("  edge [color=\"#555555\"];\n");
    for (at, node) in picture.nodes.iter().enumerate() {
        text.push_str(&format!("  n{at} [{}];\n", attributes(node)));
    }
    for arrow in &picture.arrows {
        let style = if arrow.direct { "" } else { " [style=dashed]" };
        text.push_str(&format!("  n{} -> n{}{style};\n", arrow.from, arrow.to));
    }
    text.push_str("}\n");
    text
}

fn attributes(node: &Node) -> String {
    let lines: Vec<&str> = [&node.label].into_iter().chain(&node.details).map(String::as_str).collect();
    let names: Vec<&str> = node.names.iter().map(String::as_str).collect();
    let mut styles = vec!["filled"];
    styles.extend(node.look.is_dashed().then_some("dashed"));
    styles.extend((node.kind == NodeKind::Root).then_some("bold"));
    styles.extend(node.kind.is_end().then_some("rounded"));
    let several = if node.kind.is_several() { ", peripheries=2" } else { "" };
    format!(
        "label={}, tooltip={}, style=\"{}\", fillcolor=\"{}\", color=\"{}\"{several}",
        quoted(&lines),
        quoted(&names),
        styles.join(","),
        node.look.fill(),
        node.look.stroke()
    )
}

/// Lines as one string. Graphviz takes entities for what they stand for, as HTML does.
fn quoted(lines: &[&str]) -> String {
    let escape = |line: &&str| line.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
    format!("\"{}\"", lines.iter().map(escape).collect::<Vec<_>>().join("\\n"))
}
