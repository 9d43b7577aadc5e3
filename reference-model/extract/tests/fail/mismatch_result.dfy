// expect 3:33: expected `string`, found `int`
module M {
  function method F(): string { 1 }
}
