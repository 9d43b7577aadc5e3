// expect 3:12: datatype `D` has no finite value
module M {
  datatype D = D(d: D)
}
