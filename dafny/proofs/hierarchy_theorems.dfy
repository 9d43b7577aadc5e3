include "../model/hierarchy.dfy"

// The computed ancestors are exactly the entities that a chain of direct parents reaches,
// whether or not the store knows them; and a cycle is reported exactly if there is one.
module HierarchyTheorems {
  import opened Names
  import opened Entities
  import opened Hierarchy

  // ---- the definition

  predicate IsParent(parent: EntityUid, uid: EntityUid, parents: Parents) {
    uid in parents && parent in parents[uid]
  }

  // Each entity of the chain is a direct parent of the one before it.
  predicate IsChain(chain: seq<EntityUid>, parents: Parents) {
    |chain| > 0 && forall i :: 0 <= i < |chain| - 1 ==> IsParent(chain[i + 1], chain[i], parents)
  }

  predicate IsChainBetween(chain: seq<EntityUid>, uid: EntityUid, ancestor: EntityUid, parents: Parents) {
    IsChain(chain, parents) && |chain| >= 2 && chain[0] == uid && chain[|chain| - 1] == ancestor
  }

  // A chain of one step or more leads from `uid` to `ancestor`.
  predicate Reaches(uid: EntityUid, ancestor: EntityUid, parents: Parents) {
    exists chain :: IsChainBetween(chain, uid, ancestor, parents)
  }

  predicate HasCycle(parents: Parents) {
    exists uid :: Reaches(uid, uid, parents)
  }

  predicate Conflict(records: seq<EntityRecord>) {
    exists r, q :: r in records && q in records && r.uid == q.uid && r != q
  }

  predicate IsParents(parents: Parents, records: seq<EntityRecord>) {
    (forall r :: r in records ==> r.uid in parents && parents[r.uid] == r.parents)
    && (forall uid :: uid in parents ==> exists r :: r in records && r.uid == uid)
  }

  // ---- the theorems

  // The closure is reachability.
  lemma AncestorsAreReachable(uid: EntityUid, ancestor: EntityUid, parents: Parents)
    ensures ancestor in Ancestors(uid, parents) <==> Reaches(uid, ancestor, parents)
  {
    if ancestor in Ancestors(uid, parents) {
      forall p | p in ParentsOf(uid, parents) ensures Reaches(uid, p, parents) {
        assert IsParent(p, uid, parents);
        assert IsChainBetween([uid, p], uid, p, parents);
      }
      ClosureIsReachable(uid, ParentsOf(uid, parents), parents);
    }
    if chain :| IsChainBetween(chain, uid, ancestor, parents) {
      ClosureHoldsItsStart(ParentsOf(uid, parents), parents);
      ClosureIsClosed(ParentsOf(uid, parents), parents);
      assert IsParent(chain[1], chain[0], parents);
      ClosedSetHoldsChain(chain, Ancestors(uid, parents), parents);
    }
  }

  // Loading fails because of a cycle exactly if an entity reaches itself.
  lemma CyclesAreFound(records: seq<EntityRecord>, parents: Parents)
    requires !Conflict(records) && IsParents(parents, records)
    ensures LoadEntities(records) == CyclicHierarchy <==> HasCycle(parents)
  {
    var byUid := ByUid(records);
    var computed: Parents := map uid | uid in byUid :: byUid[uid].parents;
    ParentsAreComputed(records, parents);
    assert computed == parents;
    if uid :| Reaches(uid, uid, parents) {
      AncestorsAreReachable(uid, uid, parents);
      var chain :| IsChainBetween(chain, uid, uid, parents);
      assert IsParent(chain[1], chain[0], parents);
      assert uid in parents && uid in Ancestors(uid, parents);
    }
    if uid :| uid in parents && uid in Ancestors(uid, parents) {
      AncestorsAreReachable(uid, uid, parents);
    }
  }

