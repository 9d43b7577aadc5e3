// What another module uses.
module Imported {
  datatype Option<T> = None | Some(value: T)
  type Names = set<string>
  const Limit: int := 3
  function method Default<T>(o: Option<T>, otherwise: T): T { if o.None? then otherwise else o.value }
}
