include "typechecker.dfy"
include "policy_expressions.dfy"
include "validator.dfy"

// What the type checker concludes of every part of an expression: its type, that it has none,
// or why it was not asked.
module ExpressionTypes {
  import opened Names
  import opened Values
  import opened Types
  import opened Expressions
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Schemas
  import opened Typechecker
  import opened Validator

  // An expression, and its parts in the order in which they are checked.
  datatype Conclusion =
    | Checked(result: TypeResult, parts: seq<Conclusion>)
    // No value of it is ever asked for.
    | NeverEvaluated
    // Something that is checked before it has no type.
    | NotReached

  // Of all conditions of a policy as one expression.
  function method TypesInConditions(conditions: seq<Condition>, c: Checking): Conclusion {
    TypesIn(BodyExpr(conditions), c, {})
  }

  // The environment is one for which the conditions are checked: with some types in its slots,
  // the scope of the policy or template is not known to be false.
  predicate method ScopeMayApply(template: Template, env: RequestEnv, schema: Schema) {
    var choices := SlotChoices(template, DeclaredTypes(schema));
    MayApply(TemplateExpr(template.(conditions := [])), set slots | slots in choices :: WithSlots(env, slots), schema)
  }

  function method TypesIn(e: Expr, c: Checking, known: Capabilities): Conclusion
    decreases e, 1
  {
    Checked(TypeOf(e, c, known), TypesOfParts(e, c, known))
  }

  function method TypesOfParts(e: Expr, c: Checking, known: Capabilities): seq<Conclusion>
    decreases e, 0
  {
    match e
    case Literal(p) => []
    case Variable(v) => []
    case Slot(slot) => []
    case If(condition, consequent, alternative) =>
      var g := TypeOfBool(condition, c, known);
      var checked := TypesIn(condition, c, known);
      if g.IllTyped? then [checked, NotReached, NotReached]
      else if IsAlways(g, true) then [checked, TypesIn(consequent, c, known + g.learned), NeverEvaluated]
      else if IsAlways(g, false) then [checked, NeverEvaluated, TypesIn(alternative, c, known)]
      else [checked] + InOrder(TypesIn(consequent, c, known + g.learned), TypesIn(alternative, c, known))
    case And(left, right) =>
      var l := TypeOfBool(left, c, known);
      [TypesIn(left, c, known),
       if l.IllTyped? then NotReached
       else if IsAlways(l, false) then NeverEvaluated
       else TypesIn(right, c, known + l.learned)]
    case Or(left, right) =>
      var l := TypeOfBool(left, c, known);
      [TypesIn(left, c, known),
       if l.IllTyped? then NotReached
       else if IsAlways(l, true) then NeverEvaluated
       else TypesIn(right, c, known)]
    case Unary(op, arg) => [TypesIn(arg, c, known)]
    case Binary(op, left, right) => InOrder(TypesIn(left, c, known), TypesIn(right, c, known))
    case GetAttr(target, attr) => [TypesIn(target, c, known)]
    case HasAttr(target, attr) => [TypesIn(target, c, known)]
    case LikePattern(target, pattern) => [TypesIn(target, c, known)]
    case IsType(target, ty) => [TypesIn(target, c, known)]
    case SetOf(elements) => TypesInEach(elements, c, known)
    case RecordOf(fields) => TypesInFields(fields, c, known)
    case Call(f, args) => TypesInEach(args, c, known)
  }

  predicate method IsAlways(t: TypeResult, b: bool) {
    t.Typed? && t.ty == BoolType(if b then AlwaysTrue else AlwaysFalse)
  }

  function method InOrder(first: Conclusion, second: Conclusion): seq<Conclusion> {
    [first] + IfTyped(first, [second])
  }

  // The rest is checked only if the first has a type.
  function method IfTyped(first: Conclusion, rest: seq<Conclusion>): seq<Conclusion> {
    if first.Checked? && first.result.Typed? then rest else NoneReached(|rest|)
  }

  function method NoneReached(count: nat): seq<Conclusion> {
    if count == 0 then [] else [NotReached] + NoneReached(count - 1)
  }

  function method TypesInEach(es: seq<Expr>, c: Checking, known: Capabilities): seq<Conclusion>
    decreases es, 2
  {
    if es == [] then [] else
    var first := TypesIn(es[0], c, known);
    [first] + IfTyped(first, TypesInEach(es[1..], c, known))
  }

  function method TypesInFields(fields: seq<(Attr, Expr)>, c: Checking, known: Capabilities): seq<Conclusion>
    decreases fields, 2
  {
    if fields == [] then [] else
    var first := TypesIn(fields[0].1, c, known);
    [first] + IfTyped(first, TypesInFields(fields[1..], c, known))
  }
}
