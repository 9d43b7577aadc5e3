// expect 4:30: expected 1 arguments, found 2
module M {
  function method F(x: int): int { x }
  function method G(): int { F(1, 2) }
}
