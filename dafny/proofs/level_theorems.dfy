include "level_soundness.dfy"
include "validation_soundness.dfy"

// Levels are what they are for: policies that validate at a level decide from the slice of
// that level what they decide from all entities.
module LevelTheorems {
  import opened Names
  import opened Results
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Evaluator
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Conditions
  import opened Authorizer
  import opened Schemas
  import opened Typechecker
  import opened Validator
  import opened TypeSoundness
  import opened PolicyMeaning
  import opened TemplateTheorems
  import opened ValidationSoundness
  import opened Levels
  import opened LevelSlices
  import opened LevelSoundness

  // ---- the theorems

  // The same decision, the same determining policies, the same erring ones with the same errors.
  lemma SliceIsEnough(policies: PolicySet, schema: Schema, mode: Mode, level: int, request: Request, store: EntityStore)
    requires PoliciesValidateAtLevel(policies, schema, mode, level) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures IsAuthorized(request, LevelSlice(store, request, level), policies) == IsAuthorized(request, store, policies)
  {
    var slice := LevelSlice(store, request, level);
    forall p | p in policies
      ensures EvaluatePolicy(p, Environment(request, slice, map[])) == EvaluatePolicy(p, Environment(request, store, map[]))
    {
      PolicyIsSameOnSlice(p, schema, mode, level, request, store);
    }
    assert Outcomes(request, slice, policies) == Outcomes(request, store, policies);
  }

  lemma PolicyIsSameOnSlice(policy: Policy, schema: Schema, mode: Mode, level: int, request: Request, store: EntityStore)
    requires PolicyValidatesAtLevel(policy, schema, mode, level) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures EvaluatePolicy(policy, Environment(request, LevelSlice(store, request, level), map[]))
      == EvaluatePolicy(policy, Environment(request, store, map[]))
  {
    var env := Environment(request, store, map[]);
    var c := Checking(EnvOf(request, schema), schema, mode);
    EnvIsListed(request, schema);
    assert TypeOfBool(PolicyExpr(policy), c, {}).Typed?;
    SameBoolOnSlice(PolicyExpr(policy), c, {}, level, env);
    PolicyMeansItsExpression(policy, env);
    PolicyMeansItsExpression(policy, Sliced(env, level));
  }

  // So does a policy linked from a template that validates at the level.
  lemma LinkIsSameOnSlice(
    template: Template, id: PolicyId, slots: SlotEnv, schema: Schema, mode: Mode, level: int, request: Request, store: EntityStore)
    requires TemplateValidatesAtLevel(template, schema, mode, level) && ActionTypesAreApart(schema)
    requires Link(template, id, slots).Linked?
    requires forall slot :: slot in slots ==> slots[slot].ty in DeclaredTypes(schema)
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures var policy := Link(template, id, slots).policy;
      EvaluatePolicy(policy, Environment(request, LevelSlice(store, request, level), map[]))
      == EvaluatePolicy(policy, Environment(request, store, map[]))
  {
    var slotTypes := map slot | slot in slots :: slots[slot].ty;
    var requestEnv := WithSlots(EnvOf(request, schema), slotTypes);
    var c := Checking(requestEnv, schema, mode);
    var env := Environment(request, store, slots);
    EnvIsListed(request, schema);
    LinkingNeedsExactlyTheSlots(template, id, slots);
    SlotTypesAreAChoice(template, slots, slotTypes, schema);
    assert requestEnv in TemplateEnvs(template, schema);
    assert TypeOfBool(TemplateExpr(template), c, {}).Typed?;
    SameBoolOnSlice(TemplateExpr(template), c, {}, level, env);
    LinkingIsBinding(template, id, slots, request, store);
    LinkingIsBinding(template, id, slots, request, Sliced(env, level).store);
  }

  // ---- what a level means

  // Level 0 takes no entities at all.
  lemma LevelZeroReadsNothing(store: EntityStore, request: Request)
    ensures LevelSlice(store, request, 0) == map[]
  {
  }

  // A higher level takes no fewer entities, and each as it is in the store.
  lemma SlicesGrow(store: EntityStore, request: Request, level: int, higher: int)
    requires level <= higher
    ensures var slice, larger := LevelSlice(store, request, level), LevelSlice(store, request, higher);
      forall uid :: uid in slice ==> uid in larger && uid in store && slice[uid] == larger[uid] == store[uid]
  {
    if level > 0 { FartherReachesMore(NamedBy(request), level - 1, higher - 1, store); }
  }
}
