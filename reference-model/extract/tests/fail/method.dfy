// expect 3:3: method is not part of the subset
module M {
  method F() { }
}
