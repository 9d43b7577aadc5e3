//! The registry of extension functions.

use super::{Datetime, Decimal, Duration, ExtensionError, ExtensionKind, ExtensionValue, IpAddr};
use crate::evaluator::EvaluationErrorKind;
use crate::value::{Value, ValueType};
use smol_str::SmolStr;

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
}
