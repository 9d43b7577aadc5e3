// expect 3:40: quantifier domain `<-` is not part of the subset
module M {
  function method F(): bool { forall x <- {1} :: x == 1 }
}
