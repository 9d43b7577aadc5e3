// expect 3:30: `calc` in an expression is not part of the subset
module M {
  function method F(): int { calc { 1; } 1 }
}
