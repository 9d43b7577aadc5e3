// expect 4:22: expected `int`, found `string`
module M {
  function method F(c: bool): int {
    if c then 1 else "a"
  }
}
