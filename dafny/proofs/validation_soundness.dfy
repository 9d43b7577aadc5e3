include "../model/validator.dfy"
include "../model/authorizer.dfy"
include "type_soundness.dfy"
include "template_theorems.dfy"

// Soundness of validation: accepted policies, conforming entities and a valid request leave
// three errors possible and no other: a missing entity, an overflow, an extension error.
module ValidationSoundness {
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
  import opened TypedOperators
  import opened TypeSoundness
  import opened PolicyMeaning
  import opened TemplateTheorems

  // ---- the theorems

  // In both modes: an accepted policy gives a Boolean, or one of the three errors.
  lemma ValidPolicyIsSafe(policy: Policy, schema: Schema, mode: Mode, request: Request, store: EntityStore)
    requires PolicyValidates(policy, schema, mode) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures var r := EvaluatePolicy(policy, Environment(request, store, map[]));
      r.Ok? || IsAllowedError(r.error)
  {
    var requestEnv := EnvOf(request, schema);
    var c := Checking(requestEnv, schema, mode);
    var env := Environment(request, store, map[]);
    EnvIsListed(request, schema);
    SoundBool(PolicyExpr(policy), c, {}, env);
    PolicyMeansItsExpression(policy, env);
  }

  // So no response of accepted policies reports any other error.
  lemma ResponseIsSafe(policies: PolicySet, schema: Schema, mode: Mode, request: Request, store: EntityStore)
    requires PoliciesValidate(policies, schema, mode) && ActionTypesAreApart(schema)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures forall e :: e in IsAuthorized(request, store, policies).erring ==> IsAllowedError(e.error)
  {
    var env := Environment(request, store, map[]);
    forall e | e in IsAuthorized(request, store, policies).erring ensures IsAllowedError(e.error) {
      var o :| o in Outcomes(request, store, policies) && o.result.Err? && e == PolicyError(o.id, o.result.error);
      var p :| p in policies && o == Outcome(p.id, p.effect, EvaluatePolicy(p, env));
      ValidPolicyIsSafe(p, schema, mode, request, store);
    }
  }

  // A policy linked from an accepted template is as safe, if the slots hold entities of
  // declared types.
  lemma ValidTemplateIsSafe(
    template: Template, id: PolicyId, slots: SlotEnv, schema: Schema, mode: Mode, request: Request, store: EntityStore)
    requires TemplateValidates(template, schema, mode) && ActionTypesAreApart(schema)
    requires Link(template, id, slots).Linked?
    requires forall slot :: slot in slots ==> slots[slot].ty in DeclaredTypes(schema)
    requires forall c :: c in template.conditions ==> SlotFree(c.body)
    requires RequestIsValid(request, schema) && StoreConforms(store, schema)
    ensures var r := EvaluatePolicy(Link(template, id, slots).policy, Environment(request, store, map[]));
      r.Ok? || IsAllowedError(r.error)
  {
    var slotTypes := map slot | slot in slots :: slots[slot].ty;
    var requestEnv := WithSlots(EnvOf(request, schema), slotTypes);
    var c := Checking(requestEnv, schema, mode);
    var env := Environment(request, store, slots);
    EnvIsListed(request, schema);
    LinkingNeedsExactlyTheSlots(template, id, slots);
    SlotTypesAreAChoice(template, slots, slotTypes, schema);
    assert requestEnv in TemplateEnvs(template, schema);
    SoundBool(TemplateExpr(template), c, {}, env);
    LinkingIsBinding(template, id, slots, request, store);
  }

  // ---- steps

  // The environment of a valid request.
  function EnvOf(request: Request, schema: Schema): RequestEnv
    requires request.action in schema.actions
  {
    RequestEnv(request.principal.ty, request.action, request.resource.ty, schema.actions[request.action].context, map[])
  }

  lemma EnvIsListed(request: Request, schema: Schema)
    requires RequestIsValid(request, schema)
    ensures EnvOf(request, schema) in RequestEnvs(schema) && RequestConforms(request, EnvOf(request, schema))
  {
  }

  lemma SlotTypesAreAChoice(template: Template, slots: SlotEnv, slotTypes: map<SlotId, EntityType>, schema: Schema)
    requires PrincipalSlot in slots <==> HasSlot(template.principal)
    requires ResourceSlot in slots <==> HasSlot(template.resource)
    requires slotTypes == map slot | slot in slots :: slots[slot].ty
    requires forall slot :: slot in slots ==> slots[slot].ty in DeclaredTypes(schema)
    ensures slotTypes in SlotChoices(template, DeclaredTypes(schema))
  {
    forall slot: SlotId ensures slot == PrincipalSlot || slot == ResourceSlot {
      ThereAreTwoSlots(slot);
    }
    if HasSlot(template.principal) && HasSlot(template.resource) {
      assert slotTypes == map[PrincipalSlot := slots[PrincipalSlot].ty, ResourceSlot := slots[ResourceSlot].ty];
    } else if HasSlot(template.principal) {
      assert slotTypes == map[PrincipalSlot := slots[PrincipalSlot].ty];
    } else if HasSlot(template.resource) {
      assert slotTypes == map[ResourceSlot := slots[ResourceSlot].ty];
    } else {
      assert slotTypes == map[];
    }
  }

  lemma ThereAreTwoSlots(slot: SlotId)
    ensures slot == PrincipalSlot || slot == ResourceSlot
  {
    match slot
    case PrincipalSlot =>
    case ResourceSlot =>
  }
}
