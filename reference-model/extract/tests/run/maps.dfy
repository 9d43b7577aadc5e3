module Maps {
  function method Ages(): map<string, int> { map["ann" := 30, "bob" := 40, "ann" := 31] }
  // expect Ages = < "ann" 31 "bob" 40 >
  function method Updates(): seq<map<string, int>> { [Ages()["bob" := 41], Ages()["cy" := 5], map[]["x" := 1]] }
  // expect Updates = [ < "ann" 31 "bob" 41 > < "ann" 31 "bob" 40 "cy" 5 > < "x" 1 > ]
  function method Reads(): (int, bool, bool, bool) { (Ages()["bob"], "ann" in Ages(), "cy" in Ages(), "cy" !in Ages()) }
  // expect Reads = ( 40 t f t )
  function method Parts(): (set<string>, set<int>, set<(string, int)>) { var m := Ages()["cy" := 31]; (m.Keys, m.Values, m.Items) }
  // expect Parts = ( { "ann" "bob" "cy" } { 31 40 } { ( "ann" 31 ) ( "bob" 40 ) ( "cy" 31 ) } )
  function method Sizes(): (int, int) { (|Ages()|, |Ages().Keys|) }
  // expect Sizes = ( 2 2 )
  function method Keys(): seq<bool> { ["ann" in Ages().Keys, "cy" !in Ages().Keys, Ages() == map[], map[1 := 2] == map[1 := 2], map[1 := 2] != map[1 := 3]] }
  // expect Keys = [ t t f t t ]
  function method Nested(): int { var m := map[1 := map["a" := [5, 6]]]; m[1]["a"][1] }
  // expect Nested = 6
  function method Missing(m: map<int, int>): int { m[1] }
  function method Misses(): int { Missing(map[2 := 1]) }
  // expect Misses = !MissingKey
}
