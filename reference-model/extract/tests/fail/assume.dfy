// expect 3:30: `assume` is not part of the subset
module M {
  function method F(): int { assume true; 1 }
}
