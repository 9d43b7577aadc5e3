include "datetime_text.dfy"

// Sixty-four bits are enough, and no operation ever holds more: if the numbers that are
// written in a policy, in its request and in the store fit, so does every number that is
// computed. An overflow is reported exactly where the mathematical result does not fit.
module LongRanges {
  import opened Names
  import opened Options
  import opened Results
  import opened Longs
  import opened Values
  import opened Expressions
  import opened Entities
  import opened Requests
  import opened Operators
  import opened ExtensionFunctions
  import opened Decimals
  import opened Durations
  import opened Datetimes
  import opened Evaluator
  import opened DatetimeText

  // ---- what fits

  predicate Fits(v: Value)
    decreases v
  {
    match v
    case Primitive(p) => p.Long? ==> IsLong(p.i)
    case Set(elements) => forall x :: x in elements ==> Fits(x)
    case Record(attrs) => forall k :: k in attrs ==> Fits(attrs[k])
    case Extension(x) => ExtensionFits(x)
  }

  predicate ExtensionFits(x: ExtensionValue) {
    match x
    case Decimal(units) => IsLong(units)
    case IpaddrOf(ip) => true
    case Datetime(ms) => IsLong(ms)
    case Duration(ms) => IsLong(ms)
  }

  predicate EnvironmentFits(env: Environment) {
    Fits(Record(env.request.context))
    && forall uid :: uid in env.store ==> Fits(Record(env.store[uid].attrs)) && Fits(Record(env.store[uid].tags))
  }

  predicate LiteralsFit(e: Expr) {
    match e
    case Literal(p) => p.Long? ==> IsLong(p.i)
    case Variable(v) => true
    case Slot(slot) => true
    case If(c, t, f) => LiteralsFit(c) && LiteralsFit(t) && LiteralsFit(f)
    case And(l, r) => LiteralsFit(l) && LiteralsFit(r)
    case Or(l, r) => LiteralsFit(l) && LiteralsFit(r)
    case Unary(op, arg) => LiteralsFit(arg)
    case Binary(op, l, r) => LiteralsFit(l) && LiteralsFit(r)
    case GetAttr(target, attr) => LiteralsFit(target)
    case HasAttr(target, attr) => LiteralsFit(target)
    case LikePattern(target, pattern) => LiteralsFit(target)
    case IsType(target, ty) => LiteralsFit(target)
    case SetOf(elements) => forall i :: 0 <= i < |elements| ==> LiteralsFit(elements[i])
    case RecordOf(fields) => forall i :: 0 <= i < |fields| ==> LiteralsFit(fields[i].1)
    case Call(f, args) => forall i :: 0 <= i < |args| ==> LiteralsFit(args[i])
  }

  // ---- the theorems

  lemma ComputedNumbersFit(e: Expr, env: Environment)
    requires LiteralsFit(e) && EnvironmentFits(env)
    ensures Evaluate(e, env).Ok? ==> Fits(Evaluate(e, env).value)
    decreases e, 0
  {
    match e
    case Literal(p) =>
    case Variable(v) =>
    case Slot(slot) =>
    case If(c, t, f) => ComputedNumbersFit(t, env); ComputedNumbersFit(f, env);
    case And(l, r) =>
    case Or(l, r) =>
    case Unary(op, arg) =>
      var a := Evaluate(arg, env);
      if a.Ok? { assert Evaluate(e, env) == ApplyUnary(op, a.value); }
    case Binary(op, l, r) =>
      ComputedNumbersFit(l, env);
      ComputedNumbersFit(r, env);
      var a, b := Evaluate(l, env), Evaluate(r, env);
      if a.Ok? && b.Ok? { BinaryFits(op, a.value, b.value, env.store, env); }
    case GetAttr(target, attr) => ComputedNumbersFit(target, env); AttrFits(target, attr, env);
    case HasAttr(target, attr) =>
    case LikePattern(target, pattern) =>
    case IsType(target, ty) =>
    case SetOf(elements) => ComputedElementsFit(elements, env);
    case RecordOf(fields) =>
      ComputedFieldsFit(fields, env);
      var attrs := EvaluateFields(fields, env);
      if attrs.Ok? { assert Evaluate(e, env) == Ok(Record(attrs.value)); }
    case Call(f, args) =>
      ComputedElementsFit(args, env);
      var vs := EvaluateAll(args, env);
      if vs.Ok? { ExtensionFunctionsFit(f, vs.value); }
  }

