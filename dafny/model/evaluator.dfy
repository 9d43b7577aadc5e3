include "operators.dfy"
include "extension_functions.dfy"
include "requests.dfy"

// What an expression means: the value it has in an environment, or the error it raises.
//
// Evaluation goes strictly from left to right and stops at the first error. `&&`, `||` and
// `if` evaluate no operand that cannot matter; every other operator evaluates all its
// operands before it looks at their types.
module Evaluator {
  import opened Names
  import opened Results
  import opened Values
  import opened Expressions
  import opened Operators
  import opened ExtensionFunctions
  import opened Requests

  function method Evaluate(e: Expr, env: Environment): Result<Value>
    decreases e, 0
  {
    match e
    case Literal(primitive) => Ok(Primitive(primitive))
    case Variable(v) => Ok(VariableValue(v, env.request))
    case Slot(slot) => if slot in env.slots then Ok(EntityValue(env.slots[slot])) else Err(UnlinkedSlot)
    case If(condition, consequent, alternative) =>
      var b := EvaluateBool(condition, env);
      if b.Err? then Err(b.error) else
      if b.value then Evaluate(consequent, env) else Evaluate(alternative, env)
    case And(left, right) =>
      var b := EvaluateBool(left, env);
      if b.Err? then Err(b.error) else
      if b.value then BoolResult(EvaluateBool(right, env)) else Ok(BoolValue(false))
    case Or(left, right) =>
      var b := EvaluateBool(left, env);
      if b.Err? then Err(b.error) else
      if b.value then Ok(BoolValue(true)) else BoolResult(EvaluateBool(right, env))
    case Unary(op, arg) =>
      var a := Evaluate(arg, env);
      if a.Err? then a else ApplyUnary(op, a.value)
    case Binary(op, left, right) =>
      var a := Evaluate(left, env);
      if a.Err? then a else
      var b := Evaluate(right, env);
      if b.Err? then b else ApplyBinary(op, a.value, b.value, env.store)
    case GetAttr(target, attr) =>
      var v := Evaluate(target, env);
      if v.Err? then v else ReadAttr(v.value, attr, env.store)
    case HasAttr(target, attr) =>
      var v := Evaluate(target, env);
      if v.Err? then v else TestAttr(v.value, attr, env.store)
    case LikePattern(target, pattern) =>
      var v := Evaluate(target, env);
      if v.Err? then v else TestLike(v.value, pattern)
    case IsType(target, ty) =>
      var v := Evaluate(target, env);
      if v.Err? then v else TestType(v.value, ty)
    case SetOf(elements) =>
      var vs := EvaluateAll(elements, env);
      if vs.Err? then Err(vs.error) else Ok(Set(set v | v in vs.value))
    case RecordOf(fields) =>
      var attrs := EvaluateFields(fields, env);
      if attrs.Err? then Err(attrs.error) else Ok(Record(attrs.value))
    case Call(f, args) =>
      var vs := EvaluateAll(args, env);
      if vs.Err? then Err(vs.error) else ApplyExtension(f, vs.value)
  }

  function method EvaluateBool(e: Expr, env: Environment): Result<bool>
    decreases e, 1
  {
    var v := Evaluate(e, env);
    if v.Err? then Err(v.error) else AsBool(v.value)
  }

  function method EvaluateAll(es: seq<Expr>, env: Environment): Result<seq<Value>>
    decreases es, 1
  {
    if es == [] then Ok([]) else
    var first := Evaluate(es[0], env);
    if first.Err? then Err(first.error) else
    var rest := EvaluateAll(es[1..], env);
    if rest.Err? then rest else Ok([first.value] + rest.value)
  }

  function method EvaluateFields(fields: seq<(Attr, Expr)>, env: Environment): Result<map<Attr, Value>>
    decreases fields, 1
  {
    if fields == [] then Ok(map[]) else
    var first := Evaluate(fields[0].1, env);
    if first.Err? then Err(first.error) else
    var rest := EvaluateFields(fields[1..], env);
    if rest.Err? then rest else Ok(rest.value[fields[0].0 := first.value])
  }

  function method VariableValue(v: Var, request: Request): Value {
    match v
    case Principal => EntityValue(request.principal)
    case Action => EntityValue(request.action)
    case Resource => EntityValue(request.resource)
    case Context => Record(request.context)
  }

  function method BoolResult(b: Result<bool>): Result<Value> {
    if b.Err? then Err(b.error) else Ok(BoolValue(b.value))
  }
}
