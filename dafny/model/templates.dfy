include "policies.dfy"
include "requests.dfy"

// Templates: policies whose scope leaves the principal, the resource or both open. Linking
// fills the slots and gives a policy that has none.
//
// A condition never holds a slot: the parser refuses it.
module Templates {
  import opened Names
  import opened Expressions
  import opened Requests
  import opened Policies

  // In the principal's constraint the slot is `?principal`, in the resource's `?resource`.
  datatype EntityOrSlot = KnownEntity(uid: EntityUid) | OpenSlot

  datatype Template = Template(
    effect: Effect,
    principal: ScopeConstraint<EntityOrSlot>,
    action: ActionConstraint,
    resource: ScopeConstraint<EntityOrSlot>,
    conditions: seq<Condition>)

  datatype LinkResult = Linked(policy: Policy) | NotLinked(error: LinkError)

  datatype LinkError =
    | MissingSlot(slot: SlotId)      // the template has the slot, no value is given
    | ExtraSlot(slot: SlotId)        // a value is given, the template has no such slot

  // The policy that the template becomes. The values must be for exactly its slots.
  function method Link(template: Template, id: PolicyId, slots: SlotEnv): LinkResult {
    if HasSlot(template.principal) && PrincipalSlot !in slots then NotLinked(MissingSlot(PrincipalSlot))
    else if !HasSlot(template.principal) && PrincipalSlot in slots then NotLinked(ExtraSlot(PrincipalSlot))
    else if HasSlot(template.resource) && ResourceSlot !in slots then NotLinked(MissingSlot(ResourceSlot))
    else if !HasSlot(template.resource) && ResourceSlot in slots then NotLinked(ExtraSlot(ResourceSlot))
    else Linked(Policy(
      id,
      template.effect,
      FillConstraint(template.principal, PrincipalSlot, slots),
      template.action,
      FillConstraint(template.resource, ResourceSlot, slots),
      template.conditions))
  }

  predicate method HasSlot(constraint: ScopeConstraint<EntityOrSlot>) {
    match constraint
    case AnyEntity => false
    case ScopeEq(entity) => entity.OpenSlot?
    case ScopeIn(entity) => entity.OpenSlot?
    case ScopeIs(ty) => false
    case ScopeIsIn(ty, entity) => entity.OpenSlot?
  }

  function method FillConstraint(
    constraint: ScopeConstraint<EntityOrSlot>, slot: SlotId, slots: SlotEnv): ScopeConstraint<EntityUid>
    requires HasSlot(constraint) ==> slot in slots
  {
    match constraint
    case AnyEntity => AnyEntity
    case ScopeEq(entity) => ScopeEq(Fill(entity, slot, slots))
    case ScopeIn(entity) => ScopeIn(Fill(entity, slot, slots))
    case ScopeIs(ty) => ScopeIs(ty)
    case ScopeIsIn(ty, entity) => ScopeIsIn(ty, Fill(entity, slot, slots))
  }

  function method Fill(entity: EntityOrSlot, slot: SlotId, slots: SlotEnv): EntityUid
    requires entity.OpenSlot? ==> slot in slots
  {
    if entity.OpenSlot? then slots[slot] else entity.uid
  }
}
