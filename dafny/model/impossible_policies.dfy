include "validator.dfy"

// Policies that can never be satisfied, as far as types show: the validator warns of them.
//
// Not here: which policies are accepted, nor warnings about names and texts, which are about
// how a policy is written.
module ImpossiblePolicies {
  import opened Options
  import opened Types
  import opened Expressions
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Schemas
  import opened Typechecker
  import opened Validator

  // The policy is accepted, and its condition is known to be false in every request environment.
  predicate method PolicyIsImpossible(policy: Policy, schema: Schema, mode: Mode) {
    PolicyValidates(policy, schema, mode)
    && !CanHold(PolicyExpr(policy), RequestEnvs(schema), schema, mode)
  }

  // The same of a template, whatever declared types its slots are filled with.
  predicate method TemplateIsImpossible(template: Template, schema: Schema, mode: Mode) {
    TemplateValidates(template, schema, mode)
    && !CanHold(TemplateExpr(template), TemplateEnvs(template, schema), schema, mode)
  }

  predicate method CanHold(condition: Expr, envs: set<RequestEnv>, schema: Schema, mode: Mode) {
    exists env :: env in envs && MayHold(TypeOfBool(condition, Checking(env, schema, mode), {}))
  }
}
