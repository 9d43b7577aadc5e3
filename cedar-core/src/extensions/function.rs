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

    /// The constructor of an extension type; `None` for other types.
    pub fn constructor_of(value_type: ValueType) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.is_constructor() && function.result_type() == value_type)
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
