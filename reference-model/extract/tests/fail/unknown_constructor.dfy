// expect 5:18: unknown constructor `B`
module M {
  datatype D = A(a: int)
  function method F(d: D): int {
    match d case B(x) => x
  }
}
