// expect 3:31: lambda expression is not part of the subset
module M {
  function method F(): int { (x => x + 1)(2) }
}
