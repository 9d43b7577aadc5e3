include "hierarchy_updates.dfy"

// The update of a store as it is implemented: the parents of some entities change (an entity
// that is added gets parents, one that is removed loses them, one that is replaced has
// others), then the ancestors of these and of all below them are computed again from their
// parents' ancestors, and every other entity keeps the ancestors that it had.
//
// That gives the ancestors that computing everything anew gives, and a cycle is noticed if
// there is one.
module HierarchyRepair {
  import opened Names
  import opened Entities
  import opened Hierarchy
  import opened HierarchyTheorems
  import opened HierarchyUpdates

  // ---- the definitions

  // Only the entities of `changed` have other parents after than before.
  predicate ChangesOnly(changed: set<EntityUid>, before: Parents, after: Parents) {
    forall u :: u !in changed ==> ParentsOf(u, before) == ParentsOf(u, after)
  }

  // It changed, or is below one that did.
  predicate IsAffected(x: EntityUid, changed: set<EntityUid>, parents: Parents) {
    x in changed || exists u :: u in changed && u in Ancestors(x, parents)
  }

  // The ancestors after the change: an entity that is not affected keeps what it had, any
  // other has its parents and their ancestors.
  function Repair(x: EntityUid, changed: set<EntityUid>, before: Parents, after: Parents): set<EntityUid>
    requires !HasCycle(after)
    decreases Ancestors(x, after)
  {
    if !IsAffected(x, changed, after) then Ancestors(x, before) else
    Union(map p | p in ParentsOf(x, after) :: AboveOrEqual(x, p, changed, before, after))
  }

  // The parent `p` of `x`, and what is above it.
  function AboveOrEqual(
    x: EntityUid, p: EntityUid, changed: set<EntityUid>, before: Parents, after: Parents): set<EntityUid>
    requires !HasCycle(after) && p in ParentsOf(x, after)
    decreases Ancestors(x, after), 0
  {
    ParentHasFewerAncestors(x, p, after);
    {p} + Repair(p, changed, before, after)
  }

  function Union(sets: map<EntityUid, set<EntityUid>>): set<EntityUid> {
    set p, a | p in sets && a in sets[p] :: a
  }

  // ---- the theorems

  // Repairing is computing anew, whatever changed.
  lemma RepairIsRecomputation(x: EntityUid, changed: set<EntityUid>, before: Parents, after: Parents)
    requires ChangesOnly(changed, before, after) && !HasCycle(after)
    ensures Repair(x, changed, before, after) == Ancestors(x, after)
    decreases Ancestors(x, after)
  {
    if IsAffected(x, changed, after) {
      forall p | p in ParentsOf(x, after)
        ensures AboveOrEqual(x, p, changed, before, after) == {p} + Ancestors(p, after)
      {
        ParentHasFewerAncestors(x, p, after);
        RepairIsRecomputation(p, changed, before, after);
      }
      var above := map p | p in ParentsOf(x, after) :: AboveOrEqual(x, p, changed, before, after);
      assert above == map p | p in ParentsOf(x, after) :: {p} + Ancestors(p, after);
      AncestorsComeFromParents(x, after);
    } else {
      UnaffectedKeepAncestors(x, changed, before, after);
    }
  }

  // A cycle that was not there before goes through an entity that changed: looking for one
  // among the affected is enough.
  lemma NewCycleGoesThroughTheChange(changed: set<EntityUid>, before: Parents, after: Parents)
    requires ChangesOnly(changed, before, after) && !HasCycle(before)
    ensures HasCycle(after) <==> exists u :: u in changed && Reaches(u, u, after)
  {
    if x :| Reaches(x, x, after) {
      var chain :| IsChainBetween(chain, x, x, after);
      if i :| 0 <= i < |chain| - 1 && chain[i] in changed {
        if i > 0 {
          ChainParts(chain, i, after);
          ReachesIsTransitive(chain[i], x, chain[i], after);
        }
        assert chain[i] in changed && Reaches(chain[i], chain[i], after);
      } else {
        UnchangedChain(chain, changed, after, before);
        assert IsChainBetween(chain, x, x, before);
        assert Reaches(x, x, before);
      }
    }
  }

