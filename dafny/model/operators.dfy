include "expressions.dfy"
include "entities.dfy"

// What each operator does to the values of its operands.
//
// By then every operand has been evaluated, from left to right: an operand that errs comes
// before any complaint about types. `&&`, `||` and `if`, which may leave an operand
// unevaluated, are the evaluator's.
module Operators {
  import opened Names
  import opened Results
  import opened Values
  import opened Patterns
  import opened Expressions
  import opened Entities

  function method ApplyUnary(op: UnaryOp, a: Value): Result<Value> {
    match op
    case Not => var b := AsBool(a); if b.Err? then Err(b.error) else Ok(BoolValue(!b.value))
    case Neg => var i := AsLong(a); if i.Err? then Err(i.error) else CheckedLong(-i.value)
    case IsEmpty => var s := AsSet(a); if s.Err? then Err(s.error) else Ok(BoolValue(s.value == {}))
  }

  function method ApplyBinary(op: BinaryOp, a: Value, b: Value, store: EntityStore): Result<Value> {
    match op
    case Eq => Ok(BoolValue(a == b))
    case Less => Compare(op, a, b)
    case LessEq => Compare(op, a, b)
    case Add => Arithmetic(op, a, b)
    case Sub => Arithmetic(op, a, b)
    case Mul => Arithmetic(op, a, b)
    case In => Member(a, b, store)
    case Contains => var s := AsSet(a); if s.Err? then Err(s.error) else Ok(BoolValue(b in s.value))
    case ContainsAll => CompareSets(op, a, b)
    case ContainsAny => CompareSets(op, a, b)
    case HasTag => TestTag(a, b, store)
    case GetTag => ReadTag(a, b, store)
  }

  // ---- `<` and `<=`

  // Of two Longs, two datetimes or two durations. Decimals have methods instead.
  function method Compare(op: BinaryOp, a: Value, b: Value): Result<Value>
    requires op.Less? || op.LessEq?
  {
    if AsLong(a).Ok? && AsLong(b).Ok? then
      Ok(BoolValue(InOrder(op, AsLong(a).value, AsLong(b).value)))
    else if a.Extension? && b.Extension? && a.extension.Datetime? && b.extension.Datetime? then
      Ok(BoolValue(InOrder(op, a.extension.ms, b.extension.ms)))
    else if a.Extension? && b.Extension? && a.extension.Duration? && b.extension.Duration? then
      Ok(BoolValue(InOrder(op, a.extension.ms, b.extension.ms)))
    else Err(TypeError)
  }

  predicate method InOrder(op: BinaryOp, i: int, j: int) {
    if op.Less? then i < j else i <= j
  }

  // ---- `+`, `-` and `*`

  function method Arithmetic(op: BinaryOp, a: Value, b: Value): Result<Value>
    requires op.Add? || op.Sub? || op.Mul?
  {
    var i := AsLong(a);
    if i.Err? then Err(i.error) else
    var j := AsLong(b);
    if j.Err? then Err(j.error) else
    CheckedLong(
      if op.Add? then i.value + j.value
      else if op.Sub? then i.value - j.value
      else i.value * j.value)
  }

  // ---- `in`

  // On the right stands an entity or a set of entities. One element that is no entity spoils
  // the set, even if another element would have answered.
  function method Member(a: Value, b: Value, store: EntityStore): Result<Value> {
    var uid := AsEntity(a);
    if uid.Err? then Err(uid.error)
    else if b.Set? then
      if forall v :: v in b.elements ==> AsEntity(v).Ok?
      then Ok(BoolValue(exists v :: v in b.elements && IsIn(uid.value, AsEntity(v).value, store)))
      else Err(TypeError)
    else
      var ancestor := AsEntity(b);
      if ancestor.Err? then Err(ancestor.error) else Ok(BoolValue(IsIn(uid.value, ancestor.value, store)))
  }

  // ---- `containsAll` and `containsAny`

  function method CompareSets(op: BinaryOp, a: Value, b: Value): Result<Value>
    requires op.ContainsAll? || op.ContainsAny?
  {
    var s := AsSet(a);
    if s.Err? then Err(s.error) else
    var t := AsSet(b);
    if t.Err? then Err(t.error) else
    Ok(BoolValue(if op.ContainsAll? then t.value <= s.value else s.value * t.value != {}))
  }

  // ---- tags

  function method TestTag(a: Value, b: Value, store: EntityStore): Result<Value> {
    var uid := AsEntity(a);
    if uid.Err? then Err(uid.error) else
    var tag := AsString(b);
    if tag.Err? then Err(tag.error) else
    Ok(BoolValue(uid.value in store && tag.value in store[uid.value].tags))
  }

  function method ReadTag(a: Value, b: Value, store: EntityStore): Result<Value> {
    var uid := AsEntity(a);
    if uid.Err? then Err(uid.error) else
    var tag := AsString(b);
    if tag.Err? then Err(tag.error) else
    if uid.value !in store then Err(EntityDoesNotExist) else
    if tag.value !in store[uid.value].tags then Err(TagDoesNotExist) else
    Ok(store[uid.value].tags[tag.value])
  }

  // ---- attributes

  function method TestAttr(v: Value, attr: Attr, store: EntityStore): Result<Value> {
    if v.Record? then Ok(BoolValue(attr in v.attrs)) else
    var uid := AsEntity(v);
    if uid.Err? then Err(uid.error) else
    Ok(BoolValue(uid.value in store && attr in store[uid.value].attrs))
  }

  function method ReadAttr(v: Value, attr: Attr, store: EntityStore): Result<Value> {
    if v.Record? then
      if attr in v.attrs then Ok(v.attrs[attr]) else Err(RecordAttrDoesNotExist)
    else
    var uid := AsEntity(v);
    if uid.Err? then Err(uid.error) else
    if uid.value !in store then Err(EntityDoesNotExist) else
    if attr !in store[uid.value].attrs then Err(EntityAttrDoesNotExist) else
    Ok(store[uid.value].attrs[attr])
  }

  // ---- `like` and `is`

  function method TestLike(v: Value, pattern: Pattern): Result<Value> {
    var text := AsString(v);
    if text.Err? then Err(text.error) else Ok(BoolValue(Like(text.value, pattern)))
  }

  function method TestType(v: Value, ty: EntityType): Result<Value> {
    var uid := AsEntity(v);
    if uid.Err? then Err(uid.error) else Ok(BoolValue(uid.value.ty == ty))
  }
}
