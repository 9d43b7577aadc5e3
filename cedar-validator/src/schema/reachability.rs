//! The transitive closure of a relation between declarations.

use std::collections::VecDeque;

/// Which of `n` nodes each node reaches over one or more edges.
///
/// One bit per pair: schemas have at most
/// [`MAX_DECLARATIONS`](super::MAX_DECLARATIONS) nodes of a kind.
#[derive(Clone, Default, Debug)]
pub(crate) struct Reachability {
    words: usize,
    bits: Vec<u64>,
}

impl Reachability {
    /// The closure of the relation in which `edges[i]` are the successors of
    /// `i`; successors beyond the last node are ignored.
    pub(crate) fn of(edges: &[Vec<u32>]) -> Self {
        let words = edges.len().div_ceil(64);
        let mut closure = Reachability {
            words,
            bits: vec![0; words * edges.len()],
        };
        for start in 0..edges.len() {
            closure.close(start, edges);
        }
        closure
    }

    /// Adds that `to` can be reached from `from`, and nothing that would follow.
    pub(crate) fn add(&mut self, from: usize, to: usize) {
        let row = from * self.words..(from + 1) * self.words;
        let row = self.bits.get_mut(row).unwrap_or_default();
        if let Some(word) = row.get_mut(to / 64) {
            *word |= 1 << (to % 64);
        }
    }

    /// Whether `to` can be reached from `from`.
    pub(crate) fn reaches(&self, from: usize, to: usize) -> bool {
        self.row(from)
            .get(to / 64)
            .is_some_and(|word| word >> (to % 64) & 1 == 1)
    }

    /// The nodes that can be reached from `from`, ascending.
    pub(crate) fn reachable(&self, from: usize) -> impl Iterator<Item = usize> {
        self.row(from).iter().enumerate().flat_map(|(i, word)| {
            (0..64)
                .filter(move |bit| word >> bit & 1 == 1)
                .map(move |bit| i * 64 + bit)
        })
    }

    fn row(&self, node: usize) -> &[u64] {
        self.bits
            .get(node * self.words..(node + 1) * self.words)
            .unwrap_or_default()
    }

    /// Completes the row of `start`, given that all rows before it are complete.
    fn close(&mut self, start: usize, edges: &[Vec<u32>]) {
        let mut row = vec![0u64; self.words];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for successor in edges.get(node).into_iter().flatten() {
                let successor = *successor as usize;
                let Some(word) = row.get_mut(successor / 64) else {
                    continue;
                };
                if successor >= edges.len() {
                    continue;
                }
                let bit = 1u64 << (successor % 64);
                if *word & bit != 0 {
                    continue;
                }
                *word |= bit;
                if successor < start {
                    for (word, known) in row.iter_mut().zip(self.row(successor)) {
                        *word |= known;
                    }
                } else {
                    queue.push_back(successor);
                }
            }
        }
        if let Some(place) = self
            .bits
            .get_mut(start * self.words..(start + 1) * self.words)
        {
            place.copy_from_slice(&row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reachability by definition: repeat until nothing changes.
    fn by_definition(edges: &[Vec<u32>]) -> Vec<Vec<bool>> {
        let n = edges.len();
        let mut reach = vec![vec![false; n]; n];
        loop {
            let before = reach.clone();
            for (i, successors) in edges.iter().enumerate() {
                for s in successors {
                    let s = *s as usize;
                    reach[i][s] = true;
                    for j in 0..n {
                        reach[i][j] |= before[s][j];
                    }
                }
            }
            if reach == before {
                return reach;
            }
        }
    }

    #[test]
    fn all_graphs_of_four_nodes() {
        for graph in 0u32..1 << 16 {
            let edges: Vec<Vec<u32>> = (0..4)
                .map(|i| (0..4).filter(|j| graph >> (i * 4 + j) & 1 == 1).collect())
                .collect();
            let closure = Reachability::of(&edges);
            let expected = by_definition(&edges);
            for (i, row) in expected.iter().enumerate() {
                for (j, reached) in row.iter().enumerate() {
                    assert_eq!(closure.reaches(i, j), *reached, "{edges:?} {i} {j}");
                }
            }
        }
    }

    #[test]
    fn beyond_one_word() {
        let edges: Vec<Vec<u32>> = (0..200u32).map(|i| vec![i + 1]).collect();
        let closure = Reachability::of(&edges);
        assert_eq!(
            closure.reachable(10).collect::<Vec<_>>(),
            (11..200).collect::<Vec<_>>()
        );
        assert!(!closure.reaches(10, 10) && closure.reaches(0, 199));
        let mut closure = closure;
        closure.add(10, 3);
        assert!(closure.reaches(10, 3) && !closure.reaches(9, 3) && !closure.reaches(10, 4));
    }
}
