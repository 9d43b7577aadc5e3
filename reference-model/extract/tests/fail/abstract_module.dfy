// expect 2:1: `abstract` is not part of the subset
abstract module M { }
