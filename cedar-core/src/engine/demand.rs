//! What a policy demands of a request before anything else about it matters.

use super::bits::Bit;
use super::party::Part;
use crate::ast::{
    ActionConstraint, BinaryOp, Condition, ConditionKind, EntityOrSlot, EntityTypeName, EntityUid,
    ExprKind, ExprRef, Literal, Policy, ScopeConstraint, SlotId, Variable,
};
use smallvec::{SmallVec, smallvec};

/// Something without which a policy is neither satisfied nor erring, and which
/// a request meets or not whatever else it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Demand<'a> {
    /// `principal == uid`, `action == uid` or `resource == uid`
    Equal(Part, &'a EntityUid),
    /// `principal in [uid, …]`, `action in [uid, …]` or `resource in [uid, …]`
    In(Part, SmallVec<[&'a EntityUid; 1]>),
    /// `principal is Type` or `resource is Type`
    Is(Part, &'a EntityTypeName),
}

/// The demands of one policy, in an order that depends on the policy alone.
pub(super) type Demands<'a> = SmallVec<[(Demand<'a>, Source); 4]>;

/// So many demands of a policy are considered at most.
const MAX_DEMANDS: usize = 8;

/// Where a demand comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// It is all that the scope says about the part.
    WholeConstraint,
    /// There is more to check about the part.
    Other,
}

impl Demand<'_> {
    /// The part that it is about.
    pub(super) fn part(&self) -> Part {
        match self {
            Demand::Equal(part, _) | Demand::In(part, _) | Demand::Is(part, _) => *part,
        }
    }

    /// Where it stands among what an entity meets, if it names one thing.
    pub(super) fn bit(&self) -> Option<Bit> {
        match self {
            Demand::Equal(_, uid) => Some(Bit::of_uid(uid)),
            Demand::In(_, uids) => match uids.as_slice() {
                [uid] => Some(Bit::of_uid(uid)),
                _ => None,
            },
            Demand::Is(_, entity_type) => Some(Bit::of_type(entity_type)),
        }
    }
}

/// The demands of `policy`: of its scope, and of its first condition.
///
/// A condition's demands are the conjuncts that it evaluates first. Each of
/// them is true or false and cannot fail, and `false && …` is false without a
/// look at what follows; so while one of them is false, so is the condition,
/// and nothing after it is evaluated.
pub(super) fn demands(policy: &Policy) -> Demands<'_> {
    let body = policy.body();
    let mut demands = Demands::new();
    let resolve = |entity, slot| policy.resolve(entity, slot);
    demands.extend(scope(&body.principal, Part::Principal, |entity| {
        resolve(entity, SlotId::Principal)
    }));
    demands.extend(scope(&body.resource, Part::Resource, |entity| {
        resolve(entity, SlotId::Resource)
    }));
    demands.extend(action(&body.action));
    if let Some(first) = body.conditions.first() {
        add_conjuncts(first, &mut demands);
    }
    demands
}

fn scope<'a>(
    constraint: &'a ScopeConstraint,
    part: Part,
    resolve: impl Fn(&'a EntityOrSlot) -> Option<&'a EntityUid>,
) -> Option<(Demand<'a>, Source)> {
    let within = |entity| Some(Demand::In(part, smallvec![resolve(entity)?]));
    Some(match constraint {
        ScopeConstraint::Any => return None,
        ScopeConstraint::Equal(entity) => (
            Demand::Equal(part, resolve(entity)?),
            Source::WholeConstraint,
        ),
        ScopeConstraint::In(entity) => (within(entity)?, Source::WholeConstraint),
        ScopeConstraint::IsIn(_, entity) => (within(entity)?, Source::Other),
        ScopeConstraint::Is(entity_type) => (Demand::Is(part, entity_type), Source::Other),
    })
}

fn action(constraint: &ActionConstraint) -> Option<(Demand<'_>, Source)> {
    let demand = match constraint {
        ActionConstraint::Any => return None,
        ActionConstraint::Equal(uid) => Demand::Equal(Part::Action, uid),
        ActionConstraint::In(uid) => Demand::In(Part::Action, smallvec![uid]),
        ActionConstraint::InSet(uids) => Demand::In(Part::Action, uids.iter().collect()),
    };
    Some((demand, Source::WholeConstraint))
}

/// Adds the conjuncts of a `when` up to the first that could fail.
fn add_conjuncts<'a>(condition: &'a Condition, demands: &mut Demands<'a>) {
    if condition.kind != ConditionKind::When {
        return;
    }
    // The leftmost conjunct is the deepest one of a chain.
    let mut chain: SmallVec<[ExprRef<'a>; 8]> = smallvec![condition.body.root()];
    while demands.len() < MAX_DEMANDS
        && let Some(last) = chain.pop()
    {
        match last.kind() {
            ExprKind::And(left, right) => {
                chain.push(last.child(*right));
                chain.push(last.child(*left));
            }
            _ => match demand(last) {
                Some(demand) => demands.push((demand, Source::Other)),
                None => return,
            },
        }
    }
}

/// The demand that an expression states, if that is all it does.
fn demand(expr: ExprRef<'_>) -> Option<Demand<'_>> {
    let part = |id| part(expr.child(id));
    let uid = |id| uid(expr.child(id));
    Some(match expr.kind() {
        ExprKind::Binary(BinaryOp::Equal, left, right) => match part(*left) {
            Some(part) => Demand::Equal(part, uid(*right)?),
            None => Demand::Equal(part(*right)?, uid(*left)?),
        },
        ExprKind::Binary(BinaryOp::In, left, right) => match expr.child(*right).kind() {
            ExprKind::Set(elements) => Demand::In(
                part(*left)?,
                elements.iter().map(|id| uid(*id)).collect::<Option<_>>()?,
            ),
            _ => Demand::In(part(*left)?, smallvec![uid(*right)?]),
        },
        ExprKind::Is(operand, entity_type) => Demand::Is(part(*operand)?, entity_type),
        _ => return None,
    })
}

fn part(expr: ExprRef<'_>) -> Option<Part> {
    match expr.kind() {
        ExprKind::Variable(Variable::Principal) => Some(Part::Principal),
        ExprKind::Variable(Variable::Action) => Some(Part::Action),
        ExprKind::Variable(Variable::Resource) => Some(Part::Resource),
        _ => None,
    }
}

fn uid(expr: ExprRef<'_>) -> Option<&EntityUid> {
    match expr.kind() {
        ExprKind::Literal(Literal::Entity(uid)) => Some(uid),
        _ => None,
    }
}
