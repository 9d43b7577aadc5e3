include "validator.dfy"

// Levels: how far from the request a policy reads entities, and which entities it takes to
// answer a policy that reads no farther than a given level.
//
// Reading an entity is to look at its attributes, its tags or its ancestors. The entities that
// the request names are read from level 1 on, those that these mention from level 2 on, and so
// on. To compare an entity, or to put it on the right of `in`, reads nothing.
module Levels {
  import opened Names
  import opened Values
  import opened Types
  import opened Entities
  import opened Requests
  import opened Expressions
  import opened Policies
  import opened Templates
  import opened PolicyExpressions
  import opened Schemas
  import opened Typechecker
  import opened Validator

  // ---- policies

  predicate method PoliciesValidateAtLevel(policies: PolicySet, schema: Schema, mode: Mode, level: int) {
    forall p :: p in policies ==> PolicyValidatesAtLevel(p, schema, mode, level)
  }

  predicate method PolicyValidatesAtLevel(policy: Policy, schema: Schema, mode: Mode, level: int) {
    PolicyValidates(policy, schema, mode)
    && forall env :: env in RequestEnvs(schema) ==>
      ReadsWithin(PolicyExpr(policy), Checking(env, schema, mode), {}, level)
  }

  predicate method TemplateValidatesAtLevel(template: Template, schema: Schema, mode: Mode, level: int) {
    TemplateValidates(template, schema, mode)
    && forall env :: env in TemplateEnvs(template, schema) ==>
      ReadsWithin(TemplateExpr(template), Checking(env, schema, mode), {}, level)
  }

  // ---- expressions

  // How far from the request an entity is.
  datatype Distance =
    // So many steps: 0 for the entities that the request names, one more for each entity read.
    | Steps(n: int)
    // The policy itself names the entity: no request need be near it.
    | Anywhere

  datatype Reading =
    // Everything that is evaluated reads within the level, and gives an entity at this
    // distance, if it gives one.
    | Within(distance: Distance)
    | TooFar

  predicate method ReadsWithin(e: Expr, c: Checking, known: Capabilities, level: int)
    decreases e, 2
  {
    ReadingOf(e, [], c, known, level).Within?
  }

  // What becomes of the evaluation of `e`, if it has a type, and of following `path`, a path
  // through attributes of records, in its value. What cannot be evaluated does not count.
  function method ReadingOf(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int): Reading
    decreases e, 1
  {
    match e
    case Literal(p) =>
      Within(if p.EntityRef? && p.uid != c.env.action then Anywhere else Steps(0))
    case Variable(v) => Within(Steps(0))
    case Slot(slot) => Within(Anywhere)
    case If(condition, consequent, alternative) => ReadingOfIf(e, path, c, known, level)
    case And(left, right) =>
      var l := TypeOf(left, c, known);
      NoEntity(ReadsWithin(left, c, known, level)
        && (IsAlways(l, false) || ReadsWithin(right, c, known + Learned(l), level)))
    case Or(left, right) =>
      NoEntity(ReadsWithin(left, c, known, level)
        && (IsAlways(TypeOf(left, c, known), true) || ReadsWithin(right, c, known, level)))
    case Unary(op, arg) => NoEntity(ReadsWithin(arg, c, known, level))
    case Binary(op, left, right) =>
      if !ReadsWithin(right, c, known, level) then TooFar
      else if op.GetTag? then Read(ReadingOf(left, [], c, known, level), level)
      else if op.HasTag? || op.In? then NoEntity(Read(ReadingOf(left, [], c, known, level), level).Within?)
      else NoEntity(ReadsWithin(left, c, known, level))
    case GetAttr(target, attr) =>
      if IsEntity(TypeOf(target, c, known)) then Read(ReadingOf(target, [], c, known, level), level)
      else ReadingOf(target, [attr] + path, c, known, level)
    case HasAttr(target, attr) =>
      if IsEntity(TypeOf(target, c, known)) then NoEntity(Read(ReadingOf(target, [], c, known, level), level).Within?)
      else NoEntity(ReadsWithin(target, c, known, level))
    case LikePattern(target, pattern) => NoEntity(ReadsWithin(target, c, known, level))
    case IsType(target, ty) => NoEntity(ReadsWithin(target, c, known, level))
    case SetOf(elements) => NoEntity(AllReadWithin(elements, c, known, level))
    case RecordOf(fields) => ReadingOfFields(fields, path, c, known, level)
    case Call(f, args) => NoEntity(AllReadWithin(args, c, known, level))
  }

