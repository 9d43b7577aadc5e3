include "schemas.dfy"
include "expressions.dfy"
include "extension_functions.dfy"

// The type checker: the type of an expression in a request environment, or why it has none.
//
// An expression that has a type evaluates to a value of it, or errs with a missing entity,
// an overflow or an extension function's refusal, and with nothing else.
module Typechecker {
  import opened Names
  import opened Options
  import opened Values
  import opened Types
  import opened Expressions
  import opened ExtensionFunctions
  import opened Schemas

  // Something known to be present wherever an expression is evaluated, because a `has` or
  // `hasTag` in front of it was true. Expressions are compared as they are written.
  datatype Capability =
    | AttrIsPresent(of: Expr, attr: Attr)
    | TagIsPresent(of: Expr, tag: Expr)

  type Capabilities = set<Capability>

  datatype TypeResult =
    // `learned` holds if the expression is true.
    | Typed(ty: Type, learned: Capabilities)
    | IllTyped(error: TypeErrorKind)

  datatype TypeErrorKind =
    | UnexpectedType
    | IncompatibleTypes
    | UnsafeAttributeAccess
    | UnsafeOptionalAttributeAccess
    | UnsafeTagAccess
    | NoTagsAllowed
    | UnrecognizedEntity
    | EmptySetForbidden
    | NonLitExtConstructor
    | FunctionArgumentValidation
    | WrongNumberArguments
    | UndefinedFunction
    | OpenTemplate

  // Where the checker stands: the environment and what has been learned on the way.
  datatype Checking = Checking(env: RequestEnv, schema: Schema, mode: Mode)

  function method TypeOf(e: Expr, c: Checking, known: Capabilities): TypeResult
    decreases e, 2
  {
    match e
    case Literal(p) => TypeOfLiteral(p, c.schema)
    case Variable(v) => Typed(TypeOfVariable(v, c.env), {})
    case Slot(slot) =>
      if slot in c.env.slots then Typed(EntityOf([c.env.slots[slot]]), {}) else IllTyped(OpenTemplate)
    case If(condition, consequent, alternative) => TypeOfIf(e, c, known)
    case And(left, right) => TypeOfAnd(e, c, known)
    case Or(left, right) => TypeOfOr(e, c, known)
    case Unary(op, arg) =>
      var a := TypeOf(arg, c, known);
      if a.IllTyped? then a else TypeOfUnary(op, a.ty)
    case Binary(op, left, right) =>
      var l := TypeOf(left, c, known);
      if l.IllTyped? then l else
      var r := TypeOf(right, c, known);
      if r.IllTyped? then r else TypeOfBinary(op, left, right, l.ty, r.ty, c, known)
    case GetAttr(target, attr) =>
      var t := TypeOf(target, c, known);
      if t.IllTyped? then t else TypeOfGetAttr(target, attr, t.ty, c, known)
    case HasAttr(target, attr) =>
      var t := TypeOf(target, c, known);
      if t.IllTyped? then t else TypeOfHasAttr(target, attr, t.ty, c, known)
    case LikePattern(target, pattern) =>
      var t := TypeOf(target, c, known);
      if t.IllTyped? then t else if t.ty.StringType? then Typed(BoolType(AnyBool), {}) else IllTyped(UnexpectedType)
    case IsType(target, ty) =>
      var t := TypeOf(target, c, known);
      if t.IllTyped? then t else TypeOfIs(t.ty, ty)
    case SetOf(elements) =>
      if elements == [] && c.mode.Strict? then IllTyped(EmptySetForbidden) else
      var element := TypeOfElements(elements, c, known);
      if element.IllTyped? then element else Typed(SetType(element.ty), {})
    case RecordOf(fields) => TypeOfFields(fields, c, known)
    case Call(f, args) =>
      if f.UnknownFunction? then IllTyped(UndefinedFunction)
      else if |args| != Arity(f) then IllTyped(WrongNumberArguments)
      else if IsConstructor(f) then TypeOfConstructor(f, args[0], TypeOf(args[0], c, known), c.mode)
      else
        var receiver := TypeOf(args[0], c, known);
        if receiver.IllTyped? then receiver else
        if |args| == 1 then TypeOfMethod(f, receiver.ty) else
        var arg := TypeOf(args[1], c, known);
        if arg.IllTyped? then arg else TypeOfBinaryMethod(f, receiver.ty, arg.ty)
  }

