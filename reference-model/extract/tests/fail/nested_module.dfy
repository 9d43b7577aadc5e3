// expect 3:3: nested module is not part of the subset
module M {
  module N { }
}