  // An overflow comes from an operation of the expression whose operands are Longs and whose
  // mathematical result is none: `+`, `-`, `*` or negation.
  lemma OverflowHasACause(e: Expr, env: Environment)
    requires LiteralsFit(e) && EnvironmentFits(env)
    ensures Evaluate(e, env) == Err(IntegerOverflow) ==> SomethingOverflows(e, env)
    decreases e, 0
  {
    match e
    case Literal(p) =>
    case Variable(v) =>
    case Slot(slot) =>
    case If(c, t, f) =>
      OverflowHasACause(c, env);
      OverflowHasACause(t, env);
      OverflowHasACause(f, env);
      var b := EvaluateBool(c, env);
      assert Evaluate(e, env) == if b.Err? then Err(b.error) else if b.value then Evaluate(t, env) else Evaluate(f, env);
    case And(l, r) =>
      OverflowHasACause(l, env);
      OverflowHasACause(r, env);
      var a, b := EvaluateBool(l, env), EvaluateBool(r, env);
      assert Evaluate(e, env) == if a.Ok? && a.value then BoolResult(b) else BoolResult(a);
    case Or(l, r) =>
      OverflowHasACause(l, env);
      OverflowHasACause(r, env);
      var a, b := EvaluateBool(l, env), EvaluateBool(r, env);
      assert Evaluate(e, env) == if a.Ok? && !a.value then BoolResult(b) else BoolResult(a);
    case Unary(op, arg) =>
      OverflowHasACause(arg, env);
      var a := Evaluate(arg, env);
      if a.Ok? { assert Evaluate(e, env) == ApplyUnary(op, a.value); }
    case Binary(op, l, r) =>
      OverflowHasACause(l, env);
      OverflowHasACause(r, env);
      var a, b := Evaluate(l, env), Evaluate(r, env);
      if a.Ok? && b.Ok? { assert Evaluate(e, env) == ApplyBinary(op, a.value, b.value, env.store); }
    case GetAttr(target, attr) => OverflowHasACause(target, env);
    case HasAttr(target, attr) => OverflowHasACause(target, env);
    case LikePattern(target, pattern) => OverflowHasACause(target, env);
    case IsType(target, ty) => OverflowHasACause(target, env);
    case SetOf(elements) => OverflowOfElements(elements, env);
    case RecordOf(fields) => OverflowOfFields(fields, env);
    case Call(f, args) =>
      OverflowOfElements(args, env);
      ComputedElementsFit(args, env);
      var vs := EvaluateAll(args, env);
      if vs.Ok? {
        ExtensionFunctionsFit(f, vs.value);
        assert Evaluate(e, env) == ApplyExtension(f, vs.value);
      }
  }

  // The operation itself overflows, or one of its operands holds one that does.
  predicate SomethingOverflows(e: Expr, env: Environment)
    decreases e
  {
    Overflows(e, env) ||
    match e
    case Literal(p) => false
    case Variable(v) => false
    case Slot(slot) => false
    case If(c, t, f) => SomethingOverflows(c, env) || SomethingOverflows(t, env) || SomethingOverflows(f, env)
    case And(l, r) => SomethingOverflows(l, env) || SomethingOverflows(r, env)
    case Or(l, r) => SomethingOverflows(l, env) || SomethingOverflows(r, env)
    case Unary(op, arg) => SomethingOverflows(arg, env)
    case Binary(op, l, r) => SomethingOverflows(l, env) || SomethingOverflows(r, env)
    case GetAttr(target, attr) => SomethingOverflows(target, env)
    case HasAttr(target, attr) => SomethingOverflows(target, env)
    case LikePattern(target, pattern) => SomethingOverflows(target, env)
    case IsType(target, ty) => SomethingOverflows(target, env)
    case SetOf(elements) => exists i :: 0 <= i < |elements| && SomethingOverflows(elements[i], env)
    case RecordOf(fields) => exists i :: 0 <= i < |fields| && SomethingOverflows(fields[i].1, env)
    case Call(f, args) => exists i :: 0 <= i < |args| && SomethingOverflows(args[i], env)
  }

