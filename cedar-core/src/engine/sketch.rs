//! What is looked at of a request for each policy that might be a candidate.

use super::bits::{Bit, Bits};
use super::party::{Part, Party};
use super::run::Run;

/// The bits of a request that need no look into the store, put together once.
#[derive(Clone, Copy)]
pub(super) struct Sketch<'r, 'a> {
    pub(super) run: &'r Run<'a>,
    pub(super) action_hash: u32,
    pub(super) action: Bit,
    principal: Bits,
    resource: Bits,
}

impl<'r, 'a> Sketch<'r, 'a> {
    /// The sketch of the request of `run`.
    #[inline]
    pub(super) fn new(run: &'r Run<'a>) -> Self {
        let action = run.party(Part::Action).uid();
        Sketch {
            run,
            action_hash: action.own_hash().of_both(),
            action: Bit::of_uid(action),
            principal: run.party(Part::Principal).own(),
            resource: run.party(Part::Resource).own(),
        }
    }

    /// Whether the principal is perhaps the entity, in the entity or of the type
    /// that stands at `demand`.
    #[inline]
    pub(super) fn principal_may_meet(self, demand: Bit) -> bool {
        may_meet(self.principal, self.run.party(Part::Principal), demand)
    }

    /// The same for the resource.
    #[inline]
    pub(super) fn resource_may_meet(self, demand: Bit) -> bool {
        may_meet(self.resource, self.run.party(Part::Resource), demand)
    }
}

#[inline]
fn may_meet(own: Bits, party: &Party<'_>, demand: Bit) -> bool {
    demand == Bit::NONE || own.may_hold(demand) || party.groups().may_hold(demand)
}
