// Names that identify things: entities, attributes, tags, policies, slots.
//
// A name is compared, and taken apart for one purpose only: to see whether a type is one of
// actions. How names are written, escaped and qualified with namespaces is syntax, and stays
// outside the model. An entity type is its full name.
module Names {
  type EntityType = string
  type Attr = string
  type Tag = string
  type PolicyId = string

  // `ty::"id"`
  datatype EntityUid = EntityUid(ty: EntityType, id: string)

  // The placeholders of a template: `?principal` and `?resource`.
  datatype SlotId = PrincipalSlot | ResourceSlot

  // Entities of this type are actions, if there are any: the last part of its name is `Action`,
  // in whatever namespace.
  predicate method IsActionTypeName(ty: EntityType) {
    var suffix := "::Action";
    ty == "Action" || (|ty| > |suffix| && ty[|ty| - |suffix|..] == suffix)
  }
}