  // Removing an entity brings no cycle.
  lemma RemovalBringsNoCycle(uid: EntityUid, before: Parents, after: Parents)
    requires ChangesOnly({uid}, before, after) && ParentsOf(uid, after) == {} && !HasCycle(before)
    ensures !HasCycle(after)
  {
    NewCycleGoesThroughTheChange({uid}, before, after);
    if Reaches(uid, uid, after) {
      var chain :| IsChainBetween(chain, uid, uid, after);
      assert IsParent(chain[0 + 1], chain[0], after);
    }
  }

  // Removing an entity and repairing gives what loading the others gives.
  lemma RemovingIsRepair(x: EntityUid, uid: EntityUid, before: Parents)
    requires !HasCycle(before)
    ensures var after := map u | u in before && u != uid :: before[u];
      !HasCycle(after) && Repair(x, {uid}, before, after) == Ancestors(x, after)
  {
    var after := map u | u in before && u != uid :: before[u];
    RemovalBringsNoCycle(uid, before, after);
    RepairIsRecomputation(x, {uid}, before, after);
  }

  // ---- whole stores

  // The store that an update makes of the loaded one: the records of the entities as they are
  // after it, and repaired ancestors.
  function UpdatedStore(records: seq<EntityRecord>, changed: set<EntityUid>, before: Parents, after: Parents): EntityStore
    requires !HasCycle(after)
  {
    var byUid := ByUid(records);
    map uid | uid in byUid :: EntityData(byUid[uid].attrs, byUid[uid].tags, Repair(uid, changed, before, after))
  }

  // Updating a loaded store gives what loading the updated entities gives: both find a cycle,
  // or both give the same store.
  lemma UpdatingIsLoading(
    earlier: seq<EntityRecord>, later: seq<EntityRecord>, changed: set<EntityUid>, before: Parents, after: Parents)
    requires LoadEntities(earlier).Loaded? && IsParents(before, earlier)
    requires !Conflict(later) && IsParents(after, later)
    requires ChangesOnly(changed, before, after)
    ensures HasCycle(after) <==> exists u :: u in changed && Reaches(u, u, after)
    ensures LoadEntities(later)
      == if HasCycle(after) then CyclicHierarchy else Loaded(UpdatedStore(later, changed, before, after))
  {
    LoadedStoreHasNoConflict(earlier);
    CyclesAreFound(earlier, before);
    NewCycleGoesThroughTheChange(changed, before, after);
    CyclesAreFound(later, after);
    if !HasCycle(after) {
      ParentsAreComputed(later, after);
      var byUid := ByUid(later);
      var computed: Parents := map uid | uid in byUid :: byUid[uid].parents;
      assert computed == after;
      assert LoadEntities(later).Loaded?;
      var updated := UpdatedStore(later, changed, before, after);
      forall uid | uid in byUid ensures LoadEntities(later).store[uid] == updated[uid] {
        RepairIsRecomputation(uid, changed, before, after);
      }
      assert LoadEntities(later).store == updated;
    }
  }

  // ---- steps

  lemma ParentHasFewerAncestors(x: EntityUid, p: EntityUid, parents: Parents)
    requires p in ParentsOf(x, parents) && !HasCycle(parents)
    ensures Ancestors(p, parents) < Ancestors(x, parents)
  {
    ParentIsAncestor(x, p, parents);
    AncestorsAreReachable(p, p, parents);
    assert p !in Ancestors(p, parents) && p in Ancestors(x, parents);
    assert Ancestors(p, parents) != Ancestors(x, parents);
  }

