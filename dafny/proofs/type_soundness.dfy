include "typed_operators.dfy"

// Soundness of the type checker: an expression that has a type evaluates, in every request
// and store that conform to the schema, to a value of the type, or errs with a missing
// entity, an overflow or an extension function's refusal.
//
// One lemma for each construct; `Sound` does the induction and delegates to them.
module TypeSoundness {
  import opened Names
  import opened Options
  import opened Results
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Operators
  import opened ExtensionFunctions
  import opened Evaluator
  import opened Schemas
  import opened Typechecker
  import opened TypeFacts
  import opened TypedOperators

  // ---- what is assumed of the world, and what is promised

  predicate Conforms(env: Environment, c: Checking) {
    StoreConforms(env.store, c.schema)
    && RequestConforms(env.request, c.env)
    && SlotsConform(env.slots, c.env)
    && ActionTypesAreApart(c.schema)
  }

  // What was learned is true.
  predicate Holds(known: Capabilities, env: Environment) {
    forall capability :: capability in known ==> EvaluateBool(TestOf(capability), env) == Ok(true)
  }

  // The expression that a capability stands for.
  function TestOf(capability: Capability): Expr {
    match capability
    case AttrIsPresent(e, attr) => HasAttr(e, attr)
    case TagIsPresent(e, tag) => Binary(HasTag, e, tag)
  }

  predicate IsSound(e: Expr, t: TypeResult, env: Environment) {
    t.Typed? ==>
      IsSafe(Evaluate(e, env), t.ty)
      && (Evaluate(e, env) == Ok(BoolValue(true)) ==> Holds(t.learned, env))
  }

  // ---- the theorem

  lemma Sound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 2
  {
    if TypeOf(e, c, known).Typed? {
      match e
      case Literal(p) =>
      case Variable(v) => VariableIsSound(v, c, known, env);
      case Slot(slot) =>
      case If(g, t, f) => IfIsSound(e, c, known, env);
      case And(l, r) => AndIsSound(e, c, known, env);
      case Or(l, r) => OrIsSound(e, c, known, env);
      case Unary(op, arg) => UnaryIsSound(e, c, known, env);
      case Binary(op, l, r) => BinaryIsSound(e, c, known, env);
      case GetAttr(target, attr) => GetAttrIsSound(e, c, known, env);
      case HasAttr(target, attr) => HasAttrIsSound(e, c, known, env);
      case LikePattern(target, pattern) => LikeIsSound(e, c, known, env);
      case IsType(target, ty) => IsTypeIsSound(e, c, known, env);
      case SetOf(elements) => SetIsSound(e, c, known, env);
      case RecordOf(fields) => RecordIsSound(e, c, known, env);
      case Call(f, args) => CallIsSound(e, c, known, env);
    }
  }

  lemma SoundBool(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires Conforms(env, c) && Holds(known, env)
    ensures var t := TypeOfBool(e, c, known);
      t.Typed? ==>
        var b := EvaluateBool(e, env);
        (b.Err? ==> IsAllowedError(b.error))
        && (b.Ok? ==> (t.ty.kind.AlwaysTrue? ==> b.value) && (t.ty.kind.AlwaysFalse? ==> !b.value))
        && (b == Ok(true) ==> Holds(t.learned, env))
    decreases e, 3
  {
    Sound(e, c, known, env);
    var t := TypeOf(e, c, known);
    if t.Typed? && t.ty.BoolType? && Evaluate(e, env).Ok? {
      assert IsOfType(Evaluate(e, env).value, t.ty);
      assert EvaluateBool(e, env) == Ok(true) ==> Evaluate(e, env) == Ok(BoolValue(true));
    }
  }

  lemma HoldsBoth(a: Capabilities, b: Capabilities, env: Environment)
    ensures Holds(a, env) && Holds(b, env) ==> Holds(a + b, env)
    ensures Holds(a, env) || Holds(b, env) ==> Holds(a * b, env)
  {
  }

  // ---- variables

  lemma VariableIsSound(v: Var, c: Checking, known: Capabilities, env: Environment)
    requires Conforms(env, c)
    ensures IsSound(Variable(v), TypeOf(Variable(v), c, known), env)
  {
    match v
    case Principal =>
    case Action =>
    case Resource =>
    case Context => assert IsOfType(Record(env.request.context), RecordType(c.env.context, false));
  }

  // ---- `if`, `&&`, `||`

  lemma IfIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.If? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    var g := TypeOfBool(e.condition, c, known);
    SoundBool(e.condition, c, known, env);
    assert TypeOf(e, c, known) == TypeOfIf(e, c, known);
    if TypeOf(e, c, known).Typed? {
      assert g.Typed?;
      var b := EvaluateBool(e.condition, env);
      var t := TypeOf(e.consequent, c, known + g.learned);
      var f := TypeOf(e.alternative, c, known);
      if b == Ok(true) {
        HoldsBoth(known, g.learned, env);
        Sound(e.consequent, c, known + g.learned, env);
        assert Evaluate(e, env) == Evaluate(e.consequent, env);
        if t.Typed? { HoldsBoth(t.learned, g.learned, env); }
      } else if b == Ok(false) {
        Sound(e.alternative, c, known, env);
        assert Evaluate(e, env) == Evaluate(e.alternative, env);
      }
      if g.ty.kind.AnyBool? {
        assert t.Typed? && f.Typed? && LeastUpperBound(t.ty, f.ty, c.mode).Some?;
        BranchesAreSound(e, c, env, g, t, f);
      }
    }
  }