  // The type of an expression that must be a Boolean.
  function method TypeOfBool(e: Expr, c: Checking, known: Capabilities): TypeResult
    ensures TypeOfBool(e, c, known).Typed? ==> TypeOfBool(e, c, known).ty.BoolType?
    decreases e, 3
  {
    var t := TypeOf(e, c, known);
    if t.Typed? && !t.ty.BoolType? then IllTyped(UnexpectedType) else t
  }

  // ---- `if`, `&&`, `||`: what cannot be evaluated is not checked

  function method TypeOfIf(e: Expr, c: Checking, known: Capabilities): TypeResult
    requires e.If?
    decreases e, 1
  {
    var g := TypeOfBool(e.condition, c, known);
    if g.IllTyped? then g
    else if g.ty.kind.AlwaysTrue? then Learning(TypeOf(e.consequent, c, known + g.learned), g.learned)
    else if g.ty.kind.AlwaysFalse? then TypeOf(e.alternative, c, known)
    else
      var t := TypeOf(e.consequent, c, known + g.learned);
      if t.IllTyped? then t else
      var f := TypeOf(e.alternative, c, known);
      if f.IllTyped? then f else
      var ty := LeastUpperBound(t.ty, f.ty, c.mode);
      if ty.None? then IllTyped(IncompatibleTypes) else Typed(ty.value, (g.learned + t.learned) * f.learned)
  }

  function method Learning(t: TypeResult, also: Capabilities): TypeResult {
    if t.Typed? then Typed(t.ty, t.learned + also) else t
  }

  function method TypeOfAnd(e: Expr, c: Checking, known: Capabilities): TypeResult
    requires e.And?
    decreases e, 1
  {
    var l := TypeOfBool(e.left, c, known);
    if l.IllTyped? then l else
    if l.ty.kind.AlwaysFalse? then Typed(BoolType(AlwaysFalse), {}) else
    var r := TypeOfBool(e.right, c, known + l.learned);
    if r.IllTyped? then r else
    if r.ty.kind.AlwaysFalse? then Typed(BoolType(AlwaysFalse), {}) else
    Typed(BoolType(if l.ty.kind.AlwaysTrue? && r.ty.kind.AlwaysTrue? then AlwaysTrue else AnyBool), l.learned + r.learned)
  }

  function method TypeOfOr(e: Expr, c: Checking, known: Capabilities): TypeResult
    requires e.Or?
    decreases e, 1
  {
    var l := TypeOfBool(e.left, c, known);
    if l.IllTyped? then l else
    if l.ty.kind.AlwaysTrue? then Typed(BoolType(AlwaysTrue), {}) else
    var r := TypeOfBool(e.right, c, known);
    if r.IllTyped? then r else
    if r.ty.kind.AlwaysTrue? then Typed(BoolType(AlwaysTrue), {}) else
    if l.ty.kind.AlwaysFalse? then r else
    if r.ty.kind.AlwaysFalse? then l else
    Typed(BoolType(AnyBool), l.learned * r.learned)
  }

  // ---- literals and variables

  function method TypeOfLiteral(p: Primitive, schema: Schema): TypeResult {
    match p
    case Bool(b) => Typed(BoolType(if b then AlwaysTrue else AlwaysFalse), {})
    case Long(i) => Typed(LongType, {})
    case String(s) => Typed(StringType, {})
    case EntityRef(uid) => if IsDeclared(uid, schema) then Typed(EntityOf([uid.ty]), {}) else IllTyped(UnrecognizedEntity)
  }