  predicate Overflows(e: Expr, env: Environment) {
    if e.Unary? then
      e.unaryOp.Neg? && IsNumber(e.arg, env) && !IsLong(-Number(e.arg, env))
    else
      e.Binary? && IsNumber(e.left, env) && IsNumber(e.right, env)
      && ((e.binaryOp.Add? && !IsLong(Number(e.left, env) + Number(e.right, env)))
        || (e.binaryOp.Sub? && !IsLong(Number(e.left, env) - Number(e.right, env)))
        || (e.binaryOp.Mul? && !IsLong(Number(e.left, env) * Number(e.right, env))))
  }

  // And such an operation always overflows.
  lemma OverflowIsReported(e: Expr, env: Environment)
    requires Overflows(e, env)
    ensures Evaluate(e, env) == Err(IntegerOverflow)
  {
  }

  predicate IsNumber(e: Expr, env: Environment) {
    Evaluate(e, env).Ok? && AsLong(Evaluate(e, env).value).Ok?
  }

  function Number(e: Expr, env: Environment): int
    requires IsNumber(e, env)
  {
    AsLong(Evaluate(e, env).value).value
  }

  // Arithmetic of datetimes refuses exactly what does not fit.
  lemma DatetimeArithmeticIsExact(ms: int, other: int)
    ensures ApplyExtension(Offset, [Extension(Datetime(ms)), Extension(Duration(other))])
      == if IsLong(ms + other) then Ok(Extension(Datetime(ms + other))) else Err(ExtensionError)
    ensures ApplyExtension(DurationSince, [Extension(Datetime(ms)), Extension(Datetime(other))])
      == if IsLong(ms - other) then Ok(Extension(Duration(ms - other))) else Err(ExtensionError)
  {
  }

  // ---- steps: numbers fit

  lemma BinaryFits(op: BinaryOp, a: Value, b: Value, store: EntityStore, env: Environment)
    requires Fits(a) && Fits(b) && EnvironmentFits(env) && store == env.store
    ensures ApplyBinary(op, a, b, store).Ok? ==> Fits(ApplyBinary(op, a, b, store).value)
  {
    if op.GetTag? && ApplyBinary(op, a, b, store).Ok? {
      var uid := AsEntity(a).value;
      assert Fits(Record(store[uid].tags));
    }
  }

  lemma AttrFits(target: Expr, attr: Attr, env: Environment)
    requires EnvironmentFits(env)
    requires Evaluate(target, env).Ok? ==> Fits(Evaluate(target, env).value)
    ensures Evaluate(GetAttr(target, attr), env).Ok? ==> Fits(Evaluate(GetAttr(target, attr), env).value)
  {
    var v := Evaluate(target, env);
    if Evaluate(GetAttr(target, attr), env).Ok? {
      assert Evaluate(GetAttr(target, attr), env) == ReadAttr(v.value, attr, env.store);
      if !v.value.Record? {
        var uid := AsEntity(v.value).value;
        assert Fits(Record(env.store[uid].attrs));
      }
    }
  }

  lemma ComputedElementsFit(es: seq<Expr>, env: Environment)
    requires forall i :: 0 <= i < |es| ==> LiteralsFit(es[i])
    requires EnvironmentFits(env)
    ensures var vs := EvaluateAll(es, env);
      vs.Ok? ==> forall v :: v in vs.value ==> Fits(v)
    decreases es, 1
  {
    if es != [] {
      ComputedNumbersFit(es[0], env);
      ComputedElementsFit(es[1..], env);
    }
  }

