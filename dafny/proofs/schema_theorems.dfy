include "../model/schema_wellformedness.dfy"
include "../model/hierarchy.dfy"
include "validation_soundness.dfy"

// What a well-formed schema is good for: it is all that the soundness of validation asks of a
// schema, its hierarchies follow from direct parents, and what it declares can exist.
module SchemaTheorems {
  import opened Names
  import opened Ipaddrs
  import opened Options
  import opened Results
  import opened Values
  import opened Types
  import opened Entities
  import opened Hierarchy
  import opened Requests
  import opened Policies
  import opened Authorizer
  import opened Schemas
  import opened SchemaWellFormedness
  import opened Validator
  import opened TypedOperators
  import opened ValidationSoundness

  // ---- soundness, for every well-formed schema

  lemma WellFormedSchemaIsSound(policies: PolicySet, schema: Schema, mode: Mode, request: Request, store: EntityStore)
    requires SchemaIsWellFormed(schema) && PoliciesValidate(policies, schema, mode)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures forall e :: e in IsAuthorized(request, store, policies).erring ==> IsAllowedError(e.error)
  {
    ResponseIsSafe(policies, schema, mode, request, store);
  }

  // ---- from direct parents to all ancestors

  // If each entity conforms as it is given, with its direct parents for ancestors, and the
  // declared actions are given, then the loaded store conforms.
  lemma ConformingEntitiesMakeAConformingStore(records: seq<EntityRecord>, schema: Schema)
    requires SchemaIsWellFormed(schema) && LoadEntities(records).Loaded?
    requires forall r :: r in records ==> RecordConforms(r, schema)
    requires forall action :: action in schema.actions ==> exists r :: r in records && r.uid == action
    ensures StoreConforms(LoadEntities(records).store, schema)
  {
    var byUid := ByUid(records);
    var parents := map uid | uid in byUid :: byUid[uid].parents;
    var store := LoadEntities(records).store;
    forall uid | uid in store ensures EntityConforms(uid, store[uid], schema) {
      var r := byUid[uid];
      assert r in records && r.uid == uid && RecordConforms(r, schema);
      assert store[uid] == EntityData(r.attrs, r.tags, Ancestors(uid, parents));
      if uid in schema.actions {
        ActionAncestorsAreDeclared(uid, parents, records, schema);
      } else {
        EntityAncestorsAreDeclared(uid, parents, records, schema);
      }
    }
  }

  predicate RecordConforms(r: EntityRecord, schema: Schema) {
    EntityConforms(r.uid, EntityData(r.attrs, r.tags, r.parents), schema)
  }

  // The parents are those of conforming records.
  predicate ParentsConform(parents: Parents, records: seq<EntityRecord>, schema: Schema) {
    forall uid :: uid in parents ==> exists r :: r in records && r.uid == uid && r.parents == parents[uid] && RecordConforms(r, schema)
  }

  lemma ActionAncestorsAreDeclared(action: EntityUid, parents: Parents, records: seq<EntityRecord>, schema: Schema)
    requires SchemaIsWellFormed(schema) && action in schema.actions && action in parents
    requires ParentsConform(parents, records, schema)
    ensures Ancestors(action, parents) == schema.actions[action].ancestors
  {
    var declared := schema.actions[action].ancestors;
    assert ActionIsWellFormed(action, schema);
    assert ParentsOf(action, parents) == declared;
    var above := set uid, p | uid in declared && p in ParentsOf(uid, parents) :: p;
    forall p | p in above ensures p in declared {
      var uid :| uid in declared && p in ParentsOf(uid, parents);
      assert uid in schema.actions && schema.actions[uid].ancestors <= declared;
    }
    assert above <= declared;
  }

  lemma EntityAncestorsAreDeclared(uid: EntityUid, parents: Parents, records: seq<EntityRecord>, schema: Schema)
    requires SchemaIsWellFormed(schema) && uid !in schema.actions && uid in parents
    requires ParentsConform(parents, records, schema)
    ensures forall a :: a in Ancestors(uid, parents) ==> MayBeAbove(a, uid.ty, schema)
  {
    ClosureMayBeAbove(ParentsOf(uid, parents), uid.ty, parents, records, schema);
  }

  // An entity of the type may have it as an ancestor.
  predicate MayBeAbove(ancestor: EntityUid, ty: EntityType, schema: Schema) {
    ancestor.ty in AncestorTypesOf(ty, schema) && MayExist(ancestor, schema)
  }

  lemma ClosureMayBeAbove(
    found: set<EntityUid>, ty: EntityType, parents: Parents, records: seq<EntityRecord>, schema: Schema)
    requires SchemaIsWellFormed(schema) && ty in schema.entityTypes
    requires ParentsConform(parents, records, schema)
    requires forall a :: a in found ==> MayBeAbove(a, ty, schema)
    ensures forall a :: a in UpwardClosure(found, parents) ==> MayBeAbove(a, ty, schema)
    decreases Mentioned(parents) - found
  {
    var above := set uid, p | uid in found && p in ParentsOf(uid, parents) :: p;
    forall p | p in above ensures MayBeAbove(p, ty, schema) {
      var uid :| uid in found && p in ParentsOf(uid, parents);
      ParentMayBeAbove(uid, p, ty, parents, records, schema);
    }
    if !(above <= found) {
      ClosureMayBeAbove(found + above, ty, parents, records, schema);
    }
  }

