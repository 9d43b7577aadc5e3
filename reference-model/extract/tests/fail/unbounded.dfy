// expect 3:31: variable `x` ranges over no finite collection
module M {
  function method F(): bool { forall x: int :: x == x }
}
