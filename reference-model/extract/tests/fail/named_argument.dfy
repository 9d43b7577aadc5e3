// expect 4:34: named argument is not part of the subset
module M {
  function method F(x: int): int { x }
  function method G(): int { F(x := 1) }
}
