//! What the allocator counted.

use super::{Figure, Goal, Group, Plan};
use crate::measure::exact;
use crate::memory::{self, Counted};

impl Plan {
    pub(super) fn memory(&self, each: &mut impl FnMut(Figure)) {
        let groups = [Group::PeakMemory, Group::Memory, Group::Allocated];
        if !groups.iter().any(|group| self.wants(*group, "")) {
            return;
        }
        match memory::measure(self.seed) {
            Ok(counted) => counted.iter().for_each(|counted| self.count(counted, each)),
            Err(error) => each(Figure::failed(
                Group::PeakMemory,
                "all",
                format!("failed: {error}"),
            )),
        }
    }

    fn count(&self, counted: &Counted, each: &mut impl FnMut(Figure)) {
        match counted {
            Counted::Load(load) => {
                let parts = load.parts as f64;
                each(Figure::new(
                    Group::PeakMemory,
                    &load.name,
                    Goal::Ratio(1.0),
                    exact(load.ours.peak as f64, load.theirs.peak as f64),
                ));
                each(Figure::new(
                    Group::Memory,
                    format!("each {} of {}", load.part, load.name),
                    Goal::Ratio(3.0),
                    exact(
                        load.ours.kept as f64 / parts,
                        load.theirs.kept as f64 / parts,
                    ),
                ));
            }
            Counted::Decisions(decisions) => each(Figure::new(
                Group::Allocated,
                &decisions.name,
                Goal::Ratio(1.0),
                exact(decisions.ours, decisions.theirs),
            )),
        }
    }
}
