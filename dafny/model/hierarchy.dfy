include "entities.dfy"

// How a store comes from entities that name only their direct parents.
//
// A parent need not be in the store: it is an ancestor then like any other, of which nothing
// more is known. An entity that is its own ancestor is an error, and so are two different
// entities with one uid.
module Hierarchy {
  import opened Names
  import opened Values
  import opened Entities

  datatype EntityRecord = EntityRecord(
    uid: EntityUid,
    attrs: map<Attr, Value>,
    tags: map<Tag, Value>,
    parents: set<EntityUid>)

  datatype LoadResult =
    | Loaded(store: EntityStore)
    | DuplicateEntity
    | CyclicHierarchy

  function method LoadEntities(records: seq<EntityRecord>): LoadResult {
    if exists r, q :: r in records && q in records && r.uid == q.uid && r != q then DuplicateEntity else
    var byUid := ByUid(records);
    var parents := map uid | uid in byUid :: byUid[uid].parents;
    if exists uid :: uid in parents && uid in Ancestors(uid, parents) then CyclicHierarchy else
    Loaded(map uid | uid in byUid :: EntityData(byUid[uid].attrs, byUid[uid].tags, Ancestors(uid, parents)))
  }

  // The records by their uids, of which each is given once, or more than once alike.
  function method ByUid(records: seq<EntityRecord>): map<EntityUid, EntityRecord>
    ensures forall r :: r in records ==> r.uid in ByUid(records)
    ensures forall uid :: uid in ByUid(records) ==> ByUid(records)[uid] in records && ByUid(records)[uid].uid == uid
    decreases |records|
  {
    if records == [] then map[]
    else if |records| == 1 then map[records[0].uid := records[0]]
    else
      var half := |records| / 2;
      var first, second := ByUid(records[..half]), ByUid(records[half..]);
      map uid | uid in first.Keys + second.Keys :: if uid in first then first[uid] else second[uid]
  }

  // ---- the hierarchy

  // The direct parents of each entity of the store.
  type Parents = map<EntityUid, set<EntityUid>>

  function method ParentsOf(uid: EntityUid, parents: Parents): set<EntityUid> {
    if uid in parents then parents[uid] else {}
  }

  // The parents, their parents, and so on.
  function method Ancestors(uid: EntityUid, parents: Parents): set<EntityUid> {
    UpwardClosure(ParentsOf(uid, parents), parents)
  }

  // `found` and everything above it.
  function method UpwardClosure(found: set<EntityUid>, parents: Parents): set<EntityUid>
    decreases Mentioned(parents) - found
  {
    var above := set uid, p | uid in found && p in ParentsOf(uid, parents) :: p;
    if above <= found then found else UpwardClosure(found + above, parents)
  }

  // Every entity that is somebody's parent.
  function method Mentioned(parents: Parents): set<EntityUid> {
    set uid, p | uid in parents && p in parents[uid] :: p
  }
}
