// expect 4:42: unknown field `b`
module M {
  datatype D = D(a: int)
  function method F(d: D): int { d.a + d.b }
}
