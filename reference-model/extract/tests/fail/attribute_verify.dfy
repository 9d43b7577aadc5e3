// expect 3:19: attribute `{:verify}` is not part of the subset
module M {
  function method {:verify false} F(): int { 1 }
}
