// expect 3:30: `old` is not part of the subset
module M {
  function method F(): int { old(1) }
}
