include "../model/levels.dfy"
include "../model/operators.dfy"

// What a slice of the entities holds: whatever is read within the level, and unchanged.
//
// These are facts about entities and values; expressions come in level_soundness.dfy.
module LevelSlices {
  import opened Names
  import opened Options
  import opened Results
  import opened Values
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Operators
  import opened Levels

  // ---- distances

  // So many steps from the request, or fewer.
  predicate IsReached(uid: EntityUid, steps: int, env: Environment) {
    uid in Reachable(NamedBy(env.request), steps, env.store)
  }

  lemma ReachableGrows(found: set<EntityUid>, steps: int, store: EntityStore)
    ensures Reachable(found, steps, store) <= Reachable(found, steps + 1, store)
    decreases steps
  {
    var more := found + MentionedBy(found, store);
    if steps <= 0 {
      if steps == 0 && more != found { assert Reachable(found, 1, store) == Reachable(more, 0, store) == more; }
    } else if more != found {
      ReachableGrows(more, steps - 1, store);
    }
  }

  lemma FartherReachesMore(found: set<EntityUid>, near: int, far: int, store: EntityStore)
    requires near <= far
    ensures Reachable(found, near, store) <= Reachable(found, far, store)
    decreases far - near
  {
    if near < far {
      ReachableGrows(found, near, store);
      FartherReachesMore(found, near + 1, far, store);
    }
  }

  lemma MentionedIsOneFarther(found: set<EntityUid>, steps: int, store: EntityStore)
    requires steps >= 0
    ensures MentionedBy(Reachable(found, steps, store), store) <= Reachable(found, steps + 1, store)
    decreases steps
  {
    var more := found + MentionedBy(found, store);
    if steps == 0 {
      if more != found { assert Reachable(found, 1, store) == Reachable(more, 0, store) == more; }
    } else if more != found {
      MentionedIsOneFarther(more, steps - 1, store);
    }
  }

  // What an entity mentions is one step farther than the entity.
  lemma MentionedIsReached(uid: EntityUid, mentioned: EntityUid, steps: int, env: Environment)
    requires steps >= 0 && IsReached(uid, steps, env)
    requires uid in env.store && mentioned in MentionedIn(env.store[uid])
    ensures IsReached(mentioned, steps + 1, env)
  {
    MentionedIsOneFarther(NamedBy(env.request), steps, env.store);
    assert mentioned in MentionedBy(Reachable(NamedBy(env.request), steps, env.store), env.store);
  }

  // ---- slices

  // The same request with no entities but those of the level.
  function Sliced(env: Environment, level: int): Environment {
    Environment(env.request, LevelSlice(env.store, env.request, level), env.slots)
  }

  // The same request with the entities of the level, and perhaps more of those in the store.
  predicate HoldsLevel(small: Environment, level: int, env: Environment) {
    small.request == env.request && small.slots == env.slots
    && (forall uid :: uid in Sliced(env, level).store ==> uid in small.store)
    && (forall uid :: uid in small.store ==> uid in env.store && small.store[uid] == env.store[uid])
  }

  lemma SliceHoldsLevel(level: int, env: Environment)
    ensures HoldsLevel(Sliced(env, level), level, env)
  {
  }

  lemma PartHoldsWhatIsReached(uid: EntityUid, steps: int, level: int, env: Environment, small: Environment)
    requires IsReached(uid, steps, env) && 0 <= steps < level && HoldsLevel(small, level, env)
    ensures uid in small.store <==> uid in env.store
    ensures uid in small.store ==> small.store[uid] == env.store[uid]
  {
    FartherReachesMore(NamedBy(env.request), steps, level - 1, env.store);
  }

  // ---- paths

  // What stands in a value at the end of a path through attributes of records.
  function ValueAt(v: Value, path: seq<Attr>): Option<Value> {
    if path == [] then Some(v)
    else if v.Record? && path[0] in v.attrs then ValueAt(v.attrs[path[0]], path[1..])
    else None
  }

  // If there is an entity at the end of the path, then at this distance.
  predicate GivesWithin(v: Value, path: seq<Attr>, distance: Distance, env: Environment) {
    distance.Steps? ==>
      distance.n >= 0
      && forall uid :: ValueAt(v, path) == Some(EntityValue(uid)) ==> IsReached(uid, distance.n, env)
  }

  lemma PathStaysInside(v: Value, path: seq<Attr>, uid: EntityUid)
    requires ValueAt(v, path) == Some(EntityValue(uid))
    ensures uid in EntitiesIn(v)
    decreases path
  {
    if path != [] {
      PathStaysInside(v.attrs[path[0]], path[1..], uid);
    }
  }

