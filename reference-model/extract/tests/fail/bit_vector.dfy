// expect 3:24: bit vector is not part of the subset
module M {
  function method F(x: bv8): int { 1 }
}
