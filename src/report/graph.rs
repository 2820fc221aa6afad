//! What initialisation may call, as a picture: from the root through the constructors to the imports, coloured by what
//! these do with the module.
//!
//! A picture has at most 40 nodes: of larger graphs, functions are put together by source file or namespace.

mod collapse;
mod dot;
mod drawn;
mod groups;
mod label;
mod layers;
mod look;
mod mermaid;
mod picture;
mod place;
mod reached;
mod svg;
#[cfg(test)]
mod tests;
mod thin;
mod told;

use std::collections::BTreeMap;

use crate::inspect::Beyond;
use crate::inspect::CallGraph;
use crate::inspect::CalledFunction;
use crate::inspect::Effect;
use crate::shown::on_one_line;
use collapse::GraphSubject;
use collapse::Part;
use look::NodeLook;
use picture::Arrow;
use picture::Node;
use picture::NodeKind;
use reached::Reached;

pub use picture::Picture;

/// How many names of a group's functions are told.
const TOLD: usize = 12;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 300;

impl Picture {
    /// `name` demangles; `title` says what this is, and may have the verdict's words; `file_of` gives a function's source
    /// file by its index, where debug information says so.
    pub fn new(
        graph: &CallGraph,
        title: &str,
        name: &dyn Fn(&CalledFunction) -> String,
        file_of: &dyn Fn(u32) -> Option<String>,
    ) -> Self {
        let subject = GraphSubject { graph, name, file_of, reached: Reached::new(graph) };
        let collapsed = collapse::collapse(&subject);
        let mut nodes: Vec<Node> = collapsed.parts.iter().map(|part| subject.node(part)).collect();
        let mut arrows = arrows(graph, &collapsed.parts);
        if let Some(unknown) = unknown(&graph.beyond) {
            arrows.push(Arrow { from: 0, to: nodes.len(), direct: false });
            nodes.push(unknown);
        }
        arrows.sort_unstable();
        let mut notes = Vec::new();
        if collapsed.left_out > 0 {
            notes.push(format!("and {} that reach no import", functions(collapsed.left_out)));
        }
        let calls_constructors = |node: usize| collapsed.parts.get(node).is_some_and(|part| part.calls_constructors);
        let thinned = thin::thin(nodes.len(), &mut arrows, &calls_constructors);
        if thinned > 0 {
            notes.push(format!("{thinned} arrows left out, where others lead to the same place"));
        }
        Self { title: label::cut(&on_one_line(title), LONGEST_TITLE), nodes, arrows, notes }
    }

    /// For graphviz.
    pub fn dot(&self) -> String {
        dot::dot(self)
    }

    /// For Mermaid, which code hosts draw inside of Markdown.
    pub fn mermaid(&self) -> String {
        mermaid::mermaid(self)
    }

    /// In words: a line for each function or group of functions, and what it calls.
    pub fn told(&self) -> Vec<String> {
        told::told(self)
    }

    /// As a drawing that needs nothing else.
    pub fn svg(&self) -> String {
        svg::svg(self)
    }
}

impl GraphSubject<'_> {
    fn node(&self, part: &Part) -> Node {
        let look = self.look(part);
        let names = part.members.iter().take(TOLD).map(|at| label::cut(&self.full_name(*at), LONGEST_TITLE));
        let names: Vec<String> = names.collect();
        let first = part.members.first().copied().unwrap_or_default();
        let (label, kind, details) = match (&part.group, self.graph.functions.get(first)) {
            (Some(group), _) if part.imports => {
                let effect = look.effect().map(look::effect_words).unwrap_or_default();
                let count = part.members.len();
                (
                    label::cut(&on_one_line(group), label::WIDEST),
                    NodeKind::Imports,
                    vec![format!("{count} imports: {effect}")],
                )
            }
            (Some(group), _) => {
                let label = label::cut(&on_one_line(group), label::WIDEST);
                (label, NodeKind::Functions, vec![functions(part.members.len())])
            }
            (None, Some(CalledFunction { import: Some(import), .. })) => {
                (label::short(&self.full_name(first)), NodeKind::Import, vec![look::import_words(import)])
            }
            (None, _) => {
                let kind = if first == 0 { NodeKind::Root } else { NodeKind::Function };
                (label::short(&label::plain(&self.full_name(first))), kind, Vec::new())
            }
        };
        Node { label, details, names, kind, look }
    }

    /// An import looks like what it does; everything else like the worst that it reaches.
    fn look(&self, part: &Part) -> NodeLook {
        let worst = |of: &[Option<Effect>]| part.members.iter().filter_map(|at| *of.get(*at)?).max();
        NodeLook::new(worst(&self.reached.certain), worst(&self.reached.possible))
    }
}

/// Who calls whom; what a node calls of itself shows nothing.
fn arrows(graph: &CallGraph, parts: &[Part]) -> Vec<Arrow> {
    let mut node_of = vec![None; graph.functions.len()];
    for (node, part) in parts.iter().enumerate() {
        for member in &part.members {
            node_of[*member] = Some(node);
        }
    }
    let mut direct = BTreeMap::new();
    for call in &graph.calls {
        let ends = (node_of.get(call.from).copied().flatten(), node_of.get(call.to).copied().flatten());
        if let (Some(from), Some(to)) = ends
            && from != to
        {
            *direct.entry((from, to)).or_insert(false) |= call.direct;
        }
    }
    direct.into_iter().map(|((from, to), direct)| Arrow { from, to, direct }).collect()
}

fn unknown(beyond: &Beyond) -> Option<Node> {
    if *beyond == Beyond::Nothing {
        return None;
    }
    let why = label::cut(&on_one_line(&beyond.to_string()), LONGEST_TITLE);
    let details = label::wrap(&format!("may call anything: {why}"), label::WIDEST);
    Some(Node { label: "?".to_owned(), details, names: Vec::new(), kind: NodeKind::Unknown, look: NodeLook::Unknown })
}

fn functions(count: usize) -> String {
    if count == 1 { "1 function".to_owned() } else { format!("{count} functions") }
}
