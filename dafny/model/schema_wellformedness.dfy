include "schemas.dfy"

// Whether a schema makes sense: what it names it declares, its hierarchies are complete, and
// each type that it writes down is one that a schema can write down.
//
// Reading a schema gives a well-formed one or an error. Cycles among entity types are allowed,
// since entities of one type may be in one another; cycles among actions are not.
module SchemaWellFormedness {
  import opened Names
  import opened Options
  import opened Types
  import opened Schemas

  predicate method SchemaIsWellFormed(schema: Schema) {
    ActionTypesAreApart(schema)
    && (forall ty :: ty in schema.entityTypes ==> EntityTypeIsWellFormed(ty, schema))
    && (forall action :: action in schema.actions ==> ActionIsWellFormed(action, schema))
  }

  // ---- entity types

  predicate method EntityTypeIsWellFormed(ty: EntityType, schema: Schema)
    requires ty in schema.entityTypes
  {
    var info := schema.entityTypes[ty];
    AttrsAreWellFormed(info.attrs, schema)
    && (info.tags.Some? ==> TypeIsWellFormed(info.tags.value, schema))
    && (info.ids.Some? ==> IsBareEnumeration(info))
    && AncestorTypesAreComplete(ty, schema)
  }

  // An enumerated type has ids and nothing else.
  predicate method IsBareEnumeration(info: EntityTypeInfo)
    requires info.ids.Some?
  {
    info.ids.value != {} && info.attrs == map[] && info.tags.None? && info.ancestorTypes == {}
  }

  // Declared, none of them a type of actions, and with each of them its own ancestor types.
  predicate method AncestorTypesAreComplete(ty: EntityType, schema: Schema)
    requires ty in schema.entityTypes
  {
    var above := schema.entityTypes[ty].ancestorTypes;
    forall ancestor :: ancestor in above ==>
      ancestor in schema.entityTypes && schema.entityTypes[ancestor].ancestorTypes <= above
  }

  // ---- actions

  predicate method ActionIsWellFormed(action: EntityUid, schema: Schema)
    requires action in schema.actions
  {
    var info := schema.actions[action];
    info.principals <= schema.entityTypes.Keys
    && info.resources <= schema.entityTypes.Keys
    && AttrsAreWellFormed(info.context, schema)
    && ActionAncestorsAreComplete(action, schema)
  }

  // Declared actions, with each of them its own ancestors, and the action not among them.
  predicate method ActionAncestorsAreComplete(action: EntityUid, schema: Schema)
    requires action in schema.actions
  {
    var above := schema.actions[action].ancestors;
    action !in above
    && forall ancestor :: ancestor in above ==>
      ancestor in schema.actions && schema.actions[ancestor].ancestors <= above
  }

  // ---- types

  predicate method AttrsAreWellFormed(attrs: AttrTypes, schema: Schema) {
    TypeIsWellFormed(RecordType(attrs, false), schema)
  }

  // A schema knows one type of Booleans, one type of each entity, and closed records.
  predicate method TypeIsWellFormed(ty: Type, schema: Schema)
    decreases ty
  {
    match ty
    case NeverType => false
    case BoolType(kind) => kind.AnyBool?
    case LongType => true
    case StringType => true
    case EntityOf(types) => |types| == 1 && IsDeclaredType(types[0], schema)
    case SetType(element) => TypeIsWellFormed(element, schema)
    case RecordType(attrs, open) => !open && forall k :: k in attrs ==> TypeIsWellFormed(attrs[k].ty, schema)
    case ExtensionType(extension) => true
  }

  predicate method IsDeclaredType(ty: EntityType, schema: Schema) {
    ty in schema.entityTypes || IsActionType(ty, schema)
  }
}
