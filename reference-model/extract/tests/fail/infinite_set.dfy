// expect 3:36: infinite set is not part of the subset
module M {
  function method F(): bool { 1 in iset x: int | x > 0 }
}
