// expect 3:30: unknown function `G`
module M {
  function method F(): int { G() }
}
