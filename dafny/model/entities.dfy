include "values.dfy"

// The entities that are known when a request is decided.
//
// An entity may be mentioned without being in the store: it then equals itself and nothing
// else can be said of it. How ancestors come from direct parents is another matter.
module Entities {
  import opened Names
  import opened Values

  datatype EntityData = EntityData(
    attrs: map<Attr, Value>,
    tags: map<Tag, Value>,
    // All of them, not only the direct parents.
    ancestors: set<EntityUid>)

  type EntityStore = map<EntityUid, EntityData>

  // `descendant in ancestor`: reflexive, and true of nothing else if the store does not
  // know the descendant.
  predicate method IsIn(descendant: EntityUid, ancestor: EntityUid, store: EntityStore) {
    descendant == ancestor
    || (descendant in store && ancestor in store[descendant].ancestors)
  }
}