  // A loaded store holds the given entities, and all that they reach as their ancestors.
  lemma LoadedStoreIsExact(records: seq<EntityRecord>, parents: Parents)
    requires LoadEntities(records).Loaded? && IsParents(parents, records)
    ensures var store := LoadEntities(records).store;
      (forall uid :: uid in store <==> uid in parents)
      && (forall r :: r in records ==> store[r.uid].attrs == r.attrs && store[r.uid].tags == r.tags)
      && (forall uid, ancestor :: uid in store ==> (ancestor in store[uid].ancestors <==> Reaches(uid, ancestor, parents)))
  {
    var byUid := ByUid(records);
    var computed: Parents := map uid | uid in byUid :: byUid[uid].parents;
    ParentsAreComputed(records, parents);
    assert computed == parents;
    var store := LoadEntities(records).store;
    assert forall uid :: uid in store ==> store[uid].ancestors == Ancestors(uid, parents);
    forall uid, ancestor | uid in store
      ensures ancestor in store[uid].ancestors <==> Reaches(uid, ancestor, parents)
    {
      AncestorsAreReachable(uid, ancestor, parents);
    }
  }

  // `in` of a loaded store: the same entity, or a chain of parents between them.
  lemma InIsReachability(records: seq<EntityRecord>, parents: Parents, uid: EntityUid, ancestor: EntityUid)
    requires LoadEntities(records).Loaded? && IsParents(parents, records)
    ensures IsIn(uid, ancestor, LoadEntities(records).store) <==> uid == ancestor || Reaches(uid, ancestor, parents)
  {
    LoadedStoreIsExact(records, parents);
    if chain :| IsChainBetween(chain, uid, ancestor, parents) {
      assert IsParent(chain[1], chain[0], parents);
    }
  }

  // Two entities of a loaded store are never in each other, unless they are one.
  lemma InIsAntisymmetric(records: seq<EntityRecord>, parents: Parents, a: EntityUid, b: EntityUid)
    requires LoadEntities(records).Loaded? && IsParents(parents, records)
    requires IsIn(a, b, LoadEntities(records).store) && IsIn(b, a, LoadEntities(records).store)
    ensures a == b
  {
    InIsReachability(records, parents, a, b);
    InIsReachability(records, parents, b, a);
    if a != b {
      ReachesIsTransitive(a, b, a, parents);
      LoadedStoreHasNoConflict(records);
      CyclesAreFound(records, parents);
    }
  }

  lemma InIsTransitive(records: seq<EntityRecord>, parents: Parents, a: EntityUid, b: EntityUid, c: EntityUid)
    requires LoadEntities(records).Loaded? && IsParents(parents, records)
    requires IsIn(a, b, LoadEntities(records).store) && IsIn(b, c, LoadEntities(records).store)
    ensures IsIn(a, c, LoadEntities(records).store)
  {
    InIsReachability(records, parents, a, b);
    InIsReachability(records, parents, b, c);
    InIsReachability(records, parents, a, c);
    if a != b && b != c {
      ReachesIsTransitive(a, b, c, parents);
    }
  }

  // The order in which entities are given, and their repetition, do not matter.
  lemma OrderOfEntitiesDoesNotMatter(records: seq<EntityRecord>, others: seq<EntityRecord>)
    requires forall r :: r in records <==> r in others
    ensures LoadEntities(records) == LoadEntities(others)
  {
    if !Conflict(records) {
      assert !Conflict(others);
      var byUid, otherByUid := ByUid(records), ByUid(others);
      forall uid ensures uid in byUid <==> uid in otherByUid {
      }
      assert forall uid :: uid in byUid ==> byUid[uid] == otherByUid[uid];
      assert byUid == otherByUid;
    }
  }

  // ---- steps

  lemma LoadedStoreHasNoConflict(records: seq<EntityRecord>)
    requires LoadEntities(records).Loaded?
    ensures !Conflict(records)
  {
  }

