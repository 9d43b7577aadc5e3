// expect 5:28: name `X` is ambiguous
module M {
  datatype D = X | Y
  datatype E = X | Z
  function method F(): D { X }
}
