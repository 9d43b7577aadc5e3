// expect 3:3: ghost predicate is not part of the subset
module M {
  predicate F() { true }
}
