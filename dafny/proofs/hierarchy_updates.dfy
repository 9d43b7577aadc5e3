include "hierarchy_theorems.dfy"

// Repairing ancestors after one entity is added or removed gives what computing them anew
// would give: so an update costs the entities below the change, and no others.
module HierarchyUpdates {
  import opened Names
  import opened Entities
  import opened Hierarchy
  import opened HierarchyTheorems

  // ---- adding

  // What is above any of the new parents, and they themselves.
  function AddedAbove(added: set<EntityUid>, parents: Parents): set<EntityUid> {
    added + set p, a | p in added && a in Ancestors(p, parents) :: a
  }

  // The repair: who is the new entity, or already had it as a missing ancestor, gets all that
  // is above it.
  function Repaired(x: EntityUid, uid: EntityUid, added: set<EntityUid>, parents: Parents): set<EntityUid> {
    Ancestors(x, parents) + if x == uid || uid in Ancestors(x, parents) then AddedAbove(added, parents) else {}
  }

  lemma AddingIsRepair(x: EntityUid, uid: EntityUid, added: set<EntityUid>, parents: Parents)
    requires uid !in parents
    ensures Ancestors(x, parents[uid := added]) == Repaired(x, uid, added, parents)
  {
    var after := parents[uid := added];
    forall a ensures a in Ancestors(x, after) <==> a in Repaired(x, uid, added, parents) {
      AncestorsAreReachable(x, a, after);
      if chain :| IsChainBetween(chain, x, a, after) {
        ChainStaysInRepair(chain, x, a, uid, added, parents);
      }
      if a in Repaired(x, uid, added, parents) {
        RepairIsReached(x, a, uid, added, parents);
      }
    }
  }

  // ---- removing

  // Removing an entity from the store leaves all others as they are, except those below it.
  lemma RemovalConcernsOnlyDescendants(x: EntityUid, uid: EntityUid, before: Parents, after: Parents)
    requires forall u :: u in after <==> u in before && u != uid
    requires forall u :: u in after ==> after[u] == before[u]
    requires x != uid && uid !in Ancestors(x, before)
    ensures Ancestors(x, after) == Ancestors(x, before)
  {
    forall a ensures a in Ancestors(x, after) <==> a in Ancestors(x, before) {
      AncestorsAreReachable(x, a, after);
      AncestorsAreReachable(x, a, before);
      if chain :| IsChainBetween(chain, x, a, after) {
        MoreParentsKeepChain(chain, after, before);
        assert IsChainBetween(chain, x, a, before);
      }
      if chain :| IsChainBetween(chain, x, a, before) {
        ChainAvoidsRemoved(chain, x, a, uid, before, after);
      }
    }
  }

  // ---- steps

  lemma MoreParentsKeepChain(chain: seq<EntityUid>, fewer: Parents, more: Parents)
    requires IsChain(chain, fewer)
    requires forall u :: u in fewer ==> u in more && fewer[u] <= more[u]
    ensures IsChain(chain, more)
  {
    forall i | 0 <= i < |chain| - 1 ensures IsParent(chain[i + 1], chain[i], more) {
      assert IsParent(chain[i + 1], chain[i], fewer);
    }
  }

  lemma TailIsChain(chain: seq<EntityUid>, a: EntityUid, parents: Parents)
    requires |chain| > 2 && IsChainBetween(chain, chain[0], a, parents)
    ensures IsChainBetween(chain[1..], chain[1], a, parents) && IsParent(chain[1], chain[0], parents)
  {
    var tail := chain[1..];
    forall i | 0 <= i < |tail| - 1 ensures IsParent(tail[i + 1], tail[i], parents) {
      assert IsParent(chain[i + 2], chain[i + 1], parents);
    }
    assert IsParent(chain[0 + 1], chain[0], parents);
  }

  lemma ParentIsAncestor(x: EntityUid, p: EntityUid, parents: Parents)
    requires IsParent(p, x, parents)
    ensures p in Ancestors(x, parents)
    ensures Ancestors(p, parents) <= Ancestors(x, parents)
  {
    assert IsChainBetween([x, p], x, p, parents);
    AncestorsAreReachable(x, p, parents);
    forall a | a in Ancestors(p, parents) ensures a in Ancestors(x, parents) {
      AncestorsAreReachable(p, a, parents);
      ReachesIsTransitive(x, p, a, parents);
      AncestorsAreReachable(x, a, parents);
    }
  }

  lemma ChainStaysInRepair(
    chain: seq<EntityUid>, x: EntityUid, a: EntityUid, uid: EntityUid, added: set<EntityUid>, parents: Parents)
    requires uid !in parents && IsChainBetween(chain, x, a, parents[uid := added])
    ensures a in Repaired(x, uid, added, parents)
    decreases |chain|
  {
    var after := parents[uid := added];
    var next := chain[1];
    assert IsParent(chain[0 + 1], chain[0], after);
    if x != uid {
      assert IsParent(next, x, parents);
      ParentIsAncestor(x, next, parents);
    }
    if |chain| > 2 {
      TailIsChain(chain, a, after);
      ChainStaysInRepair(chain[1..], next, a, uid, added, parents);
    }
  }

  lemma RepairIsReached(x: EntityUid, a: EntityUid, uid: EntityUid, added: set<EntityUid>, parents: Parents)
    requires uid !in parents && a in Repaired(x, uid, added, parents)
    ensures Reaches(x, a, parents[uid := added])
  {
    var after := parents[uid := added];
    if a in Ancestors(x, parents) {
      ReachedAfterAdding(x, a, uid, added, parents);
    } else {
      if x != uid { ReachedAfterAdding(x, uid, uid, added, parents); }
      var p :| p in added && (a == p || a in Ancestors(p, parents));
      assert IsParent(p, uid, after);
      assert IsChainBetween([uid, p], uid, p, after);
      if x != uid { ReachesIsTransitive(x, uid, p, after); }
      if a != p {
        ReachedAfterAdding(p, a, uid, added, parents);
        ReachesIsTransitive(x, p, a, after);
      }
    }
  }

  lemma ReachedAfterAdding(x: EntityUid, a: EntityUid, uid: EntityUid, added: set<EntityUid>, parents: Parents)
    requires uid !in parents && a in Ancestors(x, parents)
    ensures Reaches(x, a, parents[uid := added])
  {
    AncestorsAreReachable(x, a, parents);
    var chain :| IsChainBetween(chain, x, a, parents);
    MoreParentsKeepChain(chain, parents, parents[uid := added]);
    assert IsChainBetween(chain, x, a, parents[uid := added]);
  }

  lemma ChainAvoidsRemoved(
    chain: seq<EntityUid>, x: EntityUid, a: EntityUid, uid: EntityUid, before: Parents, after: Parents)
    requires forall u :: u in after <==> u in before && u != uid
    requires forall u :: u in after ==> after[u] == before[u]
    requires x != uid && uid !in Ancestors(x, before) && IsChainBetween(chain, x, a, before)
    ensures Reaches(x, a, after)
    decreases |chain|
  {
    var next := chain[1];
    assert IsParent(chain[0 + 1], chain[0], before);
    assert IsParent(next, x, after);
    assert IsChainBetween([x, next], x, next, after);
    if |chain| > 2 {
      TailIsChain(chain, a, before);
      ParentIsAncestor(x, next, before);
      ChainAvoidsRemoved(chain[1..], next, a, uid, before, after);
      ReachesIsTransitive(x, next, a, after);
    }
  }
}