  function method TypeOfVariable(v: Var, env: RequestEnv): Type {
    match v
    case Principal => EntityOf([env.principal])
    case Action => EntityOf([env.action.ty])
    case Resource => EntityOf([env.resource])
    case Context => RecordType(env.context, false)
  }

  // The value of a literal, of `action`, which the environment fixes, or of Boolean literals
  // that `&&` and `||` join: these count as one literal.
  function method KnownValue(e: Expr, env: RequestEnv): Option<Primitive> {
    var b := LiteralBool(e);
    if b.Some? then Some(Bool(b.value))
    else if e.Literal? then Some(e.literal)
    else if e == Variable(Action) then Some(EntityRef(env.action))
    else None
  }

  function method LiteralBool(e: Expr): Option<bool> {
    if e.Literal? && e.literal.Bool? then Some(e.literal.b)
    else if e.And? || e.Or? then
      var l := LiteralBool(e.left);
      var r := LiteralBool(e.right);
      if l.None? || r.None? then None
      else Some(if e.And? then l.value && r.value else l.value || r.value)
    else None
  }

  // ---- operators

  function method TypeOfUnary(op: UnaryOp, a: Type): TypeResult {
    match op
    case Not =>
      if !a.BoolType? then IllTyped(UnexpectedType)
      else Typed(BoolType(Opposite(a.kind)), {})
    case Neg => if a.LongType? then Typed(LongType, {}) else IllTyped(UnexpectedType)
    case IsEmpty => if a.SetType? then Typed(BoolType(AnyBool), {}) else IllTyped(UnexpectedType)
  }

  function method Opposite(kind: BoolKind): BoolKind {
    match kind
    case AnyBool => AnyBool
    case AlwaysTrue => AlwaysFalse
    case AlwaysFalse => AlwaysTrue
  }

  function method TypeOfBinary(
    op: BinaryOp, left: Expr, right: Expr, l: Type, r: Type, c: Checking, known: Capabilities): TypeResult
  {
    match op
    case Eq => TypeOfEq(left, right, l, r, c)
    case Less => TypeOfComparison(l, r)
    case LessEq => TypeOfComparison(l, r)
    case Add => TypeOfArithmetic(l, r)
    case Sub => TypeOfArithmetic(l, r)
    case Mul => TypeOfArithmetic(l, r)
    case In => TypeOfIn(left, right, l, r, c)
    case Contains => if l.SetType? then BoolIfComparable(l.element, r, c.mode) else IllTyped(UnexpectedType)
    case ContainsAll => if l.SetType? && r.SetType? then BoolIfComparable(l, r, c.mode) else IllTyped(UnexpectedType)
    case ContainsAny => if l.SetType? && r.SetType? then BoolIfComparable(l, r, c.mode) else IllTyped(UnexpectedType)
    case HasTag => TypeOfHasTag(left, right, l, r, c, known)
    case GetTag => TypeOfGetTag(left, right, l, r, c, known)
  }

  function method TypeOfComparison(l: Type, r: Type): TypeResult {
    if l == r && (l.LongType? || l == ExtensionType(DatetimeKind) || l == ExtensionType(DurationKind))
    then Typed(BoolType(AnyBool), {})
    else IllTyped(UnexpectedType)
  }

  function method TypeOfArithmetic(l: Type, r: Type): TypeResult {
    if l.LongType? && r.LongType? then Typed(LongType, {}) else IllTyped(UnexpectedType)
  }

  // Strict validation does not let values be compared that are never equal.
  function method BoolIfComparable(l: Type, r: Type, mode: Mode): TypeResult {
    if mode.Strict? && LeastUpperBound(l, r, mode).None? then IllTyped(IncompatibleTypes) else Typed(BoolType(AnyBool), {})
  }

  function method TypeOfEq(left: Expr, right: Expr, l: Type, r: Type, c: Checking): TypeResult {
    var x, y := KnownValue(left, c.env), KnownValue(right, c.env);
    if x.Some? && y.Some? then Typed(BoolType(if x == y then AlwaysTrue else AlwaysFalse), {})
    else if l.EntityOf? && r.EntityOf? && (forall t :: t in l.types ==> t !in r.types) then Typed(BoolType(AlwaysFalse), {})
    else BoolIfComparable(l, r, c.mode)
  }

