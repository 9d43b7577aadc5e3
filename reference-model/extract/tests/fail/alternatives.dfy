// expect 5:12: alternative patterns is not part of the subset
module M {
  datatype D = A | B
  function method F(d: D): int { match d
    case A | B => 1
  }
}
