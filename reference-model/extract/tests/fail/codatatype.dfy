// expect 3:3: codatatype is not part of the subset
module M {
  codatatype S = S(head: int, tail: S)
}
