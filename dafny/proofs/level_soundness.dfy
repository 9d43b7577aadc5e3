include "level_slices.dfy"
include "type_soundness.dfy"

// An expression that reads within a level evaluates to the same on the slice of that level, or
// on any part of the store that holds the slice, as on all entities.
//
// One lemma for each construct; `SameOnPart` does the induction and delegates to them. Type
// soundness is needed for all entities only: it tells which operands are never evaluated.
module LevelSoundness {
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
  import opened TypedOperators
  import opened TypeSoundness
  import opened Levels
  import opened LevelSlices

  // ---- what is promised

  predicate IsSame(e: Expr, path: seq<Attr>, r: Reading, env: Environment, small: Environment) {
    r.Within? ==>
      var v := Evaluate(e, env);
      Evaluate(e, small) == v
      && (v.Ok? ==> GivesWithin(v.value, path, r.distance, env))
  }

  predicate IsReady(c: Checking, known: Capabilities, level: int, env: Environment, small: Environment) {
    Conforms(env, c) && Holds(known, env) && HoldsLevel(small, level, env)
  }

  // ---- the theorem

  lemma SameOnPart(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 2
  {
    if ReadingOf(e, path, c, known, level).Within? {
      match e
      case Literal(p) => LiteralIsSame(e, path, c, known, level, env, small);
      case Variable(v) => VariableIsSame(e, path, c, known, level, env, small);
      case Slot(slot) =>
      case If(g, t, f) => IfIsSame(e, path, c, known, level, env, small);
      case And(l, r) => AndIsSame(e, path, c, known, level, env, small);
      case Or(l, r) => OrIsSame(e, path, c, known, level, env, small);
      case Unary(op, arg) => UnaryIsSame(e, path, c, known, level, env, small);
      case Binary(op, l, r) => BinaryIsSame(e, path, c, known, level, env, small);
      case GetAttr(target, attr) => GetAttrIsSame(e, path, c, known, level, env, small);
      case HasAttr(target, attr) => HasAttrIsSame(e, path, c, known, level, env, small);
      case LikePattern(target, pattern) => LikeIsSame(e, path, c, known, level, env, small);
      case IsType(target, ty) => IsTypeIsSame(e, path, c, known, level, env, small);
      case SetOf(elements) => SetIsSame(e, path, c, known, level, env, small);
      case RecordOf(fields) => FieldsAreSame(fields, path, c, known, level, env, small);
      case Call(f, args) => CallIsSame(e, path, c, known, level, env, small);
    }
  }

  // ---- literals and variables

  lemma LiteralIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Literal? && IsReady(c, known, level, env, small)
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
  {
    var v := Primitive(e.literal);
    if e.literal.EntityRef? {
      assert e.literal.uid == c.env.action ==> IsReached(e.literal.uid, 0, env);
    } else {
      NoEntityIsWithin(v, path, env);
    }
  }

  lemma VariableIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Variable? && IsReady(c, known, level, env, small)
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
  {
    if e.variable.Context? { ContextIsNear(path, env); }
  }

  // ---- `if`, `&&`, `||`

  lemma SameBoolOnPart(e: Expr, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed? && ReadsWithin(e, c, known, level)
    ensures EvaluateBool(e, small) == EvaluateBool(e, env)
    decreases e, 3
  {
    SameOnPart(e, [], c, known, level, env, small);
  }

  lemma BoolIsNoEntity(e: Expr, path: seq<Attr>, env: Environment)
    requires e.And? || e.Or?
    ensures Evaluate(e, env).Ok? ==> GivesWithin(Evaluate(e, env).value, path, Steps(0), env)
  {
    if Evaluate(e, env).Ok? { NoEntityIsWithin(Evaluate(e, env).value, path, env); }
  }

  lemma IfIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.If? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    var g := TypeOfBool(e.condition, c, known);
    assert TypeOf(e, c, known) == TypeOfIf(e, c, known);
    assert ReadingOf(e, path, c, known, level) == ReadingOfIf(e, path, c, known, level);
    SoundBool(e.condition, c, known, env);
    SameBoolOnPart(e.condition, c, known, level, env, small);
    var b := EvaluateBool(e.condition, env);
    if b == Ok(true) {
      HoldsBoth(known, g.learned, env);
      SameOnPart(e.consequent, path, c, known + g.learned, level, env, small);
      assert Evaluate(e, env) == Evaluate(e.consequent, env);
      assert Evaluate(e, small) == Evaluate(e.consequent, small);
      if g.ty.kind.AnyBool? {
        EitherIsWithin(e.consequent, path,
          ReadingOf(e.consequent, path, c, known + g.learned, level), ReadingOf(e.alternative, path, c, known, level), env, small);
      }
    } else if b == Ok(false) {
      SameOnPart(e.alternative, path, c, known, level, env, small);
      assert Evaluate(e, env) == Evaluate(e.alternative, env);
      assert Evaluate(e, small) == Evaluate(e.alternative, small);
      if g.ty.kind.AnyBool? {
        EitherIsWithin(e.alternative, path,
          ReadingOf(e.consequent, path, c, known + g.learned, level), ReadingOf(e.alternative, path, c, known, level), env, small);
      }
    }
  }

  // The farther of two distances is far enough for both.
  lemma EitherIsWithin(e: Expr, path: seq<Attr>, a: Reading, b: Reading, env: Environment, small: Environment)
    requires Either(a, b).Within?
    requires IsSame(e, path, a, env, small) || IsSame(e, path, b, env, small)
    ensures IsSame(e, path, Either(a, b), env, small)
  {
    var v := Evaluate(e, env);
    var both := Either(a, b).distance;
    if v.Ok? && both.Steps? {
      forall uid | ValueAt(v.value, path) == Some(EntityValue(uid)) ensures IsReached(uid, both.n, env) {
        if IsSame(e, path, a, env, small) {
          FartherReachesMore(NamedBy(env.request), a.distance.n, both.n, env.store);
        } else {
          FartherReachesMore(NamedBy(env.request), b.distance.n, both.n, env.store);
        }
      }
    }
  }

  lemma AndIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.And? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    var l := TypeOfBool(e.left, c, known);
    assert TypeOf(e, c, known) == TypeOfAnd(e, c, known);
    SoundBool(e.left, c, known, env);
    SameBoolOnPart(e.left, c, known, level, env, small);
    if EvaluateBool(e.left, env) == Ok(true) {
      HoldsBoth(known, l.learned, env);
      SameBoolOnPart(e.right, c, known + l.learned, level, env, small);
    }
    BoolIsNoEntity(e, path, env);
  }