  predicate HasNoEntity(v: Value) {
    !v.Record? && !AsEntity(v).Ok?
  }

  lemma NoEntityIsWithin(v: Value, path: seq<Attr>, env: Environment)
    requires HasNoEntity(v)
    ensures GivesWithin(v, path, Steps(0), env)
  {
  }

  // What the context holds is named by the request.
  lemma ContextIsNear(path: seq<Attr>, env: Environment)
    ensures GivesWithin(Record(env.request.context), path, Steps(0), env)
  {
    forall uid | ValueAt(Record(env.request.context), path) == Some(EntityValue(uid)) ensures IsReached(uid, 0, env) {
      PathStaysInside(Record(env.request.context), path, uid);
    }
  }

  // ---- values that were read from an entity

  lemma PartIsInside(attrs: map<Attr, Value>, k: Attr)
    requires k in attrs
    ensures EntitiesIn(attrs[k]) <= EntitiesIn(Record(attrs))
  {
  }

  lemma ReadValueIsWithin(uid: EntityUid, v: Value, path: seq<Attr>, steps: int, env: Environment)
    requires steps >= 0 && IsReached(uid, steps, env)
    requires uid in env.store && EntitiesIn(v) <= MentionedIn(env.store[uid])
    ensures GivesWithin(v, path, Steps(steps + 1), env)
  {
    forall found | ValueAt(v, path) == Some(EntityValue(found)) ensures IsReached(found, steps + 1, env) {
      PathStaysInside(v, path, found);
      MentionedIsReached(uid, found, steps, env);
    }
  }

  // ---- operators that read an entity: within the level they find among fewer entities what
  // they find among all

  lemma AttrIsReadAlike(uid: EntityUid, attr: Attr, path: seq<Attr>, steps: int, level: int, env: Environment, small: Environment)
    requires IsReached(uid, steps, env) && 0 <= steps < level && HoldsLevel(small, level, env)
    ensures var r := ReadAttr(EntityValue(uid), attr, env.store);
      ReadAttr(EntityValue(uid), attr, small.store) == r
      && (r.Ok? ==> GivesWithin(r.value, path, Steps(steps + 1), env))
  {
    PartHoldsWhatIsReached(uid, steps, level, env, small);
    var r := ReadAttr(EntityValue(uid), attr, env.store);
    if r.Ok? {
      PartIsInside(env.store[uid].attrs, attr);
      ReadValueIsWithin(uid, r.value, path, steps, env);
    }
  }

  lemma TagIsReadAlike(uid: EntityUid, tag: Value, path: seq<Attr>, steps: int, level: int, env: Environment, small: Environment)
    requires IsReached(uid, steps, env) && 0 <= steps < level && HoldsLevel(small, level, env)
    ensures var r := ReadTag(EntityValue(uid), tag, env.store);
      ReadTag(EntityValue(uid), tag, small.store) == r
      && (r.Ok? ==> GivesWithin(r.value, path, Steps(steps + 1), env))
  {
    PartHoldsWhatIsReached(uid, steps, level, env, small);
    var r := ReadTag(EntityValue(uid), tag, env.store);
    if r.Ok? {
      PartIsInside(env.store[uid].tags, tag.primitive.s);
      ReadValueIsWithin(uid, r.value, path, steps, env);
    }
  }

  lemma TestsAreAlike(uid: EntityUid, other: Value, attr: Attr, steps: int, level: int, env: Environment, small: Environment)
    requires IsReached(uid, steps, env) && 0 <= steps < level && HoldsLevel(small, level, env)
    ensures TestAttr(EntityValue(uid), attr, small.store) == TestAttr(EntityValue(uid), attr, env.store)
    ensures TestTag(EntityValue(uid), other, small.store) == TestTag(EntityValue(uid), other, env.store)
  {
    PartHoldsWhatIsReached(uid, steps, level, env, small);
  }

  lemma MembershipIsAlike(uid: EntityUid, other: Value, steps: int, level: int, env: Environment, small: Environment)
    requires IsReached(uid, steps, env) && 0 <= steps < level && HoldsLevel(small, level, env)
    ensures Member(EntityValue(uid), other, small.store) == Member(EntityValue(uid), other, env.store)
  {
    PartHoldsWhatIsReached(uid, steps, level, env, small);
    forall ancestor ensures IsIn(uid, ancestor, small.store) == IsIn(uid, ancestor, env.store) {
    }
  }
}
