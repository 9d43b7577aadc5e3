// expect 3:28: default value is not part of the subset
module M {
  function method F(x: int := 1): int { x }
}