  lemma OrIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Or? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    var l := TypeOfBool(e.left, c, known);
    assert TypeOf(e, c, known) == TypeOfOr(e, c, known);
    SoundBool(e.left, c, known, env);
    SameBoolOnPart(e.left, c, known, level, env, small);
    if EvaluateBool(e.left, env) == Ok(false) {
      SameBoolOnPart(e.right, c, known, level, env, small);
    }
    BoolIsNoEntity(e, path, env);
  }

  // ---- operators

  lemma UnaryIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Unary? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    SameOnPart(e.arg, [], c, known, level, env, small);
    var v := Evaluate(e, env);
    if v.Ok? { NoEntityIsWithin(v.value, path, env); }
  }

  lemma BinaryIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Binary? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    SameOnPart(e.left, [], c, known, level, env, small);
    SameOnPart(e.right, [], c, known, level, env, small);
    var v, w := Evaluate(e.left, env), Evaluate(e.right, env);
    if v.Ok? && w.Ok? {
      assert Evaluate(e, env) == ApplyBinary(e.binaryOp, v.value, w.value, env.store);
      assert Evaluate(e, small) == ApplyBinary(e.binaryOp, v.value, w.value, small.store);
      if ReadsLeft(e.binaryOp) {
        EntityOperandIsEntity(e, v.value, c, known, env);
        ReadingOperatorIsSame(e.binaryOp, v.value, w.value, path, ReadingOf(e.left, [], c, known, level), level, env, small);
      } else {
        OtherOperatorIsSame(e.binaryOp, v.value, w.value, path, env, small);
      }
    }
  }

  predicate ReadsLeft(op: BinaryOp) {
    op.GetTag? || op.HasTag? || op.In?
  }

  lemma EntityOperandIsEntity(e: Expr, v: Value, c: Checking, known: Capabilities, env: Environment)
    requires e.Binary? && ReadsLeft(e.binaryOp) && TypeOf(e, c, known).Typed? && Conforms(env, c) && Holds(known, env)
    requires Evaluate(e.left, env) == Ok(v)
    ensures AsEntity(v).Ok? && v == EntityValue(AsEntity(v).value)
  {
    Sound(e.left, c, known, env);
    assert TypeOf(e.left, c, known).ty.EntityOf?;
  }

  lemma ReadingOperatorIsSame(
    op: BinaryOp, v: Value, w: Value, path: seq<Attr>, left: Reading, level: int, env: Environment, small: Environment)
    requires ReadsLeft(op) && AsEntity(v).Ok? && v == EntityValue(AsEntity(v).value)
    requires Read(left, level).Within? && GivesWithin(v, [], left.distance, env) && HoldsLevel(small, level, env)
    ensures var r := ApplyBinary(op, v, w, env.store);
      ApplyBinary(op, v, w, small.store) == r
      && (r.Ok? ==> GivesWithin(r.value, path, if op.GetTag? then Read(left, level).distance else Steps(0), env))
  {
    var uid := AsEntity(v).value;
    assert ValueAt(v, []) == Some(EntityValue(uid));
    assert IsReached(uid, left.distance.n, env);
    if op.GetTag? {
      TagIsReadAlike(uid, w, path, left.distance.n, level, env, small);
    } else {
      if op.HasTag? { TestsAreAlike(uid, w, "", left.distance.n, level, env, small); }
      else { MembershipIsAlike(uid, w, left.distance.n, level, env, small); }
      var r := ApplyBinary(op, v, w, env.store);
      if r.Ok? { NoEntityIsWithin(r.value, path, env); }
    }
  }

  lemma OtherOperatorIsSame(op: BinaryOp, v: Value, w: Value, path: seq<Attr>, env: Environment, small: Environment)
    requires !ReadsLeft(op)
    ensures var r := ApplyBinary(op, v, w, env.store);
      ApplyBinary(op, v, w, small.store) == r
      && (r.Ok? ==> GivesWithin(r.value, path, Steps(0), env))
  {
    var r := ApplyBinary(op, v, w, env.store);
    if r.Ok? {
      assert HasNoEntity(r.value);
      NoEntityIsWithin(r.value, path, env);
    }
  }

  // ---- attributes

  lemma GetAttrIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.GetAttr? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    var t := TypeOf(e.target, c, known);
    Sound(e.target, c, known, env);
    var v := Evaluate(e.target, env);
    if IsEntity(t) {
      SameOnPart(e.target, [], c, known, level, env, small);
      if v.Ok? {
        var uid := AsEntity(v.value).value;
        var steps := ReadingOf(e.target, [], c, known, level).distance.n;
        assert ValueAt(v.value, []) == Some(EntityValue(uid));
        AttrIsReadAlike(uid, e.attr, path, steps, level, env, small);
      }
    } else {
      SameOnPart(e.target, [e.attr] + path, c, known, level, env, small);
      if v.Ok? && Evaluate(e, env).Ok? {
        assert v.value.Record?;
        FieldIsOnPath(v.value, e.attr, path);
      }
    }
  }

  lemma FieldIsOnPath(v: Value, attr: Attr, path: seq<Attr>)
    requires v.Record? && attr in v.attrs
    ensures ValueAt(v, [attr] + path) == ValueAt(v.attrs[attr], path)
  {
    assert ([attr] + path)[1..] == path;
  }

  lemma HasAttrIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.HasAttr? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    var t := TypeOf(e.target, c, known);
    Sound(e.target, c, known, env);
    SameOnPart(e.target, [], c, known, level, env, small);
    var v := Evaluate(e.target, env);
    if v.Ok? {
      if IsEntity(t) {
        var uid := AsEntity(v.value).value;
        var steps := ReadingOf(e.target, [], c, known, level).distance.n;
        assert ValueAt(v.value, []) == Some(EntityValue(uid));
        TestsAreAlike(uid, v.value, e.attr, steps, level, env, small);
      }
      var r := TestAttr(v.value, e.attr, env.store);
      if r.Ok? { NoEntityIsWithin(r.value, path, env); }
    }
  }

  // ---- `like` and `is`

  lemma LikeIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.LikePattern? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    SameOnPart(e.target, [], c, known, level, env, small);
    var v := Evaluate(e, env);
    if v.Ok? { NoEntityIsWithin(v.value, path, env); }
  }

  lemma IsTypeIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.IsType? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    SameOnPart(e.target, [], c, known, level, env, small);
    var v := Evaluate(e, env);
    if v.Ok? { NoEntityIsWithin(v.value, path, env); }
  }

  // ---- sets and records

  lemma SetIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.SetOf? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    ElementsAreSame(e.elements, c, known, level, env, small);
    var v := Evaluate(e, env);
    if v.Ok? { NoEntityIsWithin(v.value, path, env); }
  }

  lemma ElementsAreSame(es: seq<Expr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires IsReady(c, known, level, env, small) && AllReadWithin(es, c, known, level)
    requires TypeOfElements(es, c, known).Typed?
    ensures EvaluateAll(es, small) == EvaluateAll(es, env)
    decreases es, 3
  {
    if es != [] {
      SameOnPart(es[0], [], c, known, level, env, small);
      ElementsAreSame(es[1..], c, known, level, env, small);
    }
  }

  lemma FieldsAreSame(fields: seq<(Attr, Expr)>, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires IsReady(c, known, level, env, small) && TypeOfFields(fields, c, known).Typed?
    ensures var r := ReadingOfFields(fields, path, c, known, level);
      r.Within? ==>
        var attrs := EvaluateFields(fields, env);
        EvaluateFields(fields, small) == attrs
        && (attrs.Ok? ==> GivesWithin(Record(attrs.value), path, r.distance, env))
    decreases fields, 3
  {
    if fields != [] && ReadingOfFields(fields, path, c, known, level).Within? {
      var isOnPath := path != [] && fields[0].0 == path[0];
      SameOnPart(fields[0].1, if isOnPath then path[1..] else [], c, known, level, env, small);
      FieldsAreSame(fields[1..], path, c, known, level, env, small);
    }
  }

  // ---- extension functions

  lemma CallIsSame(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Call? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires ReadingOf(e, path, c, known, level).Within?
    ensures IsSame(e, path, ReadingOf(e, path, c, known, level), env, small)
    decreases e, 1
  {
    ArgsAreSame(e, c, known, level, env, small);
    var v := Evaluate(e, env);
    if v.Ok? {
      ExtensionGivesNoEntity(e.callee, EvaluateAll(e.args, env).value);
      NoEntityIsWithin(v.value, path, env);
    }
  }

  lemma ArgsAreSame(e: Expr, c: Checking, known: Capabilities, level: int, env: Environment, small: Environment)
    requires e.Call? && IsReady(c, known, level, env, small) && TypeOf(e, c, known).Typed?
    requires AllReadWithin(e.args, c, known, level)
    ensures EvaluateAll(e.args, small) == EvaluateAll(e.args, env)
    decreases e, 0
  {
    var args := e.args;
    SameOnPart(args[0], [], c, known, level, env, small);
    if |args| == 1 {
      OneArgument(args, env);
      OneArgument(args, small);
    } else {
      assert |args| == 2 && args[1..][0] == args[1];
      assert AllReadWithin(args[1..], c, known, level);
      assert ReadsWithin(args[1], c, known, level);
      SameOnPart(args[1], [], c, known, level, env, small);
      TwoArguments(args, env);
      TwoArguments(args, small);
    }
  }

  lemma ExtensionGivesNoEntity(f: ExtensionFunction, args: seq<Value>)
    ensures ApplyExtension(f, args).Ok? ==> HasNoEntity(ApplyExtension(f, args).value)
  {
  }
}
