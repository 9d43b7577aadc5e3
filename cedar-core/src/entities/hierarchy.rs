//! The transitive closure of the parent relation.

use crate::ast::OwnHash;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

/// The index of a node of a [`Hierarchy`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct NodeIndex(u32);

/// So many ancestors all entities of a store may have together. They take four
/// bytes each: 1 GiB. A chain of 23,000 entities is as long as it may be.
pub const MAX_ANCESTORS: usize = 1 << 28;

/// A directed graph that knows all ancestors of each node.
///
/// INVARIANT, between calls: no cycles; `ancestors` of a node are exactly the
/// nodes reachable over one or more parent edges, sorted, and `ancestor_count`
/// is how many all nodes have together; `children` mirrors `parents`.
#[derive(Clone, Default, Debug)]
pub(super) struct Hierarchy {
    nodes: Vec<Node>,
    ancestor_count: usize,
}

#[derive(Clone, Default, Debug)]
struct Node {
    parents: Box<[Edge]>,
    ancestors: Box<[NodeIndex]>,
    children: Vec<NodeIndex>,
}

/// The way from a node to a parent, which has the node among its children.
#[derive(Clone, Copy, Debug)]
struct Edge {
    parent: NodeIndex,
    /// Where the node stands among the parent's children, so that one of very
    /// many is removed at once.
    place: u32,
}

/// Why parents cannot be set.
pub(super) enum Refused {
    /// This node would be its own ancestor.
    Cycle(NodeIndex),
    /// There would be more than the limit allows.
    TooManyAncestors,
}