  lemma ParentsAreComputed(records: seq<EntityRecord>, parents: Parents)
    requires !Conflict(records) && IsParents(parents, records)
    ensures var byUid := ByUid(records);
      (forall uid :: uid in byUid <==> uid in parents)
      && (forall uid :: uid in byUid ==> byUid[uid].parents == parents[uid])
      && (forall r :: r in records ==> byUid[r.uid] == r)
  {
    var byUid := ByUid(records);
    forall r | r in records ensures byUid[r.uid] == r {
      assert byUid[r.uid] in records && byUid[r.uid].uid == r.uid;
    }
  }

  lemma ClosureIsReachable(uid: EntityUid, found: set<EntityUid>, parents: Parents)
    requires forall v :: v in found ==> Reaches(uid, v, parents)
    ensures forall v :: v in UpwardClosure(found, parents) ==> Reaches(uid, v, parents)
    decreases Mentioned(parents) - found
  {
    var above := set u, p | u in found && p in ParentsOf(u, parents) :: p;
    if !(above <= found) {
      forall p | p in above ensures Reaches(uid, p, parents) {
        var u :| u in found && p in ParentsOf(u, parents);
        var chain :| IsChainBetween(chain, uid, u, parents);
        assert IsParent(p, u, parents);
        assert IsChainBetween(chain + [p], uid, p, parents);
      }
      ClosureIsReachable(uid, found + above, parents);
    }
  }

  lemma ClosureHoldsItsStart(found: set<EntityUid>, parents: Parents)
    ensures found <= UpwardClosure(found, parents)
    decreases Mentioned(parents) - found
  {
    var above := set u, p | u in found && p in ParentsOf(u, parents) :: p;
    if !(above <= found) {
      ClosureHoldsItsStart(found + above, parents);
    }
  }

  lemma ClosureIsClosed(found: set<EntityUid>, parents: Parents)
    ensures forall u, p :: u in UpwardClosure(found, parents) && p in ParentsOf(u, parents)
      ==> p in UpwardClosure(found, parents)
    decreases Mentioned(parents) - found
  {
    var above := set u, p | u in found && p in ParentsOf(u, parents) :: p;
    if above <= found {
      forall u, p | u in found && p in ParentsOf(u, parents) ensures p in found {
        assert p in above;
      }
    } else {
      ClosureIsClosed(found + above, parents);
    }
  }

  lemma ClosedSetHoldsChain(chain: seq<EntityUid>, closed: set<EntityUid>, parents: Parents)
    requires IsChain(chain, parents) && |chain| >= 2 && chain[1] in closed
    requires forall u, p :: u in closed && p in ParentsOf(u, parents) ==> p in closed
    ensures chain[|chain| - 1] in closed
  {
    if |chain| > 2 {
      assert chain[1..][1] == chain[2] && IsParent(chain[2], chain[1], parents);
      forall i | 0 <= i < |chain[1..]| - 1 ensures IsParent(chain[1..][i + 1], chain[1..][i], parents) {
        assert chain[1..][i + 1] == chain[i + 2] && chain[1..][i] == chain[i + 1];
      }
      ClosedSetHoldsChain(chain[1..], closed, parents);
    }
  }

  lemma ReachesIsTransitive(a: EntityUid, b: EntityUid, c: EntityUid, parents: Parents)
    requires Reaches(a, b, parents) && Reaches(b, c, parents)
    ensures Reaches(a, c, parents)
  {
    var up :| IsChainBetween(up, a, b, parents);
    var further :| IsChainBetween(further, b, c, parents);
    var chain := up + further[1..];
    forall i | 0 <= i < |chain| - 1 ensures IsParent(chain[i + 1], chain[i], parents) {
      if i >= |up| - 1 {
        assert chain[i + 1] == further[i + 2 - |up|];
        assert chain[i] == further[i + 1 - |up|];
      }
    }
    assert IsChainBetween(chain, a, c, parents);
  }
}
