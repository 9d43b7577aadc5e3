// Nested patterns, literals, variables, tuples, missing cases.
module Matching {
  datatype Expr = Num(n: int) | Neg(e: Expr) | Add(l: Expr, r: Expr) | Name(name: string)
  datatype Option<T> = None | Some(value: T)

  function method Simplify(e: Expr): Expr {
    match e
    case Neg(Neg(x)) => Simplify(x)
    case Neg(Num(n)) => Num(-n)
    case Neg(x) => Neg(Simplify(x))
    case Add(Num(a), Num(b)) => Num(a + b)
    case Add(l, Num(b)) => if b == 0 then Simplify(l) else Add(Simplify(l), Num(b))
    case Add(l, r) => Add(Simplify(l), Simplify(r))
    case Num(n) => e
    case Name(s) => e
  }
  function method Simplified(): seq<Expr> {
    [Simplify(Neg(Neg(Neg(Num(1))))), Simplify(Add(Num(1), Num(2))), Simplify(Add(Name("x"), Num(0))), Simplify(Add(Name("x"), Neg(Neg(Name("y")))))]
  }
  // expect Simplified = [ Num( -1 ) Num( 3 ) Name( "x" ) Add( Name( "x" ) Name( "y" ) ) ]

  function method Inner(o: Option<Option<int>>): int {
    match o {
      case None => 0
      case Some(None) => 1
      case Some(Some(v)) => v
    }
  }
  function method Inners(): seq<int> { [Inner(None), Inner(Some(None)), Inner(Some(Some(7)))] }
  // expect Inners = [ 0 1 7 ]

  function method Or(a: Option<int>, b: Option<int>): int {
    match a
    case Some(x) => (match b case Some(y) => x + y case None => x)
    case None => match b case Some(y) => y case None => 0
  }
  function method Ors(): seq<int> { [Or(Some(1), Some(2)), Or(Some(1), None), Or(None, Some(2)), Or(None, None)] }
  // expect Ors = [ 3 1 2 0 ]

  function method OnlyName(e: Expr): string requires e.Name? { match e case Name(s) => s }
  function method Names(): string { OnlyName(Name("ok")) }
  // expect Names = "ok"
  function method NoName(): string { OnlyName(Num(1)) }
  // expect NoName = !NoMatchingCase

  function method InTheMiddle(e: Expr): int { 1 + (match e case Num(n) => n case Neg(x) => 0 case Add(l, r) => 0 case Name(s) => |s|) }
  function method InTheMiddles(): (int, int) { (InTheMiddle(Num(4)), InTheMiddle(Name("abc"))) }
  // expect InTheMiddles = ( 5 4 )
}