/// A map by node. Their numbers are consecutive, so nobody can make them collide.
pub(super) type NodeMap<V> = HashMap<NodeIndex, V, BuildHasherDefault<OwnHash>>;

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

    /// Replaces the parents of some nodes, which must be distinct, and restores
    /// the closure.
    ///
    /// Cost: the descendants of the nodes whose parents differ from those they
    /// had, times their ancestors.
    ///
    /// # Errors
    /// When there would be a cycle, or more ancestors than `limit` in all; then
    /// nothing has changed.
    pub(super) fn set_parents(
        &mut self,
        changes: Vec<(NodeIndex, Box<[NodeIndex]>)>,
        limit: usize,
    ) -> Result<(), Refused> {
        let mut undo: Vec<(NodeIndex, Box<[NodeIndex]>)> = Vec::new();
        for (node, parents) in changes {
            let old = self.parents(node);
            if old != parents {
                self.replace_parents(node, &parents);
                undo.push((node, old));
            }
        }
        let affected = self.with_descendants(undo.iter().map(|(node, _)| *node));
        match self.closure_of(&affected, limit) {
            Ok(closure) => {
                for (node, ancestors) in closure {
                    self.ancestor_count += ancestors.len();
                    self.ancestor_count -= self.ancestors(node).len();
                    self.nodes[node.as_usize()].ancestors = ancestors;
                }
                Ok(())
            }
            Err(refused) => {
                for (node, parents) in undo.into_iter().rev() {
                    self.replace_parents(node, &parents);
                }
                Err(refused)
            }
        }
    }

    /// The nodes from which `node` is reachable over one or more parent edges.
    pub(super) fn descendants(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let mut found = self.with_descendants([node]);
        found.retain(|other| *other != node);
        found
    }

    /// Whether some node has this one as a parent.
    pub(super) fn has_children(&self, node: NodeIndex) -> bool {
        !self.nodes[node.as_usize()].children.is_empty()
    }

    /// The parents of a node.
    pub(super) fn parents(&self, node: NodeIndex) -> Box<[NodeIndex]> {
        let edges = &self.nodes[node.as_usize()].parents;
        edges.iter().map(|edge| edge.parent).collect()
    }

    fn replace_parents(&mut self, node: NodeIndex, parents: &[NodeIndex]) {
        for edge in std::mem::take(&mut self.nodes[node.as_usize()].parents) {
            self.remove_child(edge);
        }
        let edges = parents.iter().map(|parent| {
            let children = &mut self.nodes[parent.as_usize()].children;
            children.push(node);
            Edge {
                parent: *parent,
                // INVARIANT: children are nodes, so 32 bits suffice.
                place: (children.len() - 1) as u32,
            }
        });
        self.nodes[node.as_usize()].parents = edges.collect();
    }

    /// Removes the child at the end of `edge`; the last one takes its place.
    fn remove_child(&mut self, edge: Edge) {
        let children = &mut self.nodes[edge.parent.as_usize()].children;
        children.swap_remove(edge.place as usize);
        let Some(moved) = children.get(edge.place as usize).copied() else {
            return;
        };
        for other in &mut self.nodes[moved.as_usize()].parents {
            if other.parent == edge.parent {
                other.place = edge.place;
            }
        }
    }

    fn with_descendants(&self, roots: impl IntoIterator<Item = NodeIndex>) -> Vec<NodeIndex> {
        let mut found: Vec<NodeIndex> = roots.into_iter().collect();
        let mut seen: HashSet<NodeIndex, BuildHasherDefault<OwnHash>> =
            found.iter().copied().collect();
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
    fn closure_of(&self, affected: &[NodeIndex], limit: usize) -> Result<Closure, Refused> {
        let replaced: usize = affected.iter().map(|n| self.ancestors(*n).len()).sum();
        let mut count = self.ancestor_count - replaced;
        // Nodes that are not in here are settled.
        let mut progress: NodeMap<Progress> = affected
            .iter()
            .map(|node| (*node, Progress::Pending))
            .collect();
        let mut closure: Closure = Vec::with_capacity(affected.len());
        let mut place: NodeMap<usize> =
            NodeMap::with_capacity_and_hasher(affected.len(), BuildHasherDefault::default());
        let mut open: Vec<(NodeIndex, usize)> = Vec::new();
        for root in affected {
            if progress.get(root) != Some(&Progress::Pending) {
                continue;
            }
            progress.insert(*root, Progress::Open);
            open.push((*root, 0));
            while let Some((node, next_parent)) = open.last_mut() {
                let node = *node;
                if let Some(edge) = self.nodes[node.as_usize()].parents.get(*next_parent) {
                    *next_parent += 1;
                    match progress.get(&edge.parent) {
                        None => {}
                        Some(Progress::Open) => return Err(Refused::Cycle(edge.parent)),
                        Some(Progress::Pending) => {
                            progress.insert(edge.parent, Progress::Open);
                            open.push((edge.parent, 0));
                        }
                    }
                    continue;
                }
                let mut ancestors: Vec<NodeIndex> = Vec::new();
                for Edge { parent, .. } in &self.nodes[node.as_usize()].parents {
                    ancestors.push(*parent);
                    ancestors.extend(match place.get(parent) {
                        Some(at) => &*closure[*at].1,
                        None => self.ancestors(*parent),
                    });
                }
                ancestors.sort_unstable();
                ancestors.dedup();
                count += ancestors.len();
                if count > limit {
                    return Err(Refused::TooManyAncestors);
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A node below `parents`.
    fn add(hierarchy: &mut Hierarchy, parents: &[NodeIndex], limit: usize) -> Option<NodeIndex> {
        let node = hierarchy.add_node();
        let result = hierarchy.set_parents(vec![(node, parents.into())], limit);
        result.ok().map(|()| node)
    }

    #[test]
    fn ancestors_are_limited_in_all() {
        const LIMIT: usize = 6;
        let mut hierarchy = Hierarchy::default();
        let mut chain: Vec<NodeIndex> = Vec::new();
        for _ in 0..4 {
            let parents: Vec<NodeIndex> = chain.last().copied().into_iter().collect();
            chain.push(add(&mut hierarchy, &parents, LIMIT).expect("0 + 1 + 2 + 3 ancestors"));
        }
        let last = chain[3];
        assert_eq!(add(&mut hierarchy, &[chain[0]], LIMIT), None);
        assert_eq!(hierarchy.ancestors(last), &chain[..3]);
        // What is freed can be used again.
        assert!(
            hierarchy
                .set_parents(vec![(last, [chain[0]].into())], LIMIT)
                .is_ok()
        );
        assert!(add(&mut hierarchy, &[chain[1]], LIMIT).is_some());
        assert_eq!(add(&mut hierarchy, &[chain[0]], LIMIT), None);
    }
}
