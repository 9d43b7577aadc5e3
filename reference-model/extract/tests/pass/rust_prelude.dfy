// Names that mean something in Rust's prelude.
module RustPrelude {
  datatype Option<T> = None | Some(Box: T)
  datatype Result<T> = Ok(Vec: T) | Err(String: string)
  datatype Box = Box(value: int)
  datatype Vec<Clone> = Nil | Cons(head: Clone, tail: Vec<Clone>)
  datatype Set = Set(elements: set<int>) | Map(clone: map<int, int>)
  datatype String = String
  datatype Value = Value(clone: int, drop: int, eq: int)
  function method ok(o: Option<int>): Result<Box> { if o.Some? then Ok(Box.Box(o.Box)) else Err("none") }
  function method clone(s: Set): map<int, int> { if s.Map? then s.clone else map[] }
  function method Unit(): String { String }
  function method Some_(v: Value): int { v.clone + v.drop + v.eq }
}
