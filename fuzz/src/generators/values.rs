//! Values that fit a type, and literals near the edges.

use super::universe::{Attribute, Type, Universe};
use crate::choices::Choices;
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{Record, Value};
use smol_str::{SmolStr, format_smolstr};

/// An integer: small, at an edge of 64 bits, or near a power of two.
pub fn long(choices: &mut Choices<'_>) -> i64 {
    match choices.below(10) {
        0..=5 => choices.below(5) as i64 - 1,
        6 => [i64::MAX, i64::MIN, i64::MAX - 1, i64::MIN + 1][choices.below(4)],
        7 => 1i64 << choices.below(63),
        8 => -(1i64 << choices.below(63)),
        _ => choices.draw() as i64,
    }
}

/// A string from a small pool, so that equal ones meet often.
pub fn string(choices: &mut Choices<'_>) -> SmolStr {
    const POOL: [&str; 10] = ["", "a", "ab", "abc", "b", "a*b", "\"", "ü", "𝄞a", "view"];
    POOL[choices.below(POOL.len())].into()
}

/// The argument of a constructor: mostly a literal of the type, sometimes a
/// near miss.
pub fn constructor_argument(choices: &mut Choices<'_>, constructor: ExtensionFunction) -> SmolStr {
    let valid = match constructor {
        ExtensionFunction::Decimal => decimal(choices),
        ExtensionFunction::Ip => ip(choices),
        ExtensionFunction::Datetime => datetime(choices),
        _ => duration(choices),
    };
    if choices.chance(92) {
        valid
    } else {
        mutated(choices, &valid)
    }
}

/// A value of type `ty`.
pub fn value(choices: &mut Choices<'_>, universe: &Universe, ty: &Type) -> Value {
    match ty {
        Type::Bool => Value::Bool(choices.chance(50)),
        Type::Long => Value::Long(long(choices)),
        Type::String => Value::String(string(choices)),
        Type::Entity(index) => Value::Entity(universe.any_uid(choices, *index)),
        Type::Set(element) => {
            let count = choices.below(4);
            Value::Set(
                (0..count)
                    .map(|_| value(choices, universe, element))
                    .collect(),
            )
        }
        Type::Record(attributes) => Value::Record(record(choices, universe, attributes)),
        Type::Decimal => constructed(choices, ExtensionFunction::Decimal),
        Type::IpAddr => constructed(choices, ExtensionFunction::Ip),
        Type::Datetime => constructed(choices, ExtensionFunction::Datetime),
        Type::Duration => constructed(choices, ExtensionFunction::Duration),
    }
}

/// A record with the given attributes; optional ones are there half of the
/// time, and rarely one has a value of another type.
pub fn record(choices: &mut Choices<'_>, universe: &Universe, attributes: &[Attribute]) -> Record {
    let mut fields = Vec::with_capacity(attributes.len());
    for attribute in attributes {
        if !attribute.required && choices.chance(50) {
            continue;
        }
        let value = if choices.chance(2) {
            value(choices, universe, &Type::Long)
        } else {
            value(choices, universe, &attribute.ty)
        };
        fields.push((attribute.name.clone(), value));
    }
    Record::from_fields(fields).expect("the attributes of a shape have distinct names")
}

/// A value of the extension type that `constructor` makes.
pub fn constructed(choices: &mut Choices<'_>, constructor: ExtensionFunction) -> Value {
    let argument = match constructor {
        ExtensionFunction::Decimal => decimal(choices),
        ExtensionFunction::Ip => ip(choices),
        ExtensionFunction::Datetime => datetime(choices),
        _ => duration(choices),
    };
    constructor
        .call(&[Value::String(argument.clone())])
        .unwrap_or(Value::String(argument))
}

fn decimal(choices: &mut Choices<'_>) -> SmolStr {
    const EDGES: [&str; 6] = [
        "922337203685477.5807",
        "-922337203685477.5808",
        "-0.0",
        "-0.5",
        "0.0001",
        "-922337203685477.0",
    ];
    if choices.chance(25) {
        return EDGES[choices.below(EDGES.len())].into();
    }
    let sign = if choices.chance(30) { "-" } else { "" };
    format_smolstr!(
        "{sign}{}.{}",
        choices.below(3),
        ["0", "5", "25", "0001", "50", "05"][choices.below(6)]
    )
}

fn ip(choices: &mut Choices<'_>) -> SmolStr {
    const POOL: [&str; 14] = [
        "127.0.0.1",
        "127.0.0.0/8",
        "10.0.0.1",
        "10.0.0.0/24",
        "10.0.0.1/24",
        "0.0.0.0/0",
        "224.0.0.0/4",
        "255.255.255.255",
        "::1",
        "::1/127",
        "ff00::/8",
        "::/0",
        "2001:db8::1/64",
        "1:2:3:4:5:6:7:8",
    ];
    POOL[choices.below(POOL.len())].into()
}

fn datetime(choices: &mut Choices<'_>) -> SmolStr {
    const POOL: [&str; 10] = [
        "1970-01-01",
        "2024-02-29",
        "0000-01-01",
        "9999-12-31T23:59:59.999Z",
        "2024-10-15T11:35:00Z",
        "2024-10-15T11:35:00.001Z",
        "1969-12-31T23:59:59.999Z",
        "2024-10-15T11:35:00+0130",
        "2024-10-15T11:35:00-2359",
        "2023-12-31T00:00:00.000-0000",
    ];
    POOL[choices.below(POOL.len())].into()
}

fn duration(choices: &mut Choices<'_>) -> SmolStr {
    const POOL: [&str; 10] = [
        "0ms",
        "1d",
        "-1d",
        "1d2h3m4s5ms",
        "90m",
        "1h30m",
        "-1ms",
        "9223372036854775807ms",
        "-9223372036854775808ms",
        "86400s",
    ];
    POOL[choices.below(POOL.len())].into()
}

/// The text with one character dropped, doubled or replaced.
fn mutated(choices: &mut Choices<'_>, text: &str) -> SmolStr {
    let mut chars: Vec<char> = text.chars().collect();
    let at = choices.below(chars.len().max(1));
    let other = ['0', '9', '-', '.', ':', '/', 'T', ' ', 'a', '٣'][choices.below(10)];
    match choices.below(4) {
        0 if at < chars.len() => {
            chars.remove(at);
        }
        1 if at < chars.len() => chars.insert(at, chars[at]),
        2 if at < chars.len() => chars[at] = other,
        _ => chars.insert(at, other),
    }
    chars.into_iter().collect::<String>().into()
}
