// expect 4:1: expected `}`, found the end of the file
module M {
  function method F(): int { 1 + 2
