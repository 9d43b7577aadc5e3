// expect 3:30: `assert` in an expression is not part of the subset
module M {
  function method F(): int { assert true; 1 }
}