  lemma BranchesAreSound(e: Expr, c: Checking, env: Environment, g: TypeResult, t: TypeResult, f: TypeResult)
    requires e.If? && g.Typed? && t.Typed? && f.Typed?
    requires LeastUpperBound(t.ty, f.ty, c.mode).Some?
    requires var b := EvaluateBool(e.condition, env);
      (b.Err? ==> IsAllowedError(b.error))
      && (b == Ok(true) ==> IsSound(e.consequent, t, env) && Holds(g.learned, env))
      && (b == Ok(false) ==> IsSound(e.alternative, f, env))
    ensures IsSound(e, Typed(LeastUpperBound(t.ty, f.ty, c.mode).value, (g.learned + t.learned) * f.learned), env)
  {
    var b := EvaluateBool(e.condition, env);
    var v := Evaluate(e, env);
    if b == Ok(true) {
      assert v == Evaluate(e.consequent, env);
      if v.Ok? { BoundHoldsLeft(v.value, t.ty, f.ty, c.mode); }
    } else if b == Ok(false) {
      assert v == Evaluate(e.alternative, env);
      if v.Ok? { BoundHoldsRight(v.value, t.ty, f.ty, c.mode); }
    }
  }

  lemma AndIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.And? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    var l := TypeOfBool(e.left, c, known);
    SoundBool(e.left, c, known, env);
    assert TypeOf(e, c, known) == TypeOfAnd(e, c, known);
    if TypeOf(e, c, known).Typed? && EvaluateBool(e.left, env) == Ok(true) {
      assert l.Typed? && !l.ty.kind.AlwaysFalse?;
      HoldsBoth(known, l.learned, env);
      SoundBool(e.right, c, known + l.learned, env);
      var r := TypeOfBool(e.right, c, known + l.learned);
      assert r.Typed?;
      HoldsBoth(l.learned, r.learned, env);
    }
  }

  lemma OrIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.Or? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    var l := TypeOfBool(e.left, c, known);
    SoundBool(e.left, c, known, env);
    assert TypeOf(e, c, known) == TypeOfOr(e, c, known);
    if TypeOf(e, c, known).Typed? {
      assert l.Typed?;
      if !l.ty.kind.AlwaysTrue? {
        SoundBool(e.right, c, known, env);
        var r := TypeOfBool(e.right, c, known);
        assert r.Typed?;
        HoldsBoth(l.learned, r.learned, env);
      }
    }
  }

  // ---- operators

  lemma UnaryIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.Unary? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    Sound(e.arg, c, known, env);
    var t := TypeOf(e.arg, c, known);
    var v := Evaluate(e.arg, env);
    if TypeOf(e, c, known).Typed? && v.Ok? {
      UnaryIsSafe(e.unaryOp, v.value, t.ty);
    }
  }

  lemma BinaryIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.Binary? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    Sound(e.left, c, known, env);
    Sound(e.right, c, known, env);
    if TypeOf(e, c, known).Typed? {
      var l, r := TypeOf(e.left, c, known), TypeOf(e.right, c, known);
      var v, w := Evaluate(e.left, env), Evaluate(e.right, env);
      if v.Ok? && w.Ok? {
        assert Evaluate(e, env) == ApplyBinary(e.binaryOp, v.value, w.value, env.store);
        OperatorIsSound(e, v.value, w.value, l.ty, r.ty, c, known, env);
      }
    }
  }

  predicate OperandsEvaluate(e: Expr, v: Value, w: Value, l: Type, r: Type, env: Environment) {
    e.Binary?
    && Evaluate(e.left, env) == Ok(v) && Evaluate(e.right, env) == Ok(w)
    && IsOfType(v, l) && IsOfType(w, r)
    && Evaluate(e, env) == ApplyBinary(e.binaryOp, v, w, env.store)
  }

  lemma OperatorIsSound(e: Expr, v: Value, w: Value, l: Type, r: Type, c: Checking, known: Capabilities, env: Environment)
    requires OperandsEvaluate(e, v, w, l, r, env) && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOfBinary(e.binaryOp, e.left, e.right, l, r, c, known), env)
  {
    if TypeOfBinary(e.binaryOp, e.left, e.right, l, r, c, known).Typed? {
      match e.binaryOp
      case Eq => EqIsSound(e, v, w, l, r, c, env);
      case Less => ComparisonIsSafe(e.binaryOp, v, w, l, r);
      case LessEq => ComparisonIsSafe(e.binaryOp, v, w, l, r);
      case Add => ArithmeticIsSafe(e.binaryOp, v, w, l, r);
      case Sub => ArithmeticIsSafe(e.binaryOp, v, w, l, r);
      case Mul => ArithmeticIsSafe(e.binaryOp, v, w, l, r);
      case In => InIsSound(e, v, w, l, r, c, env);
      case Contains =>
      case ContainsAll =>
      case ContainsAny =>
      case HasTag => HasTagIsSound(e, v, w, l, r, c, known, env);
      case GetTag => GetTagIsSound(e, v, w, l, r, c, known, env);
    }
  }

  // ---- known values

  lemma KnownValueIsTrue(e: Expr, c: Checking, env: Environment)
    requires KnownValue(e, c.env).Some? && RequestConforms(env.request, c.env)
    ensures Evaluate(e, env) == Ok(Primitive(KnownValue(e, c.env).value))
  {
    if LiteralBool(e).Some? { LiteralBoolIsTrue(e, env); }
  }

  lemma LiteralBoolIsTrue(e: Expr, env: Environment)
    requires LiteralBool(e).Some?
    ensures Evaluate(e, env) == Ok(BoolValue(LiteralBool(e).value))
    decreases e
  {
    if e.And? || e.Or? {
      LiteralBoolIsTrue(e.left, env);
      LiteralBoolIsTrue(e.right, env);
    }
  }

  lemma EqIsSound(e: Expr, v: Value, w: Value, l: Type, r: Type, c: Checking, env: Environment)
    requires OperandsEvaluate(e, v, w, l, r, env) && e.binaryOp.Eq? && Conforms(env, c)
    ensures IsSound(e, TypeOfEq(e.left, e.right, l, r, c), env)
  {
    var x, y := KnownValue(e.left, c.env), KnownValue(e.right, c.env);
    if x.Some? { KnownValueIsTrue(e.left, c, env); }
    if y.Some? { KnownValueIsTrue(e.right, c, env); }
  }

  // ---- `in`

  lemma InIsSound(e: Expr, v: Value, w: Value, l: Type, r: Type, c: Checking, env: Environment)
    requires OperandsEvaluate(e, v, w, l, r, env) && e.binaryOp.In? && Conforms(env, c)
    ensures IsSound(e, TypeOfIn(e.left, e.right, l, r, c), env)
  {
    if TypeOfIn(e.left, e.right, l, r, c).Typed? {
      MemberSucceeds(v, w, l, r, env.store);
      if IsKnownAction(e.left, c) && KnownUids(e.right, c.env).Some? {
        KnownInIsSound(e, v, w, c, env);
      } else if Member(v, w, env.store) == Ok(BoolValue(true)) {
        MemberFollowsTypes(v, w, l, r, c, env);
      }
    }
  }

  lemma MemberSucceeds(v: Value, w: Value, l: Type, r: Type, store: EntityStore)
    requires IsOfType(v, l) && IsOfType(w, r)
    requires l.EntityOf?
    requires r.EntityOf? || (r.SetType? && (r.element.EntityOf? || r.element.NeverType?))
    ensures Member(v, w, store).Ok? && AsBool(Member(v, w, store).value).Ok?
  {
    if w.Set? {
      forall x | x in w.elements ensures AsEntity(x).Ok? {
        assert IsOfType(x, r.element);
      }
    }
  }

  lemma MemberFollowsTypes(v: Value, w: Value, l: Type, r: Type, c: Checking, env: Environment)
    requires Conforms(env, c) && IsOfType(v, l) && IsOfType(w, r)
    requires l.EntityOf?
    requires r.EntityOf? || (r.SetType? && (r.element.EntityOf? || r.element.NeverType?))
    requires Member(v, w, env.store) == Ok(BoolValue(true))
    ensures var target := if r.SetType? then r.element else r;
      target.EntityOf? && exists t, u :: t in l.types && u in target.types && MayBeIn(t, u, c.schema)
  {
    var uid := AsEntity(v).value;
    if w.Set? {
      forall x | x in w.elements ensures AsEntity(x).Ok? && IsOfType(x, r.element) {
        assert IsOfType(x, r.element);
      }
      var x :| x in w.elements && IsIn(uid, AsEntity(x).value, env.store);
      InFollowsTypes(uid, AsEntity(x).value, env.store, c.schema);
    } else {
      InFollowsTypes(uid, AsEntity(w).value, env.store, c.schema);
    }
  }

  lemma KnownInIsSound(e: Expr, v: Value, w: Value, c: Checking, env: Environment)
    requires e.Binary? && e.binaryOp.In? && Conforms(env, c)
    requires Evaluate(e.left, env) == Ok(v) && Evaluate(e.right, env) == Ok(w)
    requires IsKnownAction(e.left, c) && KnownUids(e.right, c.env).Some?
    ensures Member(v, w, env.store)
      == Ok(BoolValue(KnownIn(KnownValue(e.left, c.env).value.uid, KnownUids(e.right, c.env).value, c.schema)))
  {
    KnownValueIsTrue(e.left, c, env);
    var action := KnownValue(e.left, c.env).value.uid;
    var targets := KnownUids(e.right, c.env).value;
    KnownUidsAreTrue(e.right, w, c, env);
    forall target ensures IsIn(action, target, env.store)
      <==> action == target || target in c.schema.actions[action].ancestors
    {
      KnownActionIsIn(action, target, env.store, c.schema);
    }
    if w.Set? {
      MemberOfKnown(action, targets, w, c, env);
    } else {
      var target := AsEntity(w).value;
      assert targets == {target};
      assert IsIn(action, target, env.store) <==> KnownIn(action, targets, c.schema) by {
        var shared := c.schema.actions[action].ancestors * targets;
        assert target in shared <==> target in c.schema.actions[action].ancestors;
        assert shared != {} <==> target in shared;
      }
    }
  }

  lemma MemberOfKnown(action: EntityUid, targets: set<EntityUid>, w: Value, c: Checking, env: Environment)
    requires action in c.schema.actions && w.Set?
    requires forall x :: x in w.elements ==> AsEntity(x).Ok? && AsEntity(x).value in targets
    requires forall u :: u in targets ==> EntityValue(u) in w.elements
    requires forall target :: IsIn(action, target, env.store) <==> action == target || target in c.schema.actions[action].ancestors
    ensures Member(EntityValue(action), w, env.store) == Ok(BoolValue(KnownIn(action, targets, c.schema)))
  {
    if KnownIn(action, targets, c.schema) {
      var shared := c.schema.actions[action].ancestors * targets;
      var target :| target in targets && (target == action || target in shared);
      assert IsIn(action, target, env.store);
      assert EntityValue(target) in w.elements && AsEntity(EntityValue(target)).value == target;
    } else {
      forall x | x in w.elements ensures !IsIn(action, AsEntity(x).value, env.store) {
        assert AsEntity(x).value in targets;
        var shared := c.schema.actions[action].ancestors * targets;
        assert AsEntity(x).value !in shared;
      }
    }
  }

  // The value of an expression that names entities: one, or the set of them.
  lemma KnownUidsAreTrue(e: Expr, w: Value, c: Checking, env: Environment)
    requires KnownUids(e, c.env).Some? && RequestConforms(env.request, c.env) && Evaluate(e, env) == Ok(w)
    ensures var uids := KnownUids(e, c.env).value;
      if w.Set? then
        (forall x :: x in w.elements ==> AsEntity(x).Ok? && AsEntity(x).value in uids)
        && (forall u :: u in uids ==> EntityValue(u) in w.elements)
      else AsEntity(w).Ok? && uids == {AsEntity(w).value}
  {
    if IsKnownUid(e, c.env) {
      KnownValueIsTrue(e, c, env);
    } else {
      var values := EvaluateAll(e.elements, env);
      assert w == Set(set x | x in values.value);
      NamesEvaluate(e.elements, c, env);
      forall u | u in KnownUids(e, c.env).value ensures EntityValue(u) in w.elements {
        var x :| x in e.elements && KnownUid(x, c.env) == u;
        var i :| 0 <= i < |e.elements| && e.elements[i] == x;
        assert values.value[i] == EntityValue(u);
      }
      forall x | x in w.elements ensures AsEntity(x).Ok? && AsEntity(x).value in KnownUids(e, c.env).value {
        var i :| 0 <= i < |values.value| && values.value[i] == x;
        assert e.elements[i] in e.elements;
      }
    }
  }

  lemma NamesEvaluate(es: seq<Expr>, c: Checking, env: Environment)
    requires RequestConforms(env.request, c.env) && forall x :: x in es ==> IsKnownUid(x, c.env)
    ensures var r := EvaluateAll(es, env);
      r.Ok? && |r.value| == |es| && forall i :: 0 <= i < |es| ==> r.value[i] == EntityValue(KnownUid(es[i], c.env))
  {
    if es != [] {
      NamesEvaluate(es[1..], c, env);
      assert es[0] in es;
      KnownValueIsTrue(es[0], c, env);
      assert Evaluate(es[0], env) == Ok(EntityValue(KnownUid(es[0], c.env)));
    }
  }

  // ---- tags

  lemma HasTagIsSound(e: Expr, v: Value, w: Value, l: Type, r: Type, c: Checking, known: Capabilities, env: Environment)
    requires OperandsEvaluate(e, v, w, l, r, env) && e.binaryOp.HasTag? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOfHasTag(e.left, e.right, l, r, c, known), env)
  {
    if TypeOfHasTag(e.left, e.right, l, r, c, known).Typed? {
      var present := TagIsPresent(e.left, e.right);
      assert TestOf(present) == e;
      var uid := AsEntity(v).value;
      if uid in env.store { StoredTagsFit(l.types, uid, env.store, c.schema); }
      if present in known { assert EvaluateBool(TestOf(present), env) == Ok(true); }
      assert Evaluate(e, env) == Ok(BoolValue(true)) ==> EvaluateBool(e, env) == Ok(true);
    }
  }

  lemma GetTagIsSound(e: Expr, v: Value, w: Value, l: Type, r: Type, c: Checking, known: Capabilities, env: Environment)
    requires OperandsEvaluate(e, v, w, l, r, env) && e.binaryOp.GetTag? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOfGetTag(e.left, e.right, l, r, c, known), env)
  {
    if TypeOfGetTag(e.left, e.right, l, r, c, known).Typed? {
      var present := TagIsPresent(e.left, e.right);
      assert EvaluateBool(TestOf(present), env) == Ok(true);
      TagTestMeans(e.left, e.right, v, w, env);
      StoredTagsFit(l.types, AsEntity(v).value, env.store, c.schema);
    }
  }

  lemma TagTestMeans(left: Expr, right: Expr, v: Value, w: Value, env: Environment)
    requires Evaluate(left, env) == Ok(v) && Evaluate(right, env) == Ok(w)
    requires EvaluateBool(Binary(HasTag, left, right), env) == Ok(true)
    ensures AsEntity(v).Ok? && AsString(w).Ok? && AsEntity(v).value in env.store
      && AsString(w).value in env.store[AsEntity(v).value].tags
  {
    assert Evaluate(Binary(HasTag, left, right), env) == TestTag(v, w, env.store);
  }

  // ---- attributes

  lemma HasAttrIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.HasAttr? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    Sound(e.target, c, known, env);
    var v := Evaluate(e.target, env);
    if TypeOf(e, c, known).Typed? && v.Ok? {
      var t := TypeOf(e.target, c, known).ty;
      assert IsOfType(v.value, t);
      AttrFitsValue(v.value, t, e.attr, env.store, c.schema);
      var present := AttrIsPresent(e.target, e.attr);
      assert TestOf(present) == e;
      if present in known { assert EvaluateBool(TestOf(present), env) == Ok(true); }
      assert Evaluate(e, env) == TestAttr(v.value, e.attr, env.store);
      assert Evaluate(e, env) == Ok(BoolValue(true)) ==> EvaluateBool(e, env) == Ok(true);
    }
  }

  lemma GetAttrIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.GetAttr? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    Sound(e.target, c, known, env);
    var v := Evaluate(e.target, env);
    if TypeOf(e, c, known).Typed? && v.Ok? {
      var t := TypeOf(e.target, c, known).ty;
      assert IsOfType(v.value, t);
      AttrFitsValue(v.value, t, e.attr, env.store, c.schema);
      var present := AttrIsPresent(e.target, e.attr);
      if present in known {
        assert EvaluateBool(TestOf(present), env) == Ok(true);
        AttrTestMeans(e.target, e.attr, v.value, env);
      }
      assert Evaluate(e, env) == ReadAttr(v.value, e.attr, env.store);
      var result := LookUpAttr(t, e.attr, c.schema).attr;
      assert TypeOf(e, c, known) == Typed(result.ty, {});
    }
  }

  lemma AttrTestMeans(target: Expr, attr: Attr, v: Value, env: Environment)
    requires Evaluate(target, env) == Ok(v) && EvaluateBool(HasAttr(target, attr), env) == Ok(true)
    ensures AttrsIn(v, env.store).Some? && attr in AttrsIn(v, env.store).value
  {
    assert Evaluate(HasAttr(target, attr), env) == TestAttr(v, attr, env.store);
  }

  // ---- `like` and `is`

  lemma LikeIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.LikePattern? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    Sound(e.target, c, known, env);
    var v := Evaluate(e.target, env);
    if TypeOf(e, c, known).Typed? && v.Ok? {
      assert IsOfType(v.value, StringType);
      assert Evaluate(e, env) == TestLike(v.value, e.pattern);
    }
  }

  lemma IsTypeIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.IsType? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    Sound(e.target, c, known, env);
    var v := Evaluate(e.target, env);
    if TypeOf(e, c, known).Typed? && v.Ok? {
      assert IsOfType(v.value, TypeOf(e.target, c, known).ty);
      assert Evaluate(e, env) == TestType(v.value, e.ty);
    }
  }

  // ---- sets and records

  lemma SetIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.SetOf? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    ElementsAreSound(e.elements, c, known, env);
    var vs := EvaluateAll(e.elements, env);
    if TypeOf(e, c, known).Typed? && vs.Ok? {
      var element := TypeOfElements(e.elements, c, known).ty;
      forall x | x in (set v | v in vs.value) ensures IsOfType(x, element) {
      }
    }
  }

  lemma ElementsAreSound(es: seq<Expr>, c: Checking, known: Capabilities, env: Environment)
    requires Conforms(env, c) && Holds(known, env)
    ensures var t := TypeOfElements(es, c, known);
      var vs := EvaluateAll(es, env);
      t.Typed? ==> if vs.Err? then IsAllowedError(vs.error) else forall v :: v in vs.value ==> IsOfType(v, t.ty)
    decreases es, 3
  {
    if es != [] && TypeOfElements(es, c, known).Typed? {
      Sound(es[0], c, known, env);
      ElementsAreSound(es[1..], c, known, env);
      var first, rest := TypeOf(es[0], c, known), TypeOfElements(es[1..], c, known);
      var v, vs := Evaluate(es[0], env), EvaluateAll(es[1..], env);
      if v.Ok? && vs.Ok? {
        BoundHoldsLeft(v.value, first.ty, rest.ty, c.mode);
        forall x | x in vs.value ensures IsOfType(x, LeastUpperBound(first.ty, rest.ty, c.mode).value) {
          BoundHoldsRight(x, first.ty, rest.ty, c.mode);
        }
      }
    }
  }

  lemma RecordIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.RecordOf? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    FieldsAreSound(e.fields, c, known, env);
    FieldsTeachNothing(e.fields, c, known);
  }

  lemma FieldsTeachNothing(fields: seq<(Attr, Expr)>, c: Checking, known: Capabilities)
    ensures TypeOfFields(fields, c, known).Typed? ==> TypeOfFields(fields, c, known).learned == {}
  {
  }

  lemma FieldsAreSound(fields: seq<(Attr, Expr)>, c: Checking, known: Capabilities, env: Environment)
    requires Conforms(env, c) && Holds(known, env)
    ensures var t := TypeOfFields(fields, c, known);
      var attrs := EvaluateFields(fields, env);
      t.Typed? ==> if attrs.Err? then IsAllowedError(attrs.error) else IsOfType(Record(attrs.value), t.ty)
    decreases fields, 3
  {
    if fields != [] && TypeOfFields(fields, c, known).Typed? {
      Sound(fields[0].1, c, known, env);
      FieldsAreSound(fields[1..], c, known, env);
    }
  }

  // ---- extension functions

  lemma CallIsSound(e: Expr, c: Checking, known: Capabilities, env: Environment)
    requires e.Call? && Conforms(env, c) && Holds(known, env)
    ensures IsSound(e, TypeOf(e, c, known), env)
    decreases e, 1
  {
    if TypeOf(e, c, known).Typed? {
      var args := e.args;
      Sound(args[0], c, known, env);
      var first := Evaluate(args[0], env);
      if |args| == 1 {
        OneArgument(args, env);
      } else {
        Sound(args[1], c, known, env);
        TwoArguments(args, env);
      }
      if first.Ok? {
        CallOfValuesIsSound(e, first.value, c, known, env);
      }
    }
  }

  lemma OneArgument(args: seq<Expr>, env: Environment)
    requires |args| == 1
    ensures var v := Evaluate(args[0], env);
      EvaluateAll(args, env) == if v.Err? then Err(v.error) else Ok([v.value])
  {
    assert args[1..] == [] && EvaluateAll([], env) == Ok([]);
    var v := Evaluate(args[0], env);
    if v.Ok? { assert [v.value] + [] == [v.value]; }
  }

  lemma TwoArguments(args: seq<Expr>, env: Environment)
    requires |args| == 2
    ensures var v, w := Evaluate(args[0], env), Evaluate(args[1], env);
      EvaluateAll(args, env) == if v.Err? then Err(v.error) else if w.Err? then Err(w.error) else Ok([v.value, w.value])
  {
    OneArgument(args[1..], env);
    assert args[1..][0] == args[1];
    var v, w := Evaluate(args[0], env), Evaluate(args[1], env);
    if v.Ok? && w.Ok? { assert [v.value] + [w.value] == [v.value, w.value]; }
  }

  lemma CallOfValuesIsSound(e: Expr, v: Value, c: Checking, known: Capabilities, env: Environment)
    requires e.Call? && |e.args| >= 1 && Evaluate(e.args[0], env) == Ok(v)
    requires TypeOf(e, c, known).Typed?
    requires IsSound(e.args[0], TypeOf(e.args[0], c, known), env)
    requires |e.args| == 2 ==> IsSound(e.args[1], TypeOf(e.args[1], c, known), env)
    ensures IsSound(e, TypeOf(e, c, known), env)
  {
    var f := e.callee;
    var t := TypeOf(e.args[0], c, known);
    if |e.args| == 1 {
      OneArgument(e.args, env);
      assert Evaluate(e, env) == ApplyExtension(f, [v]);
      if IsConstructor(f) {
        ConstructorIsSafe(f, v.primitive.s);
      } else {
        MethodIsSafe(f, v, t.ty);
      }
    } else {
      TwoArguments(e.args, env);
      var w := Evaluate(e.args[1], env);
      if w.Ok? {
        assert Evaluate(e, env) == ApplyExtension(f, [v, w.value]);
        BinaryMethodIsSafe(f, v, w.value, t.ty, TypeOf(e.args[1], c, known).ty);
      }
    }
  }
}
