//! The transitive closure of the parent relation.

use std::collections::{HashMap, HashSet};

/// The index of a node of a [`Hierarchy`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct NodeIndex(u32);

/// A directed graph that knows all ancestors of each node.
///
/// INVARIANT, between calls: no cycles; `ancestors` of a node are exactly the
/// nodes reachable over one or more parent edges, sorted; `children` mirrors
/// `parents`.
#[derive(Clone, Default, Debug)]
pub(super) struct Hierarchy {
    nodes: Vec<Node>,
}

#[derive(Clone, Default, Debug)]
struct Node {
    parents: Box<[NodeIndex]>,
    ancestors: Box<[NodeIndex]>,
    children: Vec<NodeIndex>,
}

/// A node that is its own ancestor.
pub(super) struct Cycle(pub(super) NodeIndex);

/// The ancestors of some nodes.
type Closure = Vec<(NodeIndex, Box<[NodeIndex]>)>;

/// How far the recomputation of a node has come.
#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Pending,
    Open,
}

#[expect(
    clippy::indexing_slicing,
    reason = "INVARIANT: indices are made by `add_node` of the same hierarchy"
)]
impl Hierarchy {
    /// A further node, without parents.
    pub(super) fn add_node(&mut self) -> NodeIndex {
        // INVARIANT: a node stands for a uid in memory, so 32 bits suffice.
        let index = NodeIndex(self.nodes.len() as u32);
        self.nodes.push(Node::default());
        index
    }

    /// Whether `ancestor` is reachable from `node`. Logarithmic.
    pub(super) fn has_ancestor(&self, node: NodeIndex, ancestor: NodeIndex) -> bool {
        self.nodes[node.as_usize()]
            .ancestors
            .binary_search(&ancestor)
            .is_ok()
    }

    /// All ancestors.
    pub(super) fn ancestors(&self, node: NodeIndex) -> &[NodeIndex] {
        &self.nodes[node.as_usize()].ancestors
    }

    /// Replaces the parents of some nodes and restores the closure.
    ///
    /// Cost: the descendants of the changed nodes, times their ancestors.
    ///
    /// # Errors
    /// When there would be a cycle; then nothing has changed.
    pub(super) fn set_parents(
        &mut self,
        changes: Vec<(NodeIndex, Box<[NodeIndex]>)>,
    ) -> Result<(), Cycle> {
        let mut undo: Vec<(NodeIndex, Box<[NodeIndex]>)> = Vec::with_capacity(changes.len());
        let mut changed = Vec::with_capacity(changes.len());
        for (node, parents) in changes {
            changed.push(node);
            undo.push((node, self.replace_parents(node, parents)));
        }
        let affected = self.with_descendants(&changed);
        match self.closure_of(&affected) {
            Ok(closure) => {
                for (node, ancestors) in closure {
                    self.nodes[node.as_usize()].ancestors = ancestors;
                }
                Ok(())
            }
            Err(cycle) => {
                for (node, parents) in undo.into_iter().rev() {
                    self.replace_parents(node, parents);
                }
                Err(cycle)
            }
        }
    }

    /// Drops all nodes from `len` on. They must have neither parents nor children.
    pub(super) fn truncate(&mut self, len: usize) {
        self.nodes.truncate(len);
    }

    fn replace_parents(&mut self, node: NodeIndex, parents: Box<[NodeIndex]>) -> Box<[NodeIndex]> {
        let old = std::mem::replace(&mut self.nodes[node.as_usize()].parents, parents);
        for parent in &old {
            let children = &mut self.nodes[parent.as_usize()].children;
            if let Some(at) = children.iter().position(|child| *child == node) {
                children.swap_remove(at);
            }
        }
        for i in 0..self.nodes[node.as_usize()].parents.len() {
            let parent = self.nodes[node.as_usize()].parents[i];
            self.nodes[parent.as_usize()].children.push(node);
        }
        old
    }

    fn with_descendants(&self, roots: &[NodeIndex]) -> Vec<NodeIndex> {
        let mut seen = HashSet::with_capacity(roots.len());
        let mut found: Vec<NodeIndex> = roots.iter().copied().filter(|n| seen.insert(*n)).collect();
        let mut next = 0;
        while let Some(node) = found.get(next).copied() {
            next += 1;
            for child in &self.nodes[node.as_usize()].children {
                if seen.insert(*child) {
                    found.push(*child);
                }
            }
        }
        found
    }

    /// The ancestors of the `affected` nodes, given that those of all others
    /// are right. Depth first, without recursion.
    fn closure_of(&self, affected: &[NodeIndex]) -> Result<Closure, Cycle> {
        // Nodes that are not in here are settled.
        let mut progress: HashMap<NodeIndex, Progress> = affected
            .iter()
            .map(|node| (*node, Progress::Pending))
            .collect();
        let mut closure: Closure = Vec::with_capacity(affected.len());
        let mut place: HashMap<NodeIndex, usize> = HashMap::with_capacity(affected.len());
        let mut open: Vec<(NodeIndex, usize)> = Vec::new();
        for root in affected {
            if progress.get(root) != Some(&Progress::Pending) {
                continue;
            }
            progress.insert(*root, Progress::Open);
            open.push((*root, 0));
            while let Some((node, next_parent)) = open.last_mut() {
                let node = *node;
                if let Some(parent) = self.nodes[node.as_usize()].parents.get(*next_parent) {
                    *next_parent += 1;
                    match progress.get(parent) {
                        None => {}
                        Some(Progress::Open) => return Err(Cycle(*parent)),
                        Some(Progress::Pending) => {
                            progress.insert(*parent, Progress::Open);
                            open.push((*parent, 0));
                        }
                    }
                    continue;
                }
                let mut ancestors: Vec<NodeIndex> = Vec::new();
                for parent in &self.nodes[node.as_usize()].parents {
                    ancestors.push(*parent);
                    ancestors.extend(match place.get(parent) {
                        Some(at) => &*closure[*at].1,
                        None => self.ancestors(*parent),
                    });
                }
                ancestors.sort_unstable();
                ancestors.dedup();
                place.insert(node, closure.len());
                closure.push((node, ancestors.into_boxed_slice()));
                progress.remove(&node);
                open.pop();
            }
        }
        Ok(closure)
    }
}

impl NodeIndex {
    /// The index as a position in a vector.
    pub(super) fn as_usize(self) -> usize {
        self.0 as usize
    }
}
