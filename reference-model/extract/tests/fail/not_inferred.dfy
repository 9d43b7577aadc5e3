// expect 3:39: type `set<_>` is not fully inferred
module M {
  function method F(): int { var s := {}; |s| }
}
