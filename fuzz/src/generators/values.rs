//! Values that fit a type, and literals near the edges.

use super::extension_text::{datetime, decimal, duration, ip, mutated};
use super::universe::{Attribute, Type, Universe};
use crate::choices::Choices;
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{Record, Value};
use smol_str::SmolStr;

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
    let text = extension_text(choices, constructor);
    if choices.chance(92) {
        text
    } else {
        mutated(choices, &text)
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

/// A value of an extension type. Few texts in a row are none; then it is one
/// that always is.
pub fn constructed(choices: &mut Choices<'_>, constructor: ExtensionFunction) -> Value {
    let usual = match constructor {
        ExtensionFunction::Decimal => "0.0",
        ExtensionFunction::Ip => "::",
        ExtensionFunction::Datetime => "1970-01-01",
        _ => "0ms",
    };
    for _ in 0..3 {
        let argument = extension_text(choices, constructor);
        if let Ok(value) = constructor.call(&[Value::String(argument)]) {
            return value;
        }
    }
    let usual = [Value::String(usual.into())];
    constructor
        .call(&usual)
        .expect("the usual texts are values")
}

fn extension_text(choices: &mut Choices<'_>, constructor: ExtensionFunction) -> SmolStr {
    match constructor {
        ExtensionFunction::Decimal => decimal(choices),
        ExtensionFunction::Ip => ip(choices),
        ExtensionFunction::Datetime => datetime(choices),
        _ => duration(choices),
    }
}