  function method ReadingOfIf(e: Expr, path: seq<Attr>, c: Checking, known: Capabilities, level: int): Reading
    requires e.If?
    decreases e, 0
  {
    var g := TypeOf(e.condition, c, known);
    if !ReadsWithin(e.condition, c, known, level) then TooFar
    else if IsAlways(g, true) then ReadingOf(e.consequent, path, c, known + Learned(g), level)
    else if IsAlways(g, false) then ReadingOf(e.alternative, path, c, known, level)
    else Either(
      ReadingOf(e.consequent, path, c, known + Learned(g), level),
      ReadingOf(e.alternative, path, c, known, level))
  }

  // The path leads to the value of one field. Of two fields with one name the first counts.
  function method ReadingOfFields(
    fields: seq<(Attr, Expr)>, path: seq<Attr>, c: Checking, known: Capabilities, level: int): Reading
    decreases fields, 1
  {
    if fields == [] then Within(Steps(0)) else
    var isOnPath := path != [] && fields[0].0 == path[0];
    var first := ReadingOf(fields[0].1, if isOnPath then path[1..] else [], c, known, level);
    var rest := ReadingOfFields(fields[1..], path, c, known, level);
    if first.TooFar? || rest.TooFar? then TooFar else if isOnPath then first else rest
  }

  predicate method AllReadWithin(es: seq<Expr>, c: Checking, known: Capabilities, level: int)
    decreases es, 3
  {
    es == [] || (ReadsWithin(es[0], c, known, level) && AllReadWithin(es[1..], c, known, level))
  }

  // Of an expression whose value is, and contains under names, no entity.
  function method NoEntity(within: bool): Reading {
    if within then Within(Steps(0)) else TooFar
  }

  // The entity is read, and what it mentions is one step farther than it is.
  function method Read(entity: Reading, level: int): Reading {
    if entity.Within? && entity.distance.Steps? && entity.distance.n < level
    then Within(Steps(entity.distance.n + 1))
    else TooFar
  }

  function method Either(a: Reading, b: Reading): Reading {
    if a.TooFar? || b.TooFar? then TooFar
    else if a.distance.Anywhere? || b.distance.Anywhere? then Within(Anywhere)
    else if a.distance.n < b.distance.n then b
    else a
  }

  // ---- what types tell

  predicate method IsAlways(t: TypeResult, b: bool) {
    t.Typed? && t.ty == BoolType(if b then AlwaysTrue else AlwaysFalse)
  }

  predicate method IsEntity(t: TypeResult) {
    t.Typed? && t.ty.EntityOf?
  }

  function method Learned(t: TypeResult): Capabilities {
    if t.Typed? then t.learned else {}
  }

  // ---- the entities that a level takes

  // The part of the store that policies of this level may read.
  function method LevelSlice(store: EntityStore, request: Request, level: int): EntityStore {
    if level <= 0 then map[] else
    var reached := Reachable(NamedBy(request), level - 1, store);
    map uid | uid in store && uid in reached :: store[uid]
  }

  function method NamedBy(request: Request): set<EntityUid> {
    {request.principal, request.action, request.resource} + EntitiesIn(Record(request.context))
  }

  // `found` and what is mentioned by an entity of it, by one that is mentioned there, and so
  // on, so many times. Ancestors are not mentioned by that alone: they are not read.
  function method Reachable(found: set<EntityUid>, steps: int, store: EntityStore): set<EntityUid>
    decreases steps
  {
    if steps <= 0 then found else
    var more := found + MentionedBy(found, store);
    if more == found then found else Reachable(more, steps - 1, store)
  }

  function method MentionedBy(found: set<EntityUid>, store: EntityStore): set<EntityUid> {
    set uid, mentioned | uid in found * store.Keys && mentioned in MentionedIn(store[uid]) :: mentioned
  }

  function method MentionedIn(data: EntityData): set<EntityUid> {
    EntitiesIn(Record(data.attrs)) + EntitiesIn(Record(data.tags))
  }

  // The entities in a value, however deep.
  function method EntitiesIn(v: Value): set<EntityUid>
    decreases v
  {
    match v
    case Primitive(p) => if p.EntityRef? then {p.uid} else {}
    case Set(elements) => set x, uid | x in elements && uid in EntitiesIn(x) :: uid
    case Record(attrs) => set k, uid | k in attrs && uid in EntitiesIn(attrs[k]) :: uid
    case Extension(extension) => {}
  }
}
