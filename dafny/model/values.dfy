include "names.dfy"
include "results.dfy"
include "longs.dfy"
include "ipaddrs.dfy"

// What an expression evaluates to, and how an operator asks for a value of one type.
//
// Equality of values is Dafny's own equality: sets ignore order and repetition, records
// ignore order, and values of different types are different.
module Values {
  import opened Names
  import opened Results
  import opened Longs
  import opened Ipaddrs

  datatype Primitive =
    | Bool(b: bool)
    | Long(i: int)
    | String(s: string)
    | EntityRef(uid: EntityUid)

  datatype Value =
    | Primitive(primitive: Primitive)
    | Set(elements: set<Value>)
    | Record(attrs: map<Attr, Value>)
    | Extension(extension: ExtensionValue)

  // The number in each is a Long; what it counts is said in the file of its type.
  datatype ExtensionValue =
    | Decimal(units: int)
    | IpaddrOf(ip: Ipaddr)
    | Datetime(ms: int)
    | Duration(ms: int)

  // ---- making values

  function method BoolValue(b: bool): Value {
    Primitive(Bool(b))
  }

  function method EntityValue(uid: EntityUid): Value {
    Primitive(EntityRef(uid))
  }

  // A Long, if the number is one.
  function method CheckedLong(i: int): Result<Value> {
    if IsLong(i) then Ok(Primitive(Long(i))) else Err(IntegerOverflow)
  }

  // ---- asking for a type

  function method AsBool(v: Value): Result<bool> {
    if v.Primitive? && v.primitive.Bool? then Ok(v.primitive.b) else Err(TypeError)
  }

  function method AsLong(v: Value): Result<int> {
    if v.Primitive? && v.primitive.Long? then Ok(v.primitive.i) else Err(TypeError)
  }

  function method AsString(v: Value): Result<string> {
    if v.Primitive? && v.primitive.String? then Ok(v.primitive.s) else Err(TypeError)
  }

  function method AsEntity(v: Value): Result<EntityUid> {
    if v.Primitive? && v.primitive.EntityRef? then Ok(v.primitive.uid) else Err(TypeError)
  }

  function method AsExtension(v: Value): Result<ExtensionValue> {
    if v.Extension? then Ok(v.extension) else Err(TypeError)
  }

  function method AsSet(v: Value): Result<set<Value>> {
    if v.Set? then Ok(v.elements) else Err(TypeError)
  }
}