  // ---- `in` and `is`

  // Nothing is known of the elements of a set that is written `[]`.
  function method TypeOfIn(left: Expr, right: Expr, l: Type, r: Type, c: Checking): TypeResult {
    var target := if r.SetType? then r.element else r;
    if !l.EntityOf? || !(target.EntityOf? || (r.SetType? && target.NeverType?)) then IllTyped(UnexpectedType)
    else if IsKnownAction(left, c) && KnownUids(right, c.env).Some?
    then Typed(BoolType(if KnownIn(KnownValue(left, c.env).value.uid, KnownUids(right, c.env).value, c.schema) then AlwaysTrue else AlwaysFalse), {})
    else if target.NeverType? || (exists t, u :: t in l.types && u in target.types && MayBeIn(t, u, c.schema))
    then Typed(BoolType(AnyBool), {})
    else Typed(BoolType(AlwaysFalse), {})
  }

  predicate method MayBeIn(t: EntityType, ancestor: EntityType, schema: Schema) {
    t == ancestor || ancestor in AncestorTypesOf(t, schema)
  }

  // An action whose ancestors the schema tells.
  predicate method IsKnownAction(e: Expr, c: Checking) {
    var p := KnownValue(e, c.env);
    p.Some? && p.value.EntityRef? && p.value.uid in c.schema.actions
  }

  predicate method KnownIn(action: EntityUid, targets: set<EntityUid>, schema: Schema)
    requires action in schema.actions
  {
    action in targets || schema.actions[action].ancestors * targets != {}
  }

  // The entities that an expression names, if it does nothing else.
  function method KnownUids(e: Expr, env: RequestEnv): Option<set<EntityUid>> {
    if IsKnownUid(e, env) then Some({KnownUid(e, env)})
    else if e.SetOf? && (forall x :: x in e.elements ==> IsKnownUid(x, env))
    then Some(set x | x in e.elements :: KnownUid(x, env))
    else None
  }

  predicate method IsKnownUid(e: Expr, env: RequestEnv) {
    var p := KnownValue(e, env);
    p.Some? && p.value.EntityRef?
  }

  function method KnownUid(e: Expr, env: RequestEnv): EntityUid {
    var p := KnownValue(e, env);
    if p.Some? && p.value.EntityRef? then p.value.uid else EntityUid("", "")
  }

  function method TypeOfIs(t: Type, ty: EntityType): TypeResult {
    if !t.EntityOf? then IllTyped(UnexpectedType)
    else if t.types == [ty] then Typed(BoolType(AlwaysTrue), {})
    else if ty !in t.types then Typed(BoolType(AlwaysFalse), {})
    else Typed(BoolType(AnyBool), {})
  }

  // ---- attributes

  // What is known of an attribute of the values of a type.
  datatype AttrKnowledge =
    | NeverPresent
    | MayBePresent(attr: AttrType)
    | NothingKnown

  function method LookUpAttr(t: Type, attr: Attr, schema: Schema): AttrKnowledge
    requires t.RecordType? || t.EntityOf?
  {
    if t.EntityOf? then LookUpEntityAttr(t.types, attr, schema)
    else if attr in t.attrs then MayBePresent(t.attrs[attr])
    else if t.open then NothingKnown
    else NeverPresent
  }

  function method LookUpEntityAttr(types: seq<EntityType>, attr: Attr, schema: Schema): AttrKnowledge {
    if types == [] then NeverPresent else
    var attrs := AttrsOf(types[0], schema);
    var first := if attr in attrs then MayBePresent(attrs[attr]) else NeverPresent;
    if |types| == 1 then first else EitherAttr(first, LookUpEntityAttr(types[1..], attr, schema))
  }

