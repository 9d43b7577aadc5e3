// expect 3:3: trait is not part of the subset
module M {
  trait C { }
}
