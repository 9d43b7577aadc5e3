// expect 3:30: `string` cannot be converted to `int`
module M {
  function method F(): int { "a" as int }
}
