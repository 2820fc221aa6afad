//! What a picture is made of: nodes, and arrows between them.

use super::look::NodeLook;

/// What a picture is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    pub(super) title: String,
    /// The root first, then in the order in which calls lead to them; imports last.
    pub(super) nodes: Vec<Node>,
    /// In order.
    pub(super) arrows: Vec<Arrow>,
    /// What is not in the picture, in words.
    pub(super) notes: Vec<String>,
}

/// A function, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) label: String,
    /// Lines below the label.
    pub(super) details: Vec<String>,
    /// Names in full, for a closer look.
    pub(super) names: Vec<String>,
    pub(super) kind: NodeKind,
    pub(super) look: NodeLook,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    Root,
    Function,
    Functions,
    Import,
    Imports,
    /// What may be called beyond the graph.
    Unknown,
}

impl NodeKind {
    pub(super) fn is_several(self) -> bool {
        matches!(self, Self::Functions | Self::Imports)
    }

    /// Whether calls end here, as far as the graph knows.
    pub(super) fn is_end(self) -> bool {
        matches!(self, Self::Import | Self::Imports | Self::Unknown)
    }
}

/// A call, or several between the same nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) direct: bool,
}

impl Picture {
    /// The looks that occur, in the order of the legend.
    pub(super) fn looks(&self) -> Vec<NodeLook> {
        let mut looks: Vec<NodeLook> = self.nodes.iter().map(|node| node.look).collect();
        looks.sort_unstable();
        looks.dedup();
        looks
    }
}