  function method EitherAttr(a: AttrKnowledge, b: AttrKnowledge): AttrKnowledge {
    if a.NeverPresent? && b.NeverPresent? then NeverPresent
    else if a.MayBePresent? && b.MayBePresent? then
      var ty := LeastUpperBound(a.attr.ty, b.attr.ty, Permissive);
      if ty.Some? then MayBePresent(AttrType(ty.value, a.attr.required && b.attr.required)) else NothingKnown
    else NothingKnown
  }

  // A required attribute of an entity may be missing all the same: the entity may be.
  // Of an attribute that may have any type, a test tells nothing for later: it cannot
  // be read anyway.
  function method TypeOfHasAttr(target: Expr, attr: Attr, t: Type, c: Checking, known: Capabilities): TypeResult {
    if !t.RecordType? && !t.EntityOf? then IllTyped(UnexpectedType) else
    var attrType := LookUpAttr(t, attr, c.schema);
    var present := AttrIsPresent(target, attr);
    if attrType.NeverPresent? then Typed(BoolType(AlwaysFalse), {})
    else if attrType.NothingKnown? then Typed(BoolType(AnyBool), {})
    else if present in known || (t.RecordType? && attrType.MayBePresent? && attrType.attr.required)
    then Typed(BoolType(AlwaysTrue), {present})
    else Typed(BoolType(AnyBool), {present})
  }

  function method TypeOfGetAttr(target: Expr, attr: Attr, t: Type, c: Checking, known: Capabilities): TypeResult {
    if !t.RecordType? && !t.EntityOf? then IllTyped(UnexpectedType) else
    var attrType := LookUpAttr(t, attr, c.schema);
    if !attrType.MayBePresent? then IllTyped(UnsafeAttributeAccess)
    else if attrType.attr.required || AttrIsPresent(target, attr) in known then Typed(attrType.attr.ty, {})
    else IllTyped(UnsafeOptionalAttributeAccess)
  }

  // ---- tags

  // What is known of the tags of entities of some types.
  datatype TagKnowledge =
    | NoTags
    | TagsOfType(ty: Type)
    | TagsOfAnyType

  function method LookUpTags(types: seq<EntityType>, schema: Schema): TagKnowledge {
    if types == [] then NoTags else
    var tags := TagsOf(types[0], schema);
    var first := if tags.Some? then TagsOfType(tags.value) else NoTags;
    if |types| == 1 then first else EitherTags(first, LookUpTags(types[1..], schema))
  }

  // Where there is a tag at all, it is one of a type that has tags.
  function method EitherTags(a: TagKnowledge, b: TagKnowledge): TagKnowledge {
    if a.NoTags? then b
    else if b.NoTags? then a
    else if a.TagsOfType? && b.TagsOfType? then
      var ty := LeastUpperBound(a.ty, b.ty, Permissive);
      if ty.Some? then TagsOfType(ty.value) else TagsOfAnyType
    else TagsOfAnyType
  }

  function method TypeOfHasTag(left: Expr, right: Expr, l: Type, r: Type, c: Checking, known: Capabilities): TypeResult {
    if !l.EntityOf? || !r.StringType? then IllTyped(UnexpectedType) else
    var present := TagIsPresent(left, right);
    if LookUpTags(l.types, c.schema).NoTags? then Typed(BoolType(AlwaysFalse), {})
    else if present in known then Typed(BoolType(AlwaysTrue), {present})
    else Typed(BoolType(AnyBool), {present})
  }

  // No tag is ever required: each has to be looked for first.
  function method TypeOfGetTag(left: Expr, right: Expr, l: Type, r: Type, c: Checking, known: Capabilities): TypeResult {
    if !l.EntityOf? || !r.StringType? then IllTyped(UnexpectedType) else
    var tags := LookUpTags(l.types, c.schema);
    if !tags.TagsOfType? then IllTyped(NoTagsAllowed)
    else if TagIsPresent(left, right) in known then Typed(tags.ty, {})
    else IllTyped(UnsafeTagAccess)
  }

  // ---- sets and records

