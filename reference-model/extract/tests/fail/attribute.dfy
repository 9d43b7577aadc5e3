// expect 3:19: attribute `{:extern}` is not part of the subset
module M {
  function method {:extern} F(): int { 1 }
}
