// expect 3:28: `reads` clause is not part of the subset
module M {
  function method F(): int reads {} { 1 }
}
