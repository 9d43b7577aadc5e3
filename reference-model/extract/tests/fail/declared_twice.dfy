// expect 4:19: name `F` is declared twice
module M {
  function method F(): int { 1 }
  function method F(): int { 2 }
}
