// expect 3:54: several updates in one pair of brackets is not part of the subset
module M {
  function method F(s: seq<int>): seq<int> { s[0 := 1, 1 := 2] }
}
