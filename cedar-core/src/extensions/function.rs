//! The registry of extension functions.

use super::{Datetime, Decimal, Duration, ExtensionError, ExtensionKind, ExtensionValue, IpAddr};
use crate::evaluator::EvaluationErrorKind;
use crate::value::{Value, ValueType};
use std::fmt;
use std::str::FromStr;

/// A function of an extension type.
///
/// Names are global and unqualified. The four constructors are called as
/// functions, all others as methods on their first argument.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ExtensionFunction {
    /// `decimal("1.23")`
    Decimal,
    /// `ip("10.0.0.0/8")`
    Ip,
    /// `datetime("2024-10-15T11:35:00Z")`
    Datetime,
    /// `duration("1d2h")`
    Duration,
    /// `decimal < decimal`
    LessThan,
    /// `decimal <= decimal`
    LessThanOrEqual,
    /// `decimal > decimal`
    GreaterThan,
    /// `decimal >= decimal`
    GreaterThanOrEqual,
    /// Whether an address is IPv4.
    IsIpv4,
    /// Whether an address is IPv6.
    IsIpv6,
    /// Whether all addresses of a range are loopback addresses.
    IsLoopback,
    /// Whether all addresses of a range are multicast addresses.
    IsMulticast,
    /// Whether a range lies within another.
    IsInRange,
    /// A datetime moved by a duration.
    Offset,
    /// The duration between two datetimes.
    DurationSince,
    /// The start of a datetime's day.
    ToDate,
    /// The time since the start of a datetime's day.
    ToTime,
    /// A duration in whole milliseconds.
    ToMilliseconds,
    /// A duration in whole seconds.
    ToSeconds,
    /// A duration in whole minutes.
    ToMinutes,
    /// A duration in whole hours.
    ToHours,
    /// A duration in whole days.
    ToDays,
}

/// What a function takes and gives.
struct Signature {
    name: &'static str,
    parameters: &'static [ValueType],
    result: ValueType,
}

impl ExtensionFunction {
    /// Every function.
    pub const ALL: [ExtensionFunction; 22] = [
        ExtensionFunction::Decimal,
        ExtensionFunction::Ip,
        ExtensionFunction::Datetime,
        ExtensionFunction::Duration,
        ExtensionFunction::LessThan,
        ExtensionFunction::LessThanOrEqual,
        ExtensionFunction::GreaterThan,
        ExtensionFunction::GreaterThanOrEqual,
        ExtensionFunction::IsIpv4,
        ExtensionFunction::IsIpv6,
        ExtensionFunction::IsLoopback,
        ExtensionFunction::IsMulticast,
        ExtensionFunction::IsInRange,
        ExtensionFunction::Offset,
        ExtensionFunction::DurationSince,
        ExtensionFunction::ToDate,
        ExtensionFunction::ToTime,
        ExtensionFunction::ToMilliseconds,
        ExtensionFunction::ToSeconds,
        ExtensionFunction::ToMinutes,
        ExtensionFunction::ToHours,
        ExtensionFunction::ToDays,
    ];

