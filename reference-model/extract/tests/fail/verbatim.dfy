// expect 3:33: verbatim string is not part of the subset
module M {
  function method F(): string { @"a" }
}
