// Names that identify things: entities, attributes, tags, policies, slots.
//
// A name is compared, never taken apart: how names are written, escaped and qualified with
// namespaces is syntax, and stays outside the model. An entity type is its full name.
module Names {
  type EntityType = string
  type Attr = string
  type Tag = string
  type PolicyId = string

  // `ty::"id"`
  datatype EntityUid = EntityUid(ty: EntityType, id: string)

  // The placeholders of a template: `?principal` and `?resource`.
  datatype SlotId = PrincipalSlot | ResourceSlot
}
