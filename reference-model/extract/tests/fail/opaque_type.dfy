// expect 3:3: opaque type is not part of the subset
module M {
  type N
}
