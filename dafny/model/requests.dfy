include "entities.dfy"

// The question that is asked, and all that an evaluation may look at.
module Requests {
  import opened Names
  import opened Values
  import opened Entities

  datatype Request = Request(
    principal: EntityUid,
    action: EntityUid,
    resource: EntityUid,
    context: map<Attr, Value>)

  // What the slots of a template stand for. A static policy needs none.
  type SlotEnv = map<SlotId, EntityUid>

  datatype Environment = Environment(request: Request, store: EntityStore, slots: SlotEnv)
}
