//! Entity uids in arguments and JSON strings: `User::"alice"`.

use super::{Source, syntax};
use crate::report::{Failure, Place, Problem};
use cedar_core::EntityUid;
use std::sync::Arc;

/// The uid that `text` names; `name` says where the text comes from.
pub(crate) fn parse(name: &str, text: &str) -> Result<EntityUid, Failure> {
    cedar_parser::parse_entity_uid(text).map_err(|errors| {
        let source = Arc::new(Source::new(name, text));
        syntax::failure(&source, &errors).map(|problem| problem.help_if_none(|| hint(text)))
    })
}

/// The uid that `text` names, which is at `place` of a document.
pub(crate) fn parse_at(place: Place, text: &str) -> Result<EntityUid, Failure> {
    cedar_parser::parse_entity_uid(text).map_err(|errors| {
        // The first error says enough about a text this short.
        let cause = errors.iter().next().map(ToString::to_string);
        let problem = Problem::new(format!("`{text}` is not an entity"))
            .because(cause.unwrap_or_default())
            .at(place);
        problem.help(hint(text)).into()
    })
}

/// How the text would be an entity uid, if that can be guessed.
fn hint(text: &str) -> String {
    let bare = text
        .split_once("::")
        .filter(|(_, id)| !id.contains(['"', ':']));
    match bare {
        Some((entity_type, id)) if !id.is_empty() => format!(
            "the id needs double quotes that the shell or JSON does not take away: `{entity_type}::\"{id}\"`"
        ),
        _ => {
            "an entity is written as its type, `::`, and its id in double quotes: `User::\"alice\"`"
                .to_owned()
        }
    }
}
