include "values.dfy"

// The types that the validator gives to expressions, and when a value is of a type.
module Types {
  import opened Names
  import opened Options
  import opened Values

  // A Boolean whose value is known in advance has a type of its own.
  datatype BoolKind = AnyBool | AlwaysTrue | AlwaysFalse

  datatype ExtensionKind = DecimalKind | IpaddrKind | DatetimeKind | DurationKind

  datatype Type =
    // Of no value: the type of the elements of an empty set.
    | NeverType
    | BoolType(kind: BoolKind)
    | LongType
    | StringType
    // An entity of one of these types. Strict validation keeps to one.
    | EntityOf(types: seq<EntityType>)
    | SetType(element: Type)
    // A closed record has no attribute but these; of an open one nothing else is known.
    | RecordType(attrs: AttrTypes, open: bool)
    | ExtensionType(extension: ExtensionKind)

  datatype AttrType = AttrType(ty: Type, required: bool)

  type AttrTypes = map<Attr, AttrType>

  // Strict validation wants types to be equal where permissive validation unites them.
  datatype Mode = Strict | Permissive

  // ---- values of a type

  predicate method IsOfType(v: Value, ty: Type)
    decreases ty, 0
  {
    match ty
    case NeverType => false
    case BoolType(kind) =>
      v.Primitive? && v.primitive.Bool?
      && (kind.AlwaysTrue? ==> v.primitive.b) && (kind.AlwaysFalse? ==> !v.primitive.b)
    case LongType => v.Primitive? && v.primitive.Long?
    case StringType => v.Primitive? && v.primitive.String?
    case EntityOf(types) => v.Primitive? && v.primitive.EntityRef? && v.primitive.uid.ty in types
    case SetType(element) => v.Set? && forall x :: x in v.elements ==> IsOfType(x, element)
    case RecordType(attrs, open) =>
      v.Record?
      && (!open ==> forall k :: k in v.attrs ==> k in attrs)
      && (forall k :: k in attrs && k in v.attrs ==> IsOfType(v.attrs[k], attrs[k].ty))
      && (forall k :: k in attrs && attrs[k].required ==> k in v.attrs)
    case ExtensionType(kind) => v.Extension? && KindOf(v.extension) == kind
  }

  function method KindOf(v: ExtensionValue): ExtensionKind {
    match v
    case Decimal(units) => DecimalKind
    case IpaddrOf(ip) => IpaddrKind
    case Datetime(ms) => DatetimeKind
    case Duration(ms) => DurationKind
  }

  // ---- the least type that holds the values of two

  // None if there is none, or in strict mode if the types differ in more than the value of
  // a Boolean.
  function method LeastUpperBound(a: Type, b: Type, mode: Mode): Option<Type>
    decreases a, 1
  {
    if a == b then Some(a)
    else if a.NeverType? then Some(b)
    else if b.NeverType? then Some(a)
    else if a.BoolType? && b.BoolType? then Some(BoolType(AnyBool))
    else if a.EntityOf? && b.EntityOf? && mode.Permissive? then Some(EntityOf(Union(a.types, b.types)))
    else if a.SetType? && b.SetType? then
      var element := LeastUpperBound(a.element, b.element, mode);
      if element.Some? then Some(SetType(element.value)) else None
    else if a.RecordType? && b.RecordType? then
      if mode.Permissive? then Some(CommonRecord(a, b))
      else if SameShape(a, b) && (forall k :: k in a.attrs ==> LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, mode).Some?)
      then Some(RecordType(
        map k | k in a.attrs :: AttrType(LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, mode).value, a.attrs[k].required),
        a.open))
      else None
    else None
  }

  // The types of both lists, each once if it was once in each list.
  function method Union(a: seq<EntityType>, b: seq<EntityType>): seq<EntityType>
    ensures forall ty :: ty in Union(a, b) <==> ty in a || ty in b
  {
    if a == [] then b
    else if a[0] in b then Union(a[1..], b)
    else [a[0]] + Union(a[1..], b)
  }

  predicate method SameShape(a: Type, b: Type)
    requires a.RecordType? && b.RecordType?
  {
    a.open == b.open
    && a.attrs.Keys == b.attrs.Keys
    && forall k :: k in a.attrs ==> a.attrs[k].required == b.attrs[k].required
  }

  // What can be said of a record that is of one of two types: the attributes that both have,
  // where their types have a bound.
  function method CommonRecord(a: Type, b: Type): Type
    requires a.RecordType? && b.RecordType?
    decreases a, 0
  {
    var common := set k | k in a.attrs && k in b.attrs && LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, Permissive).Some?;
    RecordType(
      map k | k in common ::
        AttrType(LeastUpperBound(a.attrs[k].ty, b.attrs[k].ty, Permissive).value, a.attrs[k].required && b.attrs[k].required),
      a.open || b.open || common != a.attrs.Keys || common != b.attrs.Keys)
  }
}
