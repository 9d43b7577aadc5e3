// expect 3:34: expected `int`, found `bool`
module M {
  function method F(): int { 1 + true }
}
