//! Model types back to production types.

use crate::answer::ErrorKind;
use crate::model::authorizer::{Decision, Response};
use crate::model::ipaddrs::{Family, Ipaddr};
use crate::model::names::{EntityUid, SlotId};
use crate::model::options::Option;
use crate::model::results::Error;
use crate::model::values::{ExtensionValue, Primitive, Value};
use crate::runtime::Text;
use crate::{Answer, NoVerdict};
use cedar_core::extensions::{
    Datetime, Decimal, Duration, ExtensionFunction, ExtensionKind, ExtensionValue as Extension,
};
use cedar_core::{EntityId, EntityTypeName, PolicyId, Record};
use std::net;

/// An answer.
pub(crate) fn answer(response: &Response) -> Answer {
    let policy_id = |id: &Text| PolicyId::new(string(id));
    Answer {
        decision: match response.decision {
            Decision::Allow => cedar_core::Decision::Allow,
            Decision::Deny => cedar_core::Decision::Deny,
        },
        determining: response.determining.iter().map(policy_id).collect(),
        erring: response
            .erring
            .iter()
            .map(|erring| (policy_id(&erring.id), error_kind(&erring.error)))
            .collect(),
    }
}

/// The kind of an error.
pub(crate) fn error_kind(error: &Error) -> ErrorKind {
    match error {
        Error::EntityDoesNotExist => ErrorKind::EntityDoesNotExist,
        Error::EntityAttrDoesNotExist => ErrorKind::EntityAttributeDoesNotExist,
        Error::TagDoesNotExist => ErrorKind::EntityTagDoesNotExist,
        Error::RecordAttrDoesNotExist => ErrorKind::RecordAttributeDoesNotExist,
        Error::TypeError => ErrorKind::TypeError,
        Error::IntegerOverflow => ErrorKind::IntegerOverflow,
        Error::UnlinkedSlot => ErrorKind::UnlinkedSlot,
        Error::FailedExtensionFunctionLookup => ErrorKind::UnknownFunction,
        Error::WrongNumberOfArguments => ErrorKind::WrongNumberOfArguments,
        Error::ExtensionError => ErrorKind::ExtensionFunction,
    }
}

/// A value.
///
/// # Errors
/// When the value has no counterpart: an integer outside 64 bits, an entity
/// type that is not a name, an address that is none.
pub(crate) fn value(model: &Value) -> Result<cedar_core::Value, NoVerdict> {
    use cedar_core::Value as V;
    Ok(match model {
        Value::Primitive { primitive } => match primitive {
            Primitive::Bool { b } => V::Bool(*b),
            Primitive::Long { i } => V::Long(long(*i)?),
            Primitive::String { s } => V::String(string(s).into()),
            Primitive::EntityRef { uid } => V::Entity(self::uid(uid)?),
        },
        Value::Set { elements } => {
            let elements = elements.iter().map(value).collect::<Result<Vec<_>, _>>()?;
            V::Set(elements.into_iter().collect())
        }
        Value::Record { attrs } => {
            let fields = attrs
                .iter()
                .map(|(key, field)| Ok((string(key).into(), value(field)?)))
                .collect::<Result<Vec<_>, NoVerdict>>()?;
            V::Record(Record::from_fields(fields).map_err(|_| NoVerdict::NoCounterpart)?)
        }
        Value::Extension { extension } => V::Extension(extension_value(extension)?),
    })
}

fn string(text: &Text) -> String {
    text.as_slice().iter().collect()
}

fn long(i: i128) -> Result<i64, NoVerdict> {
    i64::try_from(i).map_err(|_| NoVerdict::NoCounterpart)
}

/// A uid.
///
/// # Errors
/// When its type is not a name.
pub(crate) fn uid(uid: &EntityUid) -> Result<cedar_core::EntityUid, NoVerdict> {
    Ok(cedar_core::EntityUid::new(
        entity_type(&uid.ty)?,
        EntityId::new(string(&uid.id)),
    ))
}

/// The name of an entity type.
///
/// # Errors
/// When it is not a name.
pub(crate) fn entity_type(name: &Text) -> Result<EntityTypeName, NoVerdict> {
    EntityTypeName::from_normalized(&string(name)).map_err(|_| NoVerdict::NoCounterpart)
}

/// A slot.
pub(crate) fn slot_id(slot: &SlotId) -> cedar_core::SlotId {
    match slot {
        SlotId::PrincipalSlot => cedar_core::SlotId::Principal,
        SlotId::ResourceSlot => cedar_core::SlotId::Resource,
    }
}

/// What a constructor made, if it made something.
///
/// # Errors
/// As [`value`].
pub(crate) fn constructed(
    made: &Option<ExtensionValue>,
) -> Result<std::option::Option<cedar_core::Value>, NoVerdict> {
    Ok(match made {
        Option::None => None,
        Option::Some { value } => Some(cedar_core::Value::Extension(extension_value(value)?)),
    })
}

fn extension_value(model: &ExtensionValue) -> Result<Extension, NoVerdict> {
    Ok(Extension::computed(match model {
        ExtensionValue::Decimal { units } => {
            ExtensionKind::Decimal(Decimal::from_ten_thousandths(long(*units)?))
        }
        ExtensionValue::Datetime { ms } => {
            ExtensionKind::Datetime(Datetime::from_epoch_millis(long(*ms)?))
        }
        ExtensionValue::Duration { ms } => {
            ExtensionKind::Duration(Duration::from_millis(long(*ms)?))
        }
        ExtensionValue::IpaddrOf { ip } => return ipaddr(ip),
    }))
}

/// Production makes addresses from text only, so the address is written and
/// read again.
fn ipaddr(ip: &Ipaddr) -> Result<Extension, NoVerdict> {
    let groups = ip.groups.as_slice();
    let address = match ip.family {
        Family::V4 => {
            let octets: [u8; 4] = numbers(groups)?;
            net::IpAddr::V4(octets.into())
        }
        Family::V6 => {
            let segments: [u16; 8] = numbers(groups)?;
            net::IpAddr::V6(segments.into())
        }
    };
    let text = match address {
        net::IpAddr::V4(address) => format!("{address}/{}", ip.prefix),
        // Plain groups: the usual form may write the last two as IPv4, which
        // Cedar does not read.
        net::IpAddr::V6(address) => {
            let groups: Vec<String> = address
                .segments()
                .iter()
                .map(|group| format!("{group:x}"))
                .collect();
            format!("{}/{}", groups.join(":"), ip.prefix)
        }
    };
    match ExtensionFunction::Ip.call(&[text.as_str().into()]) {
        Ok(cedar_core::Value::Extension(value)) => Ok(value),
        _ => Err(NoVerdict::NoCounterpart),
    }
}

fn numbers<T: TryFrom<i128>, const N: usize>(groups: &[i128]) -> Result<[T; N], NoVerdict> {
    let numbers = groups
        .iter()
        .map(|group| T::try_from(*group).map_err(|_| NoVerdict::NoCounterpart))
        .collect::<Result<Vec<T>, _>>()?;
    numbers.try_into().map_err(|_| NoVerdict::NoCounterpart)
}