    /// The function with this name, constructor or method.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.as_str() == name)
    }

    /// The function's name.
    pub fn as_str(self) -> &'static str {
        self.signature().name
    }

    /// Whether it makes a value from text and is called as a function; all
    /// others are methods.
    pub fn is_constructor(self) -> bool {
        matches!(
            self,
            ExtensionFunction::Decimal
                | ExtensionFunction::Ip
                | ExtensionFunction::Datetime
                | ExtensionFunction::Duration
        )
    }

    /// The number of arguments, the receiver of a method included.
    pub fn arity(self) -> usize {
        self.parameter_types().len()
    }

    /// The types of the arguments, the receiver of a method first.
    pub fn parameter_types(self) -> &'static [ValueType] {
        self.signature().parameters
    }

    /// The type of the result.
    pub fn result_type(self) -> ValueType {
        self.signature().result
    }

    /// The value of the function for `arguments`, the receiver of a method
    /// first.
    ///
    /// # Errors
    /// In this order: the number of arguments is wrong; an argument has the
    /// wrong type, the leftmost first; the function has no value.
    pub fn call(self, arguments: &[Value]) -> Result<Value, EvaluationErrorKind> {
        use ExtensionFunction as F;
        match (self, arguments) {
            (F::Decimal, [text]) => self.construct(text, ExtensionKind::Decimal),
            (F::Ip, [text]) => self.construct(text, ExtensionKind::IpAddr),
            (F::Datetime, [text]) => self.construct(text, ExtensionKind::Datetime),
            (F::Duration, [text]) => self.construct(text, ExtensionKind::Duration),
            (F::LessThan, [a, b]) => Ok((decimal(a)? < decimal(b)?).into()),
            (F::LessThanOrEqual, [a, b]) => Ok((decimal(a)? <= decimal(b)?).into()),
            (F::GreaterThan, [a, b]) => Ok((decimal(a)? > decimal(b)?).into()),
            (F::GreaterThanOrEqual, [a, b]) => Ok((decimal(a)? >= decimal(b)?).into()),
            (F::IsIpv4, [ip]) => Ok(ip_addr(ip)?.is_ipv4().into()),
            (F::IsIpv6, [ip]) => Ok(ip_addr(ip)?.is_ipv6().into()),
            (F::IsLoopback, [ip]) => Ok(ip_addr(ip)?.is_loopback().into()),
            (F::IsMulticast, [ip]) => Ok(ip_addr(ip)?.is_multicast().into()),
            (F::IsInRange, [ip, range]) => Ok(ip_addr(ip)?.is_in_range(ip_addr(range)?).into()),
            (F::Offset, [at, by]) => datetime(at)?
                .checked_offset(duration(by)?)
                .map(datetime_value)
                .ok_or_else(|| self.fail(format!("overflows when adding an offset: {at} + {by}"))),
            (F::DurationSince, [at, since]) => datetime(at)?
                .checked_duration_since(datetime(since)?)
                .map(duration_value)
                .ok_or_else(|| {
                    self.fail(format!(
                        "overflows when computing the duration between {at} and {since}"
                    ))
                }),
            (F::ToDate, [at]) => datetime(at)?
                .checked_to_date()
                .map(datetime_value)
                .ok_or_else(|| self.fail(format!("overflows when computing the date of {at}"))),
            (F::ToTime, [at]) => Ok(duration_value(datetime(at)?.to_time())),
            (F::ToMilliseconds, [span]) => Ok(duration(span)?.millis().into()),
            (F::ToSeconds, [span]) => Ok(duration(span)?.seconds().into()),
            (F::ToMinutes, [span]) => Ok(duration(span)?.minutes().into()),
            (F::ToHours, [span]) => Ok(duration(span)?.hours().into()),
            (F::ToDays, [span]) => Ok(duration(span)?.days().into()),
            _ => Err(EvaluationErrorKind::WrongNumberOfArguments {
                function: self,
                expected: self.arity(),
                actual: arguments.len(),
            }),
        }
    }

    fn construct<T>(
        self,
        argument: &Value,
        kind: impl FnOnce(T) -> ExtensionKind,
    ) -> Result<Value, EvaluationErrorKind>
    where
        T: FromStr<Err = ExtensionError>,
    {
        let Value::String(text) = argument else {
            return Err(type_error(ValueType::String, argument));
        };
        match text.parse() {
            Ok(value) => Ok(Value::Extension(ExtensionValue::constructed(
                kind(value),
                text.clone(),
            ))),
            Err(error) => Err(EvaluationErrorKind::ExtensionFunction {
                function: self,
                error,
            }),
        }
    }

    fn fail(self, message: String) -> EvaluationErrorKind {
        EvaluationErrorKind::ExtensionFunction {
            function: self,
            error: ExtensionError::new(message),
        }
    }

    fn signature(self) -> Signature {
        use ExtensionFunction as F;
        use ValueType as T;
        let (name, parameters, result): (_, &'static [ValueType], _) = match self {
            F::Decimal => ("decimal", &[T::String], T::Decimal),
            F::Ip => ("ip", &[T::String], T::IpAddr),
            F::Datetime => ("datetime", &[T::String], T::Datetime),
            F::Duration => ("duration", &[T::String], T::Duration),
            F::LessThan => ("lessThan", &[T::Decimal, T::Decimal], T::Bool),
            F::LessThanOrEqual => ("lessThanOrEqual", &[T::Decimal, T::Decimal], T::Bool),
            F::GreaterThan => ("greaterThan", &[T::Decimal, T::Decimal], T::Bool),
            F::GreaterThanOrEqual => ("greaterThanOrEqual", &[T::Decimal, T::Decimal], T::Bool),
            F::IsIpv4 => ("isIpv4", &[T::IpAddr], T::Bool),
            F::IsIpv6 => ("isIpv6", &[T::IpAddr], T::Bool),
            F::IsLoopback => ("isLoopback", &[T::IpAddr], T::Bool),
            F::IsMulticast => ("isMulticast", &[T::IpAddr], T::Bool),
            F::IsInRange => ("isInRange", &[T::IpAddr, T::IpAddr], T::Bool),
            F::Offset => ("offset", &[T::Datetime, T::Duration], T::Datetime),
            F::DurationSince => ("durationSince", &[T::Datetime, T::Datetime], T::Duration),
            F::ToDate => ("toDate", &[T::Datetime], T::Datetime),
            F::ToTime => ("toTime", &[T::Datetime], T::Duration),
            F::ToMilliseconds => ("toMilliseconds", &[T::Duration], T::Long),
            F::ToSeconds => ("toSeconds", &[T::Duration], T::Long),
            F::ToMinutes => ("toMinutes", &[T::Duration], T::Long),
            F::ToHours => ("toHours", &[T::Duration], T::Long),
            F::ToDays => ("toDays", &[T::Duration], T::Long),
        };
        Signature {
            name,
            parameters,
            result,
        }
    }
}

