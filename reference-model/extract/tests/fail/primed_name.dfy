// expect 3:21: name `x'` with `'` or `?` is not part of the subset
module M {
  function method F(x': int): int { 1 }
}
