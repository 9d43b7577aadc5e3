include "../model/validator.dfy"

// What strict validation accepts, permissive validation accepts, with the same types.
module StrictImpliesPermissive {
  import opened Names
  import opened Options
  import opened Values
  import opened Types
  import opened Expressions
  import opened ExtensionFunctions
  import opened Policies
  import opened Requests
  import opened Templates
  import opened PolicyExpressions
  import opened Schemas
  import opened Typechecker
  import opened Validator

  // ---- the theorem

  lemma StrictAcceptsLess(policies: PolicySet, schema: Schema)
    requires PoliciesValidate(policies, schema, Strict)
    ensures PoliciesValidate(policies, schema, Permissive)
  {
    forall p, env | p in policies && env in RequestEnvs(schema)
      ensures TypeOfBool(PolicyExpr(p), Checking(env, schema, Permissive), {}).Typed?
    {
      assert PolicyValidates(p, schema, Strict);
      assert TypeOfBool(PolicyExpr(p), Checking(env, schema, Strict), {}).Typed?;
      SameTypeBool(PolicyExpr(p), env, schema, {});
    }
  }

  lemma StrictAcceptsFewerTemplates(template: Template, schema: Schema)
    requires TemplateValidates(template, schema, Strict)
    ensures TemplateValidates(template, schema, Permissive)
  {
    forall env | env in TemplateEnvs(template, schema)
      ensures TypeOfBool(TemplateExpr(template), Checking(env, schema, Permissive), {}).Typed?
    {
      assert TypeOfBool(TemplateExpr(template), Checking(env, schema, Strict), {}).Typed?;
      SameTypeBool(TemplateExpr(template), env, schema, {});
    }
  }

  lemma StrictAcceptsFewerLinks(template: Template, slots: SlotEnv, schema: Schema)
    requires LinkValidates(template, slots, schema, Strict)
    ensures LinkValidates(template, slots, schema, Permissive)
  {
    StrictAcceptsFewerTemplates(template, schema);
  }

  // ---- steps

