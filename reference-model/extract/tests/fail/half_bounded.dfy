// expect 3:31: variable `x` ranges over no finite collection
module M {
  function method F(): bool { exists x :: 0 <= x && x * x == 4 }
}
