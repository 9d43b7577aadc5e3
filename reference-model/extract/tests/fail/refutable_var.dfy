// expect 4:38: this pattern may not match: only a datatype with one constructor can be taken apart by `var`
module M {
  datatype D = A(x: int) | B
  function method F(d: D): int { var A(x) := d; x }
}