  lemma SameBound(a: Type, b: Type)
    requires LeastUpperBound(a, b, Strict).Some?
    ensures LeastUpperBound(a, b, Permissive) == LeastUpperBound(a, b, Strict)
    decreases a
  {
    if a != b {
      if a.SetType? && b.SetType? {
        SameBound(a.element, b.element);
      } else if a.RecordType? && b.RecordType? {
        forall k | k in a.attrs
          ensures LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, Permissive) == LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, Strict)
        {
          assert k in b.attrs.Keys;
          SameBound(a.attrs[k].ty, b.attrs[k].ty);
        }
        var strict := LeastUpperBound(a, b, Strict).value;
        var common := CommonRecord(a, b);
        var keys := set k | k in a.attrs && k in b.attrs && LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, Permissive).Some?;
        assert keys == a.attrs.Keys;
        assert strict.attrs == common.attrs;
      }
    }
  }

  predicate Agree(strict: TypeResult, permissive: TypeResult) {
    strict.Typed? ==> permissive == strict
  }

  lemma SameTypeBool(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    ensures Agree(TypeOfBool(e, Checking(env, schema, Strict), known), TypeOfBool(e, Checking(env, schema, Permissive), known))
    decreases e, 3
  {
    SameType(e, env, schema, known);
  }

  lemma SameType(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    ensures Agree(TypeOf(e, Checking(env, schema, Strict), known), TypeOf(e, Checking(env, schema, Permissive), known))
    decreases e, 2
  {
    var s, p := Checking(env, schema, Strict), Checking(env, schema, Permissive);
    if TypeOf(e, s, known).Typed? {
      match e
      case Literal(literal) =>
      case Variable(v) =>
      case Slot(slot) =>
      case If(g, t, f) => SameTypeIf(e, env, schema, known);
      case And(l, r) => SameTypeAnd(e, env, schema, known);
      case Or(l, r) => SameTypeOr(e, env, schema, known);
      case Unary(op, arg) => SameType(arg, env, schema, known);
      case Binary(op, l, r) => SameTypeBinary(e, env, schema, known);
      case GetAttr(target, attr) => SameType(target, env, schema, known);
      case HasAttr(target, attr) => SameType(target, env, schema, known);
      case LikePattern(target, pattern) => SameType(target, env, schema, known);
      case IsType(target, ty) => SameType(target, env, schema, known);
      case SetOf(elements) => SameTypeElements(elements, env, schema, known);
      case RecordOf(fields) => SameTypeFields(fields, env, schema, known);
      case Call(f, args) => SameTypeCall(e, env, schema, known);
    }
  }

  lemma SameTypeIf(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    requires e.If?
    ensures Agree(TypeOf(e, Checking(env, schema, Strict), known), TypeOf(e, Checking(env, schema, Permissive), known))
    decreases e, 1
  {
    var s, p := Checking(env, schema, Strict), Checking(env, schema, Permissive);
    assert TypeOf(e, s, known) == TypeOfIf(e, s, known) && TypeOf(e, p, known) == TypeOfIf(e, p, known);
    SameTypeBool(e.condition, env, schema, known);
    var g := TypeOfBool(e.condition, s, known);
    if g.Typed? {
      SameType(e.consequent, env, schema, known + g.learned);
      SameType(e.alternative, env, schema, known);
      var t, f := TypeOf(e.consequent, s, known + g.learned), TypeOf(e.alternative, s, known);
      if t.Typed? && f.Typed? && LeastUpperBound(t.ty, f.ty, Strict).Some? {
        SameBound(t.ty, f.ty);
      }
    }
  }

  lemma SameTypeAnd(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    requires e.And?
    ensures Agree(TypeOf(e, Checking(env, schema, Strict), known), TypeOf(e, Checking(env, schema, Permissive), known))
    decreases e, 1
  {
    var s, p := Checking(env, schema, Strict), Checking(env, schema, Permissive);
    assert TypeOf(e, s, known) == TypeOfAnd(e, s, known) && TypeOf(e, p, known) == TypeOfAnd(e, p, known);
    SameTypeBool(e.left, env, schema, known);
    var l := TypeOfBool(e.left, s, known);
    if l.Typed? {
      SameTypeBool(e.right, env, schema, known + l.learned);
    }
  }

  lemma SameTypeOr(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    requires e.Or?
    ensures Agree(TypeOf(e, Checking(env, schema, Strict), known), TypeOf(e, Checking(env, schema, Permissive), known))
    decreases e, 1
  {
    var s, p := Checking(env, schema, Strict), Checking(env, schema, Permissive);
    assert TypeOf(e, s, known) == TypeOfOr(e, s, known) && TypeOf(e, p, known) == TypeOfOr(e, p, known);
    SameTypeBool(e.left, env, schema, known);
    SameTypeBool(e.right, env, schema, known);
  }

  lemma SameTypeBinary(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    requires e.Binary?
    ensures Agree(TypeOf(e, Checking(env, schema, Strict), known), TypeOf(e, Checking(env, schema, Permissive), known))
    decreases e, 1
  {
    SameType(e.left, env, schema, known);
    SameType(e.right, env, schema, known);
  }

  lemma SameTypeElements(es: seq<Expr>, env: RequestEnv, schema: Schema, known: Capabilities)
    ensures Agree(TypeOfElements(es, Checking(env, schema, Strict), known), TypeOfElements(es, Checking(env, schema, Permissive), known))
    decreases es, 3
  {
    if es != [] {
      SameType(es[0], env, schema, known);
      SameTypeElements(es[1..], env, schema, known);
      var s := Checking(env, schema, Strict);
      var first, rest := TypeOf(es[0], s, known), TypeOfElements(es[1..], s, known);
      if first.Typed? && rest.Typed? && LeastUpperBound(first.ty, rest.ty, Strict).Some? {
        SameBound(first.ty, rest.ty);
      }
    }
  }

  lemma SameTypeFields(fields: seq<(Attr, Expr)>, env: RequestEnv, schema: Schema, known: Capabilities)
    ensures Agree(TypeOfFields(fields, Checking(env, schema, Strict), known), TypeOfFields(fields, Checking(env, schema, Permissive), known))
    decreases fields, 3
  {
    if fields != [] {
      SameType(fields[0].1, env, schema, known);
      SameTypeFields(fields[1..], env, schema, known);
    }
  }

  lemma SameTypeCall(e: Expr, env: RequestEnv, schema: Schema, known: Capabilities)
    requires e.Call?
    ensures Agree(TypeOf(e, Checking(env, schema, Strict), known), TypeOf(e, Checking(env, schema, Permissive), known))
    decreases e, 1
  {
    if |e.args| >= 1 { SameType(e.args[0], env, schema, known); }
    if |e.args| >= 2 { SameType(e.args[1], env, schema, known); }
  }
}
