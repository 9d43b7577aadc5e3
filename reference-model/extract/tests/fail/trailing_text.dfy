// expect 5:1: only one module per file is accepted, and nothing after it
module M {
  function method F(): int { 1 }
}
}
