// expect 3:24: real number is not part of the subset
module M {
  function method F(x: real): int { 1 }
}
