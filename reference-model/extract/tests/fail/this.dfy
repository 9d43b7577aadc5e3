// expect 3:30: `this` is not part of the subset
module M {
  function method F(): int { this }
}