  lemma ComputedFieldsFit(fields: seq<(Attr, Expr)>, env: Environment)
    requires forall i :: 0 <= i < |fields| ==> LiteralsFit(fields[i].1)
    requires EnvironmentFits(env)
    ensures var attrs := EvaluateFields(fields, env);
      attrs.Ok? ==> Fits(Record(attrs.value))
    decreases fields, 1
  {
    if fields != [] {
      ComputedNumbersFit(fields[0].1, env);
      ComputedFieldsFit(fields[1..], env);
    }
  }

  // What an extension function computes fits, and it never reports an overflow: what it
  // cannot compute is an extension error.
  lemma ExtensionFunctionsFit(f: ExtensionFunction, vs: seq<Value>)
    requires forall v :: v in vs ==> Fits(v)
    ensures ApplyExtension(f, vs).Ok? ==> Fits(ApplyExtension(f, vs).value)
    ensures ApplyExtension(f, vs) != Err(IntegerOverflow)
  {
    if |vs| >= 1 { assert Fits(vs[0]); }
    if |vs| >= 2 { assert Fits(vs[1]); }
    if |vs| == Arity(f) {
      if IsConstructor(f) {
        if AsString(vs[0]).Ok? { ReadNumbersFit(f, AsString(vs[0]).value); }
      } else if vs[0].Extension? && |vs| == 1 {
        MethodFits(f, vs[0].extension);
      } else if vs[0].Extension? && vs[1].Extension? {
        BinaryMethodFits(f, vs[0].extension, vs[1].extension);
      }
    }
  }

  lemma ReadNumbersFit(f: ExtensionFunction, text: string)
    requires IsConstructor(f)
    ensures Construct(f, text).Some? ==> ExtensionFits(Construct(f, text).value)
  {
    if f.DatetimeFromText? && ParseDatetime(text).Some? { DatetimeFits(text); }
  }

  // Four digits of a year cannot leave the range.
  lemma DatetimeFits(text: string)
    requires ParseDatetime(text).Some?
    ensures IsLong(ParseDatetime(text).value)
  {
    OnlyWritableAreRead(text);
  }

  lemma MethodFits(f: ExtensionFunction, receiver: ExtensionValue)
    requires ExtensionFits(receiver)
    ensures ApplyMethod(f, receiver).Ok? ==> Fits(ApplyMethod(f, receiver).value)
    ensures ApplyMethod(f, receiver) != Err(IntegerOverflow)
  {
  }

  lemma BinaryMethodFits(f: ExtensionFunction, a: ExtensionValue, b: ExtensionValue)
    ensures ApplyBinaryMethod(f, a, b).Ok? ==> Fits(ApplyBinaryMethod(f, a, b).value)
    ensures ApplyBinaryMethod(f, a, b) != Err(IntegerOverflow)
  {
  }

  // ---- steps: overflows

  lemma OverflowOfElements(es: seq<Expr>, env: Environment)
    requires forall i :: 0 <= i < |es| ==> LiteralsFit(es[i])
    requires EnvironmentFits(env)
    ensures EvaluateAll(es, env) == Err(IntegerOverflow) ==> exists i :: 0 <= i < |es| && SomethingOverflows(es[i], env)
    decreases es, 1
  {
    if es != [] {
      OverflowHasACause(es[0], env);
      OverflowOfElements(es[1..], env);
      if i :| 0 <= i < |es[1..]| && SomethingOverflows(es[1..][i], env) {
        assert es[1..][i] == es[i + 1];
      }
    }
  }

  lemma OverflowOfFields(fields: seq<(Attr, Expr)>, env: Environment)
    requires forall i :: 0 <= i < |fields| ==> LiteralsFit(fields[i].1)
    requires EnvironmentFits(env)
    ensures EvaluateFields(fields, env) == Err(IntegerOverflow)
      ==> exists i :: 0 <= i < |fields| && SomethingOverflows(fields[i].1, env)
    decreases fields, 1
  {
    if fields != [] {
      OverflowHasACause(fields[0].1, env);
      OverflowOfFields(fields[1..], env);
      if i :| 0 <= i < |fields[1..]| && SomethingOverflows(fields[1..][i].1, env) {
        assert fields[1..][i] == fields[i + 1];
      }
    }
  }
}
