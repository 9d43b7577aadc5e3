include "types.dfy"
include "requests.dfy"

// What a schema declares, with names resolved and hierarchies closed; and when entities and
// requests are as it says.
module Schemas {
  import opened Names
  import opened Options
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests

  datatype EntityTypeInfo = EntityTypeInfo(
    attrs: AttrTypes,
    // The type of every tag. None: entities of this type have no tags.
    tags: Option<Type>,
    // The types that an ancestor may have: all of them, not only direct parents' types.
    ancestorTypes: set<EntityType>,
    // For an enumerated type, its only ids.
    ids: Option<set<string>>)

  datatype ActionInfo = ActionInfo(
    principals: set<EntityType>,
    resources: set<EntityType>,
    context: AttrTypes,
    // All of them.
    ancestors: set<EntityUid>)

  // The types of actions are not among `entityTypes`.
  datatype Schema = Schema(
    entityTypes: map<EntityType, EntityTypeInfo>,
    actions: map<EntityUid, ActionInfo>)

  // What is known of a request before it is made. Policies are checked in each of them.
  datatype RequestEnv = RequestEnv(
    principal: EntityType,
    action: EntityUid,
    resource: EntityType,
    context: AttrTypes,
    // For templates: the types of the entities that fill the slots.
    slots: map<SlotId, EntityType>)

  // ---- what is declared of a type

  // Actions have no attributes and no tags.
  function method AttrsOf(ty: EntityType, schema: Schema): AttrTypes {
    if ty in schema.entityTypes then schema.entityTypes[ty].attrs else map[]
  }

  function method TagsOf(ty: EntityType, schema: Schema): Option<Type> {
    if ty in schema.entityTypes then schema.entityTypes[ty].tags else None
  }

  function method AncestorTypesOf(ty: EntityType, schema: Schema): set<EntityType> {
    if ty in schema.entityTypes then schema.entityTypes[ty].ancestorTypes
    else set action, ancestor | action in schema.actions && action.ty == ty && ancestor in schema.actions[action].ancestors
      :: ancestor.ty
  }

  // The entity may exist: its type is declared and its id is one of the type's; or it is a
  // declared action.
  predicate method IsDeclared(uid: EntityUid, schema: Schema) {
    uid in schema.actions
    || (uid.ty in schema.entityTypes
        && (schema.entityTypes[uid.ty].ids.Some? ==> uid.id in schema.entityTypes[uid.ty].ids.value))
  }

  // Nothing that the schema says keeps the entity from existing. It may be of a type of which
  // the schema says nothing.
  predicate method MayExist(uid: EntityUid, schema: Schema) {
    if uid.ty in schema.entityTypes || IsActionType(uid.ty, schema) then IsDeclared(uid, schema) else true
  }

  predicate method IsActionType(ty: EntityType, schema: Schema) {
    exists action :: action in schema.actions && action.ty == ty
  }

  // So it is of every entity in the value, however deep.
  predicate method EntitiesMayExist(v: Value, schema: Schema)
    decreases v
  {
    match v
    case Primitive(p) => p.EntityRef? ==> MayExist(p.uid, schema)
    case Set(elements) => forall x :: x in elements ==> EntitiesMayExist(x, schema)
    case Record(attrs) => forall k :: k in attrs ==> EntitiesMayExist(attrs[k], schema)
    case Extension(extension) => true
  }

  predicate method ActionTypesAreApart(schema: Schema) {
    forall action :: action in schema.actions ==> action.ty !in schema.entityTypes
  }

  // ---- conformance

  predicate method StoreConforms(store: EntityStore, schema: Schema) {
    (forall uid :: uid in store ==> EntityConforms(uid, store[uid], schema))
    && (forall action :: action in schema.actions ==> action in store)
  }

  predicate method EntityConforms(uid: EntityUid, data: EntityData, schema: Schema) {
    if uid in schema.actions then
      data.attrs == map[] && data.tags == map[] && data.ancestors == schema.actions[uid].ancestors
    else
      IsDeclared(uid, schema)
      && IsOfType(Record(data.attrs), RecordType(AttrsOf(uid.ty, schema), false))
      && EntitiesMayExist(Record(data.attrs), schema) && EntitiesMayExist(Record(data.tags), schema)
      && (forall k :: k in data.tags ==> TagsOf(uid.ty, schema).Some? && IsOfType(data.tags[k], TagsOf(uid.ty, schema).value))
      && (forall ancestor :: ancestor in data.ancestors ==> ancestor.ty in AncestorTypesOf(uid.ty, schema) && MayExist(ancestor, schema))
  }

  // The request belongs to the environment.
  predicate method RequestConforms(request: Request, env: RequestEnv) {
    request.principal.ty == env.principal
    && request.action == env.action
    && request.resource.ty == env.resource
    && IsOfType(Record(request.context), RecordType(env.context, false))
  }

  predicate method SlotsConform(slots: SlotEnv, env: RequestEnv) {
    forall slot :: slot in env.slots ==> slot in slots && slots[slot].ty == env.slots[slot]
  }

  // ---- the environments

  // One for each action and each pair of types to which it applies.
  function method RequestEnvs(schema: Schema): set<RequestEnv> {
    set action, p, r | action in schema.actions && p in schema.actions[action].principals && r in schema.actions[action].resources
      :: RequestEnv(p, action, r, schema.actions[action].context, map[])
  }

  // The action is declared, applies to the types of principal and resource, and the context
  // is as it says.
  predicate method RequestIsValid(request: Request, schema: Schema) {
    request.action in schema.actions
    && request.principal.ty in schema.actions[request.action].principals
    && request.resource.ty in schema.actions[request.action].resources
    && IsDeclared(request.principal, schema)
    && IsDeclared(request.resource, schema)
    && EntitiesMayExist(Record(request.context), schema)
    && IsOfType(Record(request.context), RecordType(schema.actions[request.action].context, false))
  }
}
