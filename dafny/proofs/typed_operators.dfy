include "../model/typechecker.dfy"
include "../model/evaluator.dfy"
include "type_facts.dfy"

// Operators applied to values of the right types: the result is of the type that the checker
// gives, or the error is one that types cannot exclude.
//
// These are facts about values and types; expressions come in type_soundness.dfy.
module TypedOperators {
  import opened Names
  import opened Options
  import opened Results
  import opened Longs
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Operators
  import opened ExtensionFunctions
  import opened Ipaddrs
  import opened Durations
  import opened Datetimes
  import opened Decimals
  import opened Schemas
  import opened Typechecker
  import opened TypeFacts

  // The errors that a validated policy may still raise.
  predicate IsAllowedError(e: Error) {
    e.EntityDoesNotExist? || e.IntegerOverflow? || e.ExtensionError?
  }

  predicate IsSafe(r: Result<Value>, ty: Type) {
    if r.Ok? then IsOfType(r.value, ty) else IsAllowedError(r.error)
  }

  lemma UnaryIsSafe(op: UnaryOp, v: Value, t: Type)
    requires IsOfType(v, t) && TypeOfUnary(op, t).Typed?
    ensures IsSafe(ApplyUnary(op, v), TypeOfUnary(op, t).ty)
  {
    match op
    case Not =>
    case Neg =>
    case IsEmpty =>
  }

  lemma ComparisonIsSafe(op: BinaryOp, v: Value, w: Value, l: Type, r: Type)
    requires op.Less? || op.LessEq?
    requires IsOfType(v, l) && IsOfType(w, r) && TypeOfComparison(l, r).Typed?
    ensures IsSafe(Compare(op, v, w), TypeOfComparison(l, r).ty)
  {
  }

  lemma ArithmeticIsSafe(op: BinaryOp, v: Value, w: Value, l: Type, r: Type)
    requires op.Add? || op.Sub? || op.Mul?
    requires IsOfType(v, l) && IsOfType(w, r) && TypeOfArithmetic(l, r).Typed?
    ensures IsSafe(Arithmetic(op, v, w), TypeOfArithmetic(l, r).ty)
  {
  }

  lemma MethodIsSafe(f: ExtensionFunction, v: Value, t: Type)
    requires IsOfType(v, t) && TypeOfMethod(f, t).Typed?
    ensures v.Extension? && IsSafe(ApplyMethod(f, v.extension), TypeOfMethod(f, t).ty)
  {
  }

  lemma BinaryMethodIsSafe(f: ExtensionFunction, v: Value, w: Value, l: Type, r: Type)
    requires IsOfType(v, l) && IsOfType(w, r) && TypeOfBinaryMethod(f, l, r).Typed?
    ensures v.Extension? && w.Extension? && IsSafe(ApplyBinaryMethod(f, v.extension, w.extension), TypeOfBinaryMethod(f, l, r).ty)
  {
  }

  lemma ConstructorIsSafe(f: ExtensionFunction, text: string)
    requires IsConstructor(f)
    ensures IsSafe(OrExtensionError(Construct(f, text)), ExtensionType(ConstructedKind(f)))
  {
  }

  // ---- attributes

  // What look-up says of an attribute is true of an entity of the store.
  predicate AttrFits(knowledge: AttrKnowledge, attrs: map<Attr, Value>, attr: Attr) {
    match knowledge
    case NeverPresent => attr !in attrs
    case MayBePresent(a) => (attr in attrs ==> IsOfType(attrs[attr], a.ty)) && (a.required ==> attr in attrs)
    case NothingKnown => true
  }

  lemma StoredAttrFits(types: seq<EntityType>, attr: Attr, uid: EntityUid, store: EntityStore, schema: Schema)
    requires StoreConforms(store, schema) && ActionTypesAreApart(schema)
    requires uid in store && uid.ty in types
    ensures AttrFits(LookUpEntityAttr(types, attr, schema), store[uid].attrs, attr)
  {
    var attrs := store[uid].attrs;
    assert EntityConforms(uid, store[uid], schema);
    var declared := AttrsOf(types[0], schema);
    var first := if attr in declared then MayBePresent(declared[attr]) else NeverPresent;
    if types[0] == uid.ty {
      assert IsOfType(Record(attrs), RecordType(declared, false)) by {
        if uid in schema.actions { assert declared == map[]; }
      }
      assert AttrFits(first, attrs, attr);
    }
    if |types| > 1 {
      var rest := LookUpEntityAttr(types[1..], attr, schema);
      if uid.ty in types[1..] {
        StoredAttrFits(types[1..], attr, uid, store, schema);
      }
      EitherAttrFits(first, rest, attrs, attr);
    }
  }

