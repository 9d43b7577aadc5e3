// expect 4:30: a function as a value is not part of the subset
module M {
  function method F(): int { 1 }
  function method G(): int { F }
}