  lemma ParentMayBeAbove(
    uid: EntityUid, p: EntityUid, ty: EntityType, parents: Parents, records: seq<EntityRecord>, schema: Schema)
    requires SchemaIsWellFormed(schema) && ty in schema.entityTypes
    requires ParentsConform(parents, records, schema)
    requires MayBeAbove(uid, ty, schema) && p in ParentsOf(uid, parents)
    ensures MayBeAbove(p, ty, schema)
  {
    assert EntityTypeIsWellFormed(ty, schema);
    assert uid.ty in schema.entityTypes && uid !in schema.actions;
    var r :| r in records && r.uid == uid && r.parents == parents[uid] && RecordConforms(r, schema);
    assert p.ty in AncestorTypesOf(uid.ty, schema);
  }

  // ---- what is declared can exist

  // Some request belongs to each environment in which policies are checked.
  lemma EveryEnvironmentHasARequest(env: RequestEnv, schema: Schema)
    requires SchemaIsWellFormed(schema) && env in RequestEnvs(schema)
    ensures exists request :: RequestIsValid(request, schema) && EnvOf(request, schema) == env
  {
    assert ActionIsWellFormed(env.action, schema);
    var contextType := RecordType(env.context, false);
    SomeEntityMayExist(env.principal, schema);
    SomeEntityMayExist(env.resource, schema);
    SomeValueIsOfType(contextType, schema);
    var request := Request(
      SomeEntity(env.principal, schema), env.action, SomeEntity(env.resource, schema), SomeValue(contextType, schema).attrs);
    assert Record(request.context) == SomeValue(contextType, schema);
    assert RequestIsValid(request, schema) && EnvOf(request, schema) == env;
  }

  // Some store conforms: that of the declared actions.
  lemma SomeStoreConforms(schema: Schema)
    requires SchemaIsWellFormed(schema)
    ensures exists store :: StoreConforms(store, schema)
  {
    var store := map action | action in schema.actions :: EntityData(map[], map[], schema.actions[action].ancestors);
    assert StoreConforms(store, schema);
  }

  // An entity of a declared type that the schema allows.
  function SomeEntity(ty: EntityType, schema: Schema): EntityUid
    requires SchemaIsWellFormed(schema) && IsDeclaredType(ty, schema)
  {
    if ty in schema.entityTypes then
      if schema.entityTypes[ty].ids.None? then EntityUid(ty, "") else
      assert EntityTypeIsWellFormed(ty, schema);
      var id :| id in schema.entityTypes[ty].ids.value;
      EntityUid(ty, id)
    else
      var action :| action in schema.actions && action.ty == ty;
      action
  }

  lemma SomeEntityMayExist(ty: EntityType, schema: Schema)
    requires SchemaIsWellFormed(schema) && IsDeclaredType(ty, schema)
    ensures SomeEntity(ty, schema).ty == ty && IsDeclared(SomeEntity(ty, schema), schema)
  {
  }

  function SomeValue(ty: Type, schema: Schema): Value
    requires SchemaIsWellFormed(schema) && TypeIsWellFormed(ty, schema)
    decreases ty
  {
    match ty
    case NeverType => BoolValue(false)
    case BoolType(kind) => BoolValue(false)
    case LongType => Primitive(Long(0))
    case StringType => Primitive(String(""))
    case EntityOf(types) => EntityValue(SomeEntity(types[0], schema))
    case SetType(element) => Set({})
    case RecordType(attrs, open) => Record(map k | k in attrs :: SomeValue(attrs[k].ty, schema))
    case ExtensionType(kind) => Extension(SomeExtension(kind))
  }

  function SomeExtension(kind: ExtensionKind): ExtensionValue {
    match kind
    case DecimalKind => Decimal(0)
    case IpaddrKind => IpaddrOf(Ipaddr(V4, [0, 0, 0, 0], 32))
    case DatetimeKind => Datetime(0)
    case DurationKind => Duration(0)
  }

  lemma SomeValueIsOfType(ty: Type, schema: Schema)
    requires SchemaIsWellFormed(schema) && TypeIsWellFormed(ty, schema)
    ensures IsOfType(SomeValue(ty, schema), ty) && EntitiesMayExist(SomeValue(ty, schema), schema)
    decreases ty
  {
    match ty
    case NeverType =>
    case BoolType(kind) =>
    case LongType =>
    case StringType =>
    case EntityOf(types) => SomeEntityMayExist(types[0], schema);
    case SetType(element) =>
    case RecordType(attrs, open) =>
      forall k | k in attrs
        ensures IsOfType(SomeValue(attrs[k].ty, schema), attrs[k].ty) && EntitiesMayExist(SomeValue(attrs[k].ty, schema), schema)
      {
        SomeValueIsOfType(attrs[k].ty, schema);
      }
    case ExtensionType(kind) =>
  }
}
