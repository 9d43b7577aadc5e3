// expect 3:23: member of a datatype is not part of the subset
module M {
  datatype D = A | B  { predicate P() { true } }
}