  lemma EitherAttrFits(a: AttrKnowledge, b: AttrKnowledge, attrs: map<Attr, Value>, attr: Attr)
    requires AttrFits(a, attrs, attr) || AttrFits(b, attrs, attr)
    ensures AttrFits(EitherAttr(a, b), attrs, attr)
  {
    if a.MayBePresent? && b.MayBePresent? && LeastUpperBound(a.attr.ty, b.attr.ty, Permissive).Some? && attr in attrs {
      if IsOfType(attrs[attr], a.attr.ty) { BoundHoldsLeft(attrs[attr], a.attr.ty, b.attr.ty, Permissive); }
      if IsOfType(attrs[attr], b.attr.ty) { BoundHoldsRight(attrs[attr], a.attr.ty, b.attr.ty, Permissive); }
    }
  }

  // The attributes of a record or of an entity of the store.
  function AttrsIn(v: Value, store: EntityStore): Option<map<Attr, Value>> {
    if v.Record? then Some(v.attrs)
    else if AsEntity(v).Ok? && AsEntity(v).value in store then Some(store[AsEntity(v).value].attrs)
    else None
  }

  lemma AttrFitsValue(v: Value, t: Type, attr: Attr, store: EntityStore, schema: Schema)
    requires StoreConforms(store, schema) && ActionTypesAreApart(schema)
    requires (t.RecordType? || t.EntityOf?) && IsOfType(v, t)
    ensures AttrsIn(v, store).Some? ==> AttrFits(LookUpAttr(t, attr, schema), AttrsIn(v, store).value, attr)
    ensures v.Record? || (AsEntity(v).Ok? && t.EntityOf?)
  {
    if t.EntityOf? && AsEntity(v).value in store {
      StoredAttrFits(t.types, attr, AsEntity(v).value, store, schema);
    }
  }

  // ---- tags

  predicate TagsFit(knowledge: TagKnowledge, tags: map<Tag, Value>) {
    match knowledge
    case NoTags => tags == map[]
    case TagsOfType(ty) => forall k :: k in tags ==> IsOfType(tags[k], ty)
    case TagsOfAnyType => true
  }

  lemma StoredTagsFit(types: seq<EntityType>, uid: EntityUid, store: EntityStore, schema: Schema)
    requires StoreConforms(store, schema) && ActionTypesAreApart(schema)
    requires uid in store && uid.ty in types
    ensures TagsFit(LookUpTags(types, schema), store[uid].tags)
  {
    var tags := store[uid].tags;
    assert EntityConforms(uid, store[uid], schema);
    var declared := TagsOf(types[0], schema);
    var first := if declared.Some? then TagsOfType(declared.value) else NoTags;
    if types[0] == uid.ty {
      assert TagsFit(first, tags);
    }
    if |types| > 1 {
      var rest := LookUpTags(types[1..], schema);
      if uid.ty in types[1..] {
        StoredTagsFit(types[1..], uid, store, schema);
      }
      EitherTagsFit(first, rest, tags);
    }
  }

  lemma EitherTagsFit(a: TagKnowledge, b: TagKnowledge, tags: map<Tag, Value>)
    requires TagsFit(a, tags) || TagsFit(b, tags)
    ensures TagsFit(EitherTags(a, b), tags)
  {
    if a.TagsOfType? && b.TagsOfType? && LeastUpperBound(a.ty, b.ty, Permissive).Some? {
      forall k | k in tags ensures IsOfType(tags[k], LeastUpperBound(a.ty, b.ty, Permissive).value) {
        if TagsFit(a, tags) { BoundHoldsLeft(tags[k], a.ty, b.ty, Permissive); }
        if TagsFit(b, tags) { BoundHoldsRight(tags[k], a.ty, b.ty, Permissive); }
      }
    }
  }

  // ---- `in`

  // If no two of the types can be in one another, no two entities of them are.
  lemma InFollowsTypes(uid: EntityUid, ancestor: EntityUid, store: EntityStore, schema: Schema)
    requires StoreConforms(store, schema) && ActionTypesAreApart(schema)
    requires IsIn(uid, ancestor, store)
    ensures MayBeIn(uid.ty, ancestor.ty, schema)
  {
    if uid != ancestor {
      assert EntityConforms(uid, store[uid], schema);
      if uid in schema.actions {
        assert ancestor in schema.actions[uid].ancestors;
        assert ancestor.ty in AncestorTypesOf(uid.ty, schema);
      }
    }
  }

  lemma KnownActionIsIn(action: EntityUid, ancestor: EntityUid, store: EntityStore, schema: Schema)
    requires StoreConforms(store, schema) && action in schema.actions
    ensures IsIn(action, ancestor, store) <==> action == ancestor || ancestor in schema.actions[action].ancestors
  {
    assert EntityConforms(action, store[action], schema);
  }
}