  lemma AncestorsComeFromParents(x: EntityUid, parents: Parents)
    ensures Ancestors(x, parents) == Union(map p | p in ParentsOf(x, parents) :: {p} + Ancestors(p, parents))
  {
    var above := map p | p in ParentsOf(x, parents) :: {p} + Ancestors(p, parents);
    forall a ensures a in Ancestors(x, parents) <==> a in Union(above) {
      if p :| p in above && a in above[p] {
        ParentIsAncestor(x, p, parents);
      }
      if a in Ancestors(x, parents) {
        AncestorsAreReachable(x, a, parents);
        var chain :| IsChainBetween(chain, x, a, parents);
        var p := chain[1];
        assert IsParent(chain[0 + 1], chain[0], parents);
        if |chain| > 2 {
          TailIsChain(chain, a, parents);
          AncestorsAreReachable(p, a, parents);
        }
        assert p in above && a in above[p];
      }
    }
  }

  // An entity that nothing has changed above keeps its ancestors.
  lemma UnaffectedKeepAncestors(x: EntityUid, changed: set<EntityUid>, before: Parents, after: Parents)
    requires ChangesOnly(changed, before, after) && !IsAffected(x, changed, after)
    ensures Ancestors(x, before) == Ancestors(x, after)
  {
    forall a ensures a in Ancestors(x, before) <==> a in Ancestors(x, after) {
      AncestorsAreReachable(x, a, before);
      AncestorsAreReachable(x, a, after);
      if chain :| IsChainBetween(chain, x, a, after) {
        forall i | 0 <= i < |chain| - 1 ensures chain[i] !in changed {
          if i > 0 {
            ChainParts(chain, i, after);
            AncestorsAreReachable(x, chain[i], after);
          }
        }
        UnchangedChain(chain, changed, after, before);
        assert IsChainBetween(chain, x, a, before);
      }
      if chain :| IsChainBetween(chain, x, a, before) {
        UnaffectedChainStays(chain, x, a, changed, before, after);
      }
    }
  }

  lemma UnaffectedChainStays(
    chain: seq<EntityUid>, x: EntityUid, a: EntityUid, changed: set<EntityUid>, before: Parents, after: Parents)
    requires ChangesOnly(changed, before, after) && !IsAffected(x, changed, after)
    requires IsChainBetween(chain, x, a, before)
    ensures Reaches(x, a, after)
    decreases |chain|
  {
    var next := chain[1];
    assert IsParent(chain[0 + 1], chain[0], before);
    assert next in ParentsOf(x, before);
    assert IsParent(next, x, after);
    assert IsChainBetween([x, next], x, next, after);
    if |chain| > 2 {
      TailIsChain(chain, a, before);
      ParentIsAncestor(x, next, after);
      UnaffectedChainStays(chain[1..], next, a, changed, before, after);
      ReachesIsTransitive(x, next, a, after);
    }
  }

  // A chain without changed entities, but for its end, is a chain before and after.
  lemma UnchangedChain(chain: seq<EntityUid>, changed: set<EntityUid>, parents: Parents, others: Parents)
    requires ChangesOnly(changed, parents, others) && IsChain(chain, parents)
    requires forall i :: 0 <= i < |chain| - 1 ==> chain[i] !in changed
    ensures IsChain(chain, others)
  {
    forall i | 0 <= i < |chain| - 1 ensures IsParent(chain[i + 1], chain[i], others) {
      assert IsParent(chain[i + 1], chain[i], parents);
      assert chain[i + 1] in ParentsOf(chain[i], others);
    }
  }

  // An entity within a chain is reached from its start and reaches its end.
  lemma ChainParts(chain: seq<EntityUid>, i: int, parents: Parents)
    requires IsChain(chain, parents) && 0 < i < |chain| - 1
    ensures Reaches(chain[0], chain[i], parents) && Reaches(chain[i], chain[|chain| - 1], parents)
  {
    var up, further := chain[..i + 1], chain[i..];
    forall j | 0 <= j < |further| - 1 ensures IsParent(further[j + 1], further[j], parents) {
      assert IsParent(chain[i + j + 1], chain[i + j], parents);
    }
    forall j | 0 <= j < |up| - 1 ensures IsParent(up[j + 1], up[j], parents) {
      assert IsParent(chain[j + 1], chain[j], parents);
    }
    assert IsChainBetween(up, chain[0], chain[i], parents);
    assert IsChainBetween(further, chain[i], chain[|chain| - 1], parents);
  }
}