impl fmt::Display for ExtensionFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn decimal(value: &Value) -> Result<Decimal, EvaluationErrorKind> {
    match extension_kind(value) {
        Some(ExtensionKind::Decimal(value)) => Ok(value),
        _ => Err(type_error(ValueType::Decimal, value)),
    }
}

fn ip_addr(value: &Value) -> Result<IpAddr, EvaluationErrorKind> {
    match extension_kind(value) {
        Some(ExtensionKind::IpAddr(value)) => Ok(value),
        _ => Err(type_error(ValueType::IpAddr, value)),
    }
}

fn datetime(value: &Value) -> Result<Datetime, EvaluationErrorKind> {
    match extension_kind(value) {
        Some(ExtensionKind::Datetime(value)) => Ok(value),
        _ => Err(type_error(ValueType::Datetime, value)),
    }
}

fn duration(value: &Value) -> Result<Duration, EvaluationErrorKind> {
    match extension_kind(value) {
        Some(ExtensionKind::Duration(value)) => Ok(value),
        _ => Err(type_error(ValueType::Duration, value)),
    }
}

fn extension_kind(value: &Value) -> Option<ExtensionKind> {
    match value {
        Value::Extension(value) => Some(value.kind()),
        _ => None,
    }
}

fn type_error(expected: ValueType, actual: &Value) -> EvaluationErrorKind {
    EvaluationErrorKind::TypeError {
        expected: vec![expected],
        actual: actual.value_type(),
    }
}

fn datetime_value(value: Datetime) -> Value {
    Value::Extension(ExtensionValue::computed(ExtensionKind::Datetime(value)))
}

