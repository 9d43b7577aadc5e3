// Constructors, tests, destructors, updates, recursion, parameters.
module Datatypes {
  datatype Color = Red | Green | Blue
  datatype Point = Point(x: int, y: int)
  datatype Shape =
    | Circle(center: Point, radius: int)
    | Square(center: Point, side: int)
    | Nowhere
  datatype Tree<T> = Leaf | Node(left: Tree<T>, value: T, right: Tree<T>)
  datatype Rose = Rose(weight: int, children: seq<Rose>)
  datatype Json = Null | Number(n: int) | List(items: seq<Json>) | Object(fields: map<string, Json>) | Tags(tags: set<Json>)
  datatype Pair<A, B> = Pair(first: A, second: B)
  datatype Even = Zero | AfterOdd(odd: Odd)
  datatype Odd = AfterEven(even: Even)
  type Points = map<string, Point>
  type Grid<T> = seq<seq<T>>

  function method Tests(s: Shape): seq<bool> { [s.Circle?, s.Square?, s.Nowhere?] }
  function method Tested(): seq<seq<bool>> { [Tests(Circle(Point(1, 2), 3)), Tests(Square(Point(1, 2), 3)), Tests(Nowhere)] }
  // expect Tested = [ [ t f f ] [ f t f ] [ f f t ] ]
  function method Shared(): (int, int) { (Circle(Point(1, 2), 3).center.y, Square(Point(4, 5), 6).center.x) }
  // expect Shared = ( 2 4 )
  function method Single(): (bool, int) { (Point(1, 2).Point?, Point(1, 2).x) }
  // expect Single = ( t 1 )
  function method Updates(): seq<Shape> {
    var c := Circle(Point(1, 2), 3);
    [c.(radius := 4), c.(center := c.center.(y := 9)), Square(Point(0, 0), 1).(center := Point(7, 7), side := 8)]
  }
  // expect Updates = [ Circle( Point( 1 2 ) 4 ) Circle( Point( 1 9 ) 3 ) Square( Point( 7 7 ) 8 ) ]
  function method Radius(s: Shape): int { s.radius }
  function method NoRadius(): int { Radius(Nowhere) }
  // expect NoRadius = !WrongConstructor
  function method WithRadius(s: Shape): Shape { s.(radius := 1) }
  function method NoUpdate(): Shape { WithRadius(Nowhere) }
  // expect NoUpdate = !WrongConstructor

  function method Insert(t: Tree<int>, v: int): Tree<int> {
    match t
    case Leaf => Node(Leaf, v, Leaf)
    case Node(l, w, r) =>
      if v < w then Node(Insert(l, v), w, r)
      else if v > w then Node(l, w, Insert(r, v))
      else t
  }
  function method InOrder<T>(t: Tree<T>): seq<T> {
    if t.Leaf? then [] else InOrder(t.left) + [t.value] + InOrder(t.right)
  }
  function method Sorted(): seq<int> { InOrder(Insert(Insert(Insert(Insert(Leaf, 5), 3), 8), 5)) }
  // expect Sorted = [ 3 5 8 ]
  function method Grown(t: Tree<int>): Tree<int> requires t.Node? { t.(left := Node(t.left, 0, Leaf), value := t.value + 1) }
  function method Growth(): Tree<int> { Grown(Node(Leaf, 1, Leaf)) }
  // expect Growth = Node( Node( Leaf( ) 0 Leaf( ) ) 2 Leaf( ) )
  function method Total(r: Rose): int { r.weight + Totals(r.children) }
  function method Totals(rs: seq<Rose>): int { if rs == [] then 0 else Total(rs[0]) + Totals(rs[1..]) }
  function method RoseTotal(): int { Total(Rose(1, [Rose(2, []), Rose(3, [Rose(4, [])])])) }
  // expect RoseTotal = 10
  function method Document(): Json { Object(map["a" := List([Null, Number(1)]), "b" := Tags({Null, Number(2), Null})]) }
  // expect Document = Object( < "a" List( [ Null( ) Number( 1 ) ] ) "b" Tags( { Null( ) Number( 2 ) } ) > )
  function method Equal(): seq<bool> {
    [Red == Red, Red == Blue, Point(1, 2) == Point(1, 2), Point(1, 2) != Point(2, 1),
     Tags({Null, Number(1)}) == Tags({Number(1), Null}), List([Null]) == List([]), Node(Leaf, 1, Leaf) == Node(Leaf, 1, Leaf)]
  }
  // expect Equal = [ t f t t t f t ]
  function method Swap<A, B>(p: Pair<A, B>): Pair<B, A> { Pair(p.second, p.first) }
  function method Swapped(): Pair<string, bool> { Swap(Swap(Swap(Pair(true, "x")))) }
  // expect Swapped = Pair( "x" t )
  function method Height(e: Even): int { if e.Zero? then 0 else 2 + Height(e.odd.even) }
  function method Heights(): int { Height(AfterOdd(AfterEven(AfterOdd(AfterEven(Zero))))) }
  // expect Heights = 4
  function method Lookup(ps: Points, name: string): int { if name in ps then ps[name].x else 0 }
  function method Lookups(): (int, int) { (Lookup(map["a" := Point(3, 4)], "a"), Lookup(map[], "a")) }
  // expect Lookups = ( 3 0 )
  function method Cell(g: Grid<char>): char { g[1][0] }
  function method Cells(): char { Cell([['a'], ['b', 'c']]) }
  // expect Cells = '98
  function method Qualified(): (Color, Shape) { (Color.Green, Shape.Nowhere) }
  // expect Qualified = ( Green( ) Nowhere( ) )
}
