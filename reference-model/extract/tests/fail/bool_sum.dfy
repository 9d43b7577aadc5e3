// expect 3:31: `+` on `bool` is not part of the subset
module M {
  function method F(): bool { true + true }
}
