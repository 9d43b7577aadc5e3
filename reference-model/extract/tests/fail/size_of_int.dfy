// expect 3:30: `|…|` on `int` is not part of the subset
module M {
  function method F(): int { |3| }
}
