include "expressions.dfy"
include "decimals.dfy"
include "durations.dfy"
include "datetimes.dfy"
include "ipaddrs.dfy"

// What each extension function does to the values of its arguments.
//
// First comes the number of arguments, then their types, then what the function itself may
// object to, which is always an `ExtensionError`.
module ExtensionFunctions {
  import opened Options
  import opened Results
  import opened Longs
  import opened Values
  import opened Expressions
  import opened Decimals
  import opened Durations
  import opened Datetimes
  import opened Ipaddrs

  function method ApplyExtension(f: ExtensionFunction, args: seq<Value>): Result<Value> {
    if f.UnknownFunction? then Err(FailedExtensionFunctionLookup)
    else if |args| != Arity(f) then Err(WrongNumberOfArguments)
    else if IsConstructor(f) then
      var text := AsString(args[0]);
      if text.Err? then Err(text.error) else OrExtensionError(Construct(f, text.value))
    else
      var receiver := AsExtension(args[0]);
      if receiver.Err? then Err(receiver.error)
      else if |args| == 1 then ApplyMethod(f, receiver.value)
      else
        var arg := AsExtension(args[1]);
        if arg.Err? then Err(arg.error) else ApplyBinaryMethod(f, receiver.value, arg.value)
  }

  predicate method IsConstructor(f: ExtensionFunction) {
    f.DecimalFromText? || f.IpFromText? || f.DatetimeFromText? || f.DurationFromText?
  }

  predicate method IsBinaryMethod(f: ExtensionFunction) {
    f.LessThan? || f.LessThanOrEqual? || f.GreaterThan? || f.GreaterThanOrEqual?
    || f.IsInRange? || f.Offset? || f.DurationSince?
  }

  // The receiver of a method counts.
  function method Arity(f: ExtensionFunction): int {
    if IsBinaryMethod(f) then 2 else 1
  }

  function method OrExtensionError(v: Option<ExtensionValue>): Result<Value> {
    if v.Some? then Ok(Extension(v.value)) else Err(ExtensionError)
  }

  // ---- constructors

  function method Construct(f: ExtensionFunction, text: string): Option<ExtensionValue>
    requires IsConstructor(f)
  {
    if f.IpFromText? then
      var ip := ParseIpaddr(text);
      if ip.Some? then Some(IpaddrOf(ip.value)) else None
    else if f.DecimalFromText? then
      var units := ParseDecimal(text);
      if units.Some? then Some(Decimal(units.value)) else None
    else if f.DatetimeFromText? then
      DatetimeOption(ParseDatetime(text))
    else
      DurationOption(ParseDuration(text))
  }

  function method DatetimeOption(ms: Option<int>): Option<ExtensionValue> {
    if ms.Some? then Some(Datetime(ms.value)) else None
  }

  function method DurationOption(ms: Option<int>): Option<ExtensionValue> {
    if ms.Some? then Some(Duration(ms.value)) else None
  }

  // ---- methods without arguments

  function method ApplyMethod(f: ExtensionFunction, receiver: ExtensionValue): Result<Value> {
    match receiver
    case Decimal(units) => Err(TypeError)
    case IpaddrOf(ip) => ApplyToIpaddr(f, ip)
    case Datetime(ms) =>
      if f.ToDate? then OrExtensionError(DatetimeOption(ToMidnight(ms)))
      else if f.ToTime? then Ok(Extension(Duration(SinceMidnight(ms))))
      else Err(TypeError)
    case Duration(ms) => ApplyToDuration(f, ms)
  }

  function method ApplyToIpaddr(f: ExtensionFunction, ip: Ipaddr): Result<Value> {
    if f.IsIpv4? then Ok(BoolValue(ip.family.V4?))
    else if f.IsIpv6? then Ok(BoolValue(ip.family.V6?))
    else if f.IsLoopback? then Ok(BoolValue(IsLoopbackRange(ip)))
    else if f.IsMulticast? then Ok(BoolValue(IsMulticastRange(ip)))
    else Err(TypeError)
  }

  // Whole units, rounded toward zero.
  function method ApplyToDuration(f: ExtensionFunction, ms: int): Result<Value> {
    if f.ToMilliseconds? then CheckedLong(ms)
    else if f.ToSeconds? then CheckedLong(Truncate(ms, MsPerSecond))
    else if f.ToMinutes? then CheckedLong(Truncate(ms, MsPerMinute))
    else if f.ToHours? then CheckedLong(Truncate(ms, MsPerHour))
    else if f.ToDays? then CheckedLong(Truncate(ms, MsPerDay))
    else Err(TypeError)
  }

  // ---- methods with an argument

  function method ApplyBinaryMethod(f: ExtensionFunction, a: ExtensionValue, b: ExtensionValue): Result<Value> {
    if f.IsInRange? then
      if a.IpaddrOf? && b.IpaddrOf? then Ok(BoolValue(IsWithin(a.ip, b.ip))) else Err(TypeError)
    else if f.Offset? then
      if a.Datetime? && b.Duration? then OrExtensionError(DatetimeOption(Fitting(Some(a.ms + b.ms)))) else Err(TypeError)
    else if f.DurationSince? then
      if a.Datetime? && b.Datetime? then OrExtensionError(DurationOption(Fitting(Some(a.ms - b.ms)))) else Err(TypeError)
    else
      if a.Decimal? && b.Decimal? then CompareDecimals(f, a.units, b.units) else Err(TypeError)
  }

  function method CompareDecimals(f: ExtensionFunction, a: int, b: int): Result<Value> {
    if f.LessThan? then Ok(BoolValue(a < b))
    else if f.LessThanOrEqual? then Ok(BoolValue(a <= b))
    else if f.GreaterThan? then Ok(BoolValue(a > b))
    else if f.GreaterThanOrEqual? then Ok(BoolValue(a >= b))
    else Err(TypeError)
  }
}