fn duration_value(value: Duration) -> Value {
    Value::Extension(ExtensionValue::computed(ExtensionKind::Duration(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ExtensionFunction as F;

    fn value(function: F, text: &str) -> Value {
        function.call(&[text.into()]).unwrap()
    }

    fn check(function: F, arguments: &[Value], expected: Value) {
        assert_eq!(
            function.call(arguments),
            Ok(expected),
            "{function}({arguments:?})"
        );
    }

    fn check_error(function: F, arguments: &[Value], expected: &str) {
        let error = function.call(arguments).unwrap_err().to_string();
        assert!(
            error.contains(expected),
            "{function}({arguments:?}): `{error}` does not contain `{expected}`"
        );
    }

    fn millis(amount: i64) -> Value {
        value(F::Duration, &format!("{amount}ms"))
    }

    fn at(amount: i64) -> Value {
        F::Offset
            .call(&[value(F::Datetime, "1970-01-01"), millis(amount)])
            .unwrap()
    }

    #[test]
    fn names_are_distinct_and_known() {
        for function in F::ALL {
            assert_eq!(F::from_name(function.as_str()), Some(function));
        }
        for name in ["", "Decimal", "ipaddr", "unknown", "contains", "isipv4"] {
            assert_eq!(F::from_name(name), None);
        }
    }

    #[test]
    fn constructors_are_the_functions_from_text() {
        for function in F::ALL {
            let from_text = function.parameter_types() == [ValueType::String];
            assert_eq!(function.is_constructor(), from_text, "{function}");
        }
    }

    #[test]
    fn signatures_are_what_calls_check() {
        let samples = [
            true.into(),
            1.into(),
            "x".into(),
            Value::Set([].into_iter().collect()),
            Value::Record(crate::value::Record::default()),
            value(F::Decimal, "1.0"),
            value(F::Ip, "::1"),
            value(F::Datetime, "2024-01-01"),
            value(F::Duration, "1h"),
        ];
        let sample = |t: ValueType| {
            samples
                .iter()
                .find(|s| s.value_type() == t)
                .unwrap()
                .clone()
        };
        for function in F::ALL {
            let good: Vec<Value> = function
                .parameter_types()
                .iter()
                .map(|t| sample(*t))
                .collect();
            if let Ok(result) = function.call(&good) {
                assert_eq!(result.value_type(), function.result_type(), "{function}");
            } else {
                assert!(function.is_constructor(), "{function}");
            }
            for wrong_count in [good.len() - 1, good.len() + 1] {
                // The extra or missing argument counts before the wrong types do.
                let arguments = vec![Value::Bool(true); wrong_count];
                assert_eq!(
                    function.call(&arguments),
                    Err(EvaluationErrorKind::WrongNumberOfArguments {
                        function,
                        expected: good.len(),
                        actual: wrong_count,
                    })
                );
            }
            for (position, expected) in function.parameter_types().iter().enumerate() {
                for wrong in samples.iter().filter(|s| s.value_type() != *expected) {
                    let mut arguments = good.clone();
                    arguments[position] = wrong.clone();
                    let error = type_error(*expected, wrong);
                    assert_eq!(function.call(&arguments), Err(error), "{function}");
                }
            }
            // The leftmost wrong argument is the one reported.
            let all_wrong = vec![Value::Bool(true); good.len()];
            let error = type_error(function.parameter_types()[0], &all_wrong[0]);
            assert_eq!(function.call(&all_wrong), Err(error), "{function}");
        }
    }

    #[test]
    fn decimal_comparisons() {
        let d = |text| value(F::Decimal, text);
        for (a, b, [less, less_equal, greater, greater_equal]) in [
            ("1.0", "2.0", [true, true, false, false]),
            ("1.0", "1.0000", [false, true, false, true]),
            ("-0.0", "0.0", [false, true, false, true]),
            (
                "0.0001",
                "-922337203685477.5808",
                [false, false, true, true],
            ),
        ] {
            check(F::LessThan, &[d(a), d(b)], less.into());
            check(F::LessThanOrEqual, &[d(a), d(b)], less_equal.into());
            check(F::GreaterThan, &[d(a), d(b)], greater.into());
            check(F::GreaterThanOrEqual, &[d(a), d(b)], greater_equal.into());
        }
        assert_eq!(d("1.0"), d("01.0000"));
        assert_ne!(d("1.0"), d("1.0001"));
    }

    #[test]
    fn address_methods() {
        let ip = |text| value(F::Ip, text);
        check(F::IsIpv4, &[ip("1.2.3.4")], true.into());
        check(F::IsIpv6, &[ip("1.2.3.4")], false.into());
        check(F::IsLoopback, &[ip("127.0.0.0/8")], true.into());
        check(F::IsMulticast, &[ip("ff00::/8")], true.into());
        check(
            F::IsInRange,
            &[ip("10.0.0.1"), ip("10.0.0.0/24")],
            true.into(),
        );
        check(
            F::IsInRange,
            &[ip("10.0.0.0/24"), ip("10.0.0.1")],
            false.into(),
        );
    }

    #[test]
    fn time_methods() {
        check(F::Offset, &[at(5), millis(-7)], at(-2));
        check(F::DurationSince, &[at(5), at(7)], millis(-2));
        check(F::ToDate, &[at(-1)], value(F::Datetime, "1969-12-31"));
        check(F::ToTime, &[at(-1)], millis(86_399_999));
        check(F::ToMilliseconds, &[millis(-1_500)], (-1_500).into());
        check(F::ToSeconds, &[millis(-1_500)], (-1).into());
        check(F::ToMinutes, &[value(F::Duration, "-90s")], (-1).into());
        check(F::ToHours, &[value(F::Duration, "1d30m")], 24.into());
        check(F::ToDays, &[value(F::Duration, "-36h")], (-1).into());
    }

    #[test]
    fn failures() {
        check_error(
            F::Decimal,
            &["1".into()],
            "`1` is not a well-formed decimal value",
        );
        check_error(F::Ip, &["x".into()], "invalid IP address: x");
        check_error(F::Datetime, &["x".into()], "invalid date pattern");
        check_error(F::Duration, &["x".into()], "invalid duration pattern");
        check_error(
            F::Offset,
            &[at(i64::MAX), millis(1)],
            "overflows when adding an offset: datetime(\"1970-01-01\")\
             .offset(duration(\"9223372036854775807ms\")) + duration(\"1ms\")",
        );
        check_error(
            F::DurationSince,
            &[at(i64::MAX), at(-1)],
            "overflows when computing",
        );
        check_error(
            F::ToDate,
            &[at(i64::MIN)],
            "overflows when computing the date",
        );
    }

    #[test]
    fn values_remember_their_literal() {
        for (function, text) in [
            (F::Decimal, "00001.0"),
            (F::Ip, "1.2.3.4"),
            (F::Datetime, "2024-10-15"),
            (F::Duration, "1d24h"),
        ] {
            let expected = format!("{function}(\"{text}\")");
            assert_eq!(value(function, text).to_string(), expected);
        }
        assert_eq!(
            at(1).to_string(),
            "datetime(\"1970-01-01\").offset(duration(\"1ms\"))"
        );
    }
}
