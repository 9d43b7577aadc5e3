// `var`, shadowing, destructuring, tuples.
module Bindings {
  datatype Point = Point(x: int, y: int)
  datatype Segment = Segment(from: Point, to: Point)

  function method Shadow(x: int): int { var x := x + 1; var x := x * 2; x }
  function method Shadowed(): int { Shadow(3) }
  // expect Shadowed = 8
  function method Together(): (int, int) { var a, b := 1, 2; var a, b := b, a; (a, b) }
  // expect Together = ( 2 1 )
  function method TogetherShared(): (string, string) { var a, b := "a", "b"; var a, b := b, a; (a, b) }
  // expect TogetherShared = ( "b" "a" )
  function method Apart(): int { var (a, b) := (3, 4); var Point(x, y) := Point(a, b); x * 10 + y }
  // expect Apart = 34
  function method Deep(s: Segment): int { var Segment(p, q) := s; var Point(a, _) := p; var Point(_, d) := q; a * 10 + d }
  function method Deeper(): int { Deep(Segment(Point(1, 2), Point(3, 4))) }
  // expect Deeper = 14
  function method Scoped(c: bool): int { var x := 1; (if c then var x := 10; x else 0) + x }
  function method Scopes(): (int, int) { (Scoped(true), Scoped(false)) }
  // expect Scopes = ( 11 1 )
  function method Typed(): int { var s: set<int> := {}; var m: map<string, int> := map[]; |s| + |m| }
  // expect Typed = 0
  function method Members(): (int, string) { var t := (1, ("two", 3)); (t.0 + t.1.1, t.1.0) }
  // expect Members = ( 4 "two" )
  function method FromCall(): int { var Point(x, y) := Swap(Point(1, 2)); x - y }
  function method Swap(p: Point): Point { Point(p.y, p.x) }
  // expect FromCall = 1
  function method Unit(): () { () }
  // expect Unit = ( )
  // Names that mean something to Rust, or to the emitted code.
  function method Keywords(type_: int, self: int, fn: int, rt: int, collected: set<int>): set<int> {
    var move := type_ + self; var part_1 := fn + rt; set y | y in collected && y != move && y != part_1
  }
  function method Keyword(): set<int> { Keywords(1, 2, 3, 4, {1, 3, 5, 7}) }
  // expect Keyword = { 1 5 }
}
