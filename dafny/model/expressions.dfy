include "values.dfy"
include "patterns.dfy"

// Expressions, as the parser leaves them.
//
// What the language defines as a shorthand has no form of its own here:
//   a != b          is  !(a == b)
//   a > b           is  !(a <= b)
//   a >= b          is  !(a < b)
//   e is T in x     is  (e is T) && (e in x)
//   e has a.b       is  (e has a) && (e.a has b)
module Expressions {
  import opened Names
  import opened Values
  import opened Patterns

  datatype Var = Principal | Action | Resource | Context

  datatype UnaryOp =
    | Not                // !a
    | Neg                // -a
    | IsEmpty            // a.isEmpty()

  datatype BinaryOp =
    | Eq                 // a == b
    | Less               // a < b
    | LessEq             // a <= b
    | Add                // a + b
    | Sub                // a - b
    | Mul                // a * b
    | In                 // a in b
    | Contains           // a.contains(b)
    | ContainsAll        // a.containsAll(b)
    | ContainsAny        // a.containsAny(b)
    | HasTag             // a.hasTag(b)
    | GetTag             // a.getTag(b)

  // A method takes its receiver as its first argument.
  datatype ExtensionFunction =
    // decimal("1.5"), ip("10.0.0.0/8"), datetime("2024-10-15"), duration("1h30m")
    | DecimalFromText | IpFromText | DatetimeFromText | DurationFromText
    // of decimals
    | LessThan | LessThanOrEqual | GreaterThan | GreaterThanOrEqual
    // of ipaddrs
    | IsIpv4 | IsIpv6 | IsLoopback | IsMulticast | IsInRange
    // of datetimes
    | Offset | DurationSince | ToDate | ToTime
    // of durations
    | ToMilliseconds | ToSeconds | ToMinutes | ToHours | ToDays
    // Any other name. Text cannot call one, JSON can.
    | UnknownFunction

  datatype Expr =
    | Literal(literal: Primitive)
    | Variable(variable: Var)
    | Slot(slot: SlotId)
    | If(condition: Expr, consequent: Expr, alternative: Expr)
    | And(left: Expr, right: Expr)
    | Or(left: Expr, right: Expr)
    | Unary(unaryOp: UnaryOp, arg: Expr)
    | Binary(binaryOp: BinaryOp, left: Expr, right: Expr)
    | GetAttr(target: Expr, attr: Attr)
    | HasAttr(target: Expr, attr: Attr)
    | LikePattern(target: Expr, pattern: Pattern)
    | IsType(target: Expr, ty: EntityType)
    | SetOf(elements: seq<Expr>)
    // In the order of keys, in which they are evaluated, however they were written. No key
    // comes twice.
    | RecordOf(fields: seq<(Attr, Expr)>)
    | Call(callee: ExtensionFunction, args: seq<Expr>)
}
