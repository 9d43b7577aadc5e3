// expect 3:3: class is not part of the subset
module M {
  class C { }
}
