// expect 3:30: unknown name `y`
module M {
  function method F(): int { y }
}
