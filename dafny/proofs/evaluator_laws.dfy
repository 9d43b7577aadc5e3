include "../model/evaluator.dfy"

// What the operators of control and arithmetic mean, as laws.
//
// That evaluation always ends with exactly one answer needs no lemma: `Evaluate` is a total
// function, and Dafny accepts it as one.
module EvaluatorLaws {
  import opened Results
  import opened Longs
  import opened Values
  import opened Expressions
  import opened Entities
  import opened Requests
  import opened Operators
  import opened Evaluator

  // ---- `&&`, `||`, `if`

  // `l && r`: false if l is false, whatever r is; else r, which must be a Bool.
  lemma AndLaw(l: Expr, r: Expr, env: Environment)
    ensures EvaluateBool(l, env) == Ok(false) ==> Evaluate(And(l, r), env) == Ok(BoolValue(false))
    ensures EvaluateBool(l, env) == Ok(true) ==> Evaluate(And(l, r), env) == BoolResult(EvaluateBool(r, env))
    ensures EvaluateBool(l, env).Err? ==> Evaluate(And(l, r), env) == Err(EvaluateBool(l, env).error)
  {
  }

  // `l || r`: true if l is true, whatever r is; else r, which must be a Bool.
  lemma OrLaw(l: Expr, r: Expr, env: Environment)
    ensures EvaluateBool(l, env) == Ok(true) ==> Evaluate(Or(l, r), env) == Ok(BoolValue(true))
    ensures EvaluateBool(l, env) == Ok(false) ==> Evaluate(Or(l, r), env) == BoolResult(EvaluateBool(r, env))
    ensures EvaluateBool(l, env).Err? ==> Evaluate(Or(l, r), env) == Err(EvaluateBool(l, env).error)
  {
  }

  // `if c then t else f`: only the chosen branch is evaluated, and it may be of any type.
  lemma IfLaw(c: Expr, t: Expr, f: Expr, env: Environment)
    ensures EvaluateBool(c, env) == Ok(true) ==> Evaluate(If(c, t, f), env) == Evaluate(t, env)
    ensures EvaluateBool(c, env) == Ok(false) ==> Evaluate(If(c, t, f), env) == Evaluate(f, env)
    ensures EvaluateBool(c, env).Err? ==> Evaluate(If(c, t, f), env) == Err(EvaluateBool(c, env).error)
  {
  }

  // `&&` and `||` are each other's dual, errors included.
  lemma DeMorgan(l: Expr, r: Expr, env: Environment)
    ensures EvaluateBool(Unary(Not, And(l, r)), env) == EvaluateBool(Or(Unary(Not, l), Unary(Not, r)), env)
  {
    NotLaw(l, env);
    NotLaw(r, env);
    NotLaw(And(l, r), env);
  }

  lemma NotLaw(e: Expr, env: Environment)
    ensures var b := EvaluateBool(e, env);
      EvaluateBool(Unary(Not, e), env) == if b.Err? then b else Ok(!b.value)
  {
  }

  // ---- arithmetic

  // On two Longs `+`, `-`, `*` give the mathematical result if it is a Long, and overflow
  // exactly if it is not.
  lemma ArithmeticIsExact(op: BinaryOp, i: int, j: int, store: EntityStore)
    requires op.Add? || op.Sub? || op.Mul?
    ensures var n := if op.Add? then i + j else if op.Sub? then i - j else i * j;
      ApplyBinary(op, Primitive(Long(i)), Primitive(Long(j)), store)
        == if IsLong(n) then Ok(Primitive(Long(n))) else Err(IntegerOverflow)
  {
  }

  // Of the Longs only the least cannot be negated.
  lemma NegationOverflowsOnlyOnce(i: int)
    requires IsLong(i)
    ensures ApplyUnary(Neg, Primitive(Long(i))) == Err(IntegerOverflow) <==> i == MinLong
  {
  }

  // An operator overflows in no other way.
  lemma OnlyArithmeticOverflows(op: BinaryOp, a: Value, b: Value, store: EntityStore)
    requires ApplyBinary(op, a, b, store) == Err(IntegerOverflow)
    ensures (op.Add? || op.Sub? || op.Mul?) && AsLong(a).Ok? && AsLong(b).Ok?
  {
  }

  // ---- equality

  // `==` never errs of its own, and values of different types are different.
  lemma EqualityIsTotal(a: Value, b: Value, store: EntityStore)
    ensures ApplyBinary(Eq, a, b, store) == Ok(BoolValue(a == b))
  {
  }

  // ---- order of evaluation

  // The left operand's error comes first, the right's second, a complaint about types last.
  lemma LeftToRight(op: BinaryOp, l: Expr, r: Expr, env: Environment)
    ensures Evaluate(l, env).Err? ==> Evaluate(Binary(op, l, r), env) == Evaluate(l, env)
    ensures Evaluate(l, env).Ok? && Evaluate(r, env).Err? ==> Evaluate(Binary(op, l, r), env) == Evaluate(r, env)
  {
  }
}
