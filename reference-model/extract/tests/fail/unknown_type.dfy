// expect 3:24: unknown type `T`
module M {
  function method F(x: T): int { 1 }
}
