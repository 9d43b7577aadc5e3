// expect 3:18: parameter or field without a name is not part of the subset
module M {
  datatype D = D(int)
}
