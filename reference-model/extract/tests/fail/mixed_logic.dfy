// expect 3:54: `&&` beside `||` without parentheses is not part of the subset
module M {
  function method F(a: bool, b: bool): bool { a && b || a }
}