  function method TypeOfElements(es: seq<Expr>, c: Checking, known: Capabilities): TypeResult
    decreases es, 2
  {
    if es == [] then Typed(NeverType, {}) else
    var first := TypeOf(es[0], c, known);
    if first.IllTyped? then first else
    var rest := TypeOfElements(es[1..], c, known);
    if rest.IllTyped? then rest else
    var ty := LeastUpperBound(first.ty, rest.ty, c.mode);
    if ty.None? then IllTyped(IncompatibleTypes) else Typed(ty.value, {})
  }

  function method TypeOfFields(fields: seq<(Attr, Expr)>, c: Checking, known: Capabilities): TypeResult
    ensures TypeOfFields(fields, c, known).Typed? ==> TypeOfFields(fields, c, known).ty.RecordType?
    decreases fields, 2
  {
    if fields == [] then Typed(RecordType(map[], false), {}) else
    var first := TypeOf(fields[0].1, c, known);
    if first.IllTyped? then first else
    var rest := TypeOfFields(fields[1..], c, known);
    if rest.IllTyped? then rest else
    Typed(RecordType(rest.ty.attrs[fields[0].0 := AttrType(first.ty, true)], false), {})
  }

  // ---- extension functions

  // Text that is written out is read at once, and must be readable.
  function method TypeOfConstructor(f: ExtensionFunction, arg: Expr, t: TypeResult, mode: Mode): TypeResult
    requires IsConstructor(f)
  {
    if t.IllTyped? then t
    else if !t.ty.StringType? then IllTyped(UnexpectedType)
    else if arg.Literal? && arg.literal.String? then
      if Construct(f, arg.literal.s).Some? then Typed(ExtensionType(ConstructedKind(f)), {}) else IllTyped(FunctionArgumentValidation)
    else if mode.Strict? then IllTyped(NonLitExtConstructor)
    else Typed(ExtensionType(ConstructedKind(f)), {})
  }

  function method ConstructedKind(f: ExtensionFunction): ExtensionKind
    requires IsConstructor(f)
  {
    if f.DecimalFromText? then DecimalKind
    else if f.IpFromText? then IpaddrKind
    else if f.DatetimeFromText? then DatetimeKind
    else DurationKind
  }

  function method TypeOfMethod(f: ExtensionFunction, receiver: Type): TypeResult {
    if f.ToDate? || f.ToTime? then
      if receiver != ExtensionType(DatetimeKind) then IllTyped(UnexpectedType)
      else Typed(ExtensionType(if f.ToDate? then DatetimeKind else DurationKind), {})
    else if f.ToMilliseconds? || f.ToSeconds? || f.ToMinutes? || f.ToHours? || f.ToDays? then
      if receiver != ExtensionType(DurationKind) then IllTyped(UnexpectedType) else Typed(LongType, {})
    else if f.IsIpv4? || f.IsIpv6? || f.IsLoopback? || f.IsMulticast? then
      if receiver != ExtensionType(IpaddrKind) then IllTyped(UnexpectedType) else Typed(BoolType(AnyBool), {})
    else IllTyped(UnexpectedType)
  }

  function method TypeOfBinaryMethod(f: ExtensionFunction, receiver: Type, arg: Type): TypeResult {
    if f.Offset? then
      if receiver == ExtensionType(DatetimeKind) && arg == ExtensionType(DurationKind)
      then Typed(ExtensionType(DatetimeKind), {}) else IllTyped(UnexpectedType)
    else if f.DurationSince? then
      if receiver == ExtensionType(DatetimeKind) && arg == ExtensionType(DatetimeKind)
      then Typed(ExtensionType(DurationKind), {}) else IllTyped(UnexpectedType)
    else
      var kind := if f.IsInRange? then IpaddrKind else DecimalKind;
      if IsBinaryMethod(f) && receiver == ExtensionType(kind) && arg == ExtensionType(kind)
      then Typed(BoolType(AnyBool), {}) else IllTyped(UnexpectedType)
  }
}
