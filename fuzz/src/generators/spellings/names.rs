//! Uids and the names of entity types, which are read alone, too.

use super::{Speller, Spelling, Syntax, TYPES};
use serde_json::json;

/// What is no uid.
pub(super) const NO_UIDS: &[&str] = &[
    "",
    "A",
    r#""x""#,
    "A::x",
    r#"A::"x" A"#,
    r#"A::"x";"#,
    r#"A::"x"::"y""#,
    r#"A::"x".a"#,
    r#"(A::"x")"#,
    r#"A::B"x""#,
    r#"A:"x""#,
    r#"::"x""#,
    r#"A::::"x""#,
    r#"if::"x""#,
    r#"A::in::"x""#,
    r#"__cedar::"x""#,
    r#"A::__cedar::"x""#,
    r#"1::"x""#,
    r#"?principal::"x""#,
    r#"A::"\q""#,
    r#"A::"\*""#,
    r#"A::'x'"#,
    r#"A::"x"#,
    "A::\"a\rb\"",
];

/// What is not the name of an entity type.
pub(super) const NO_TYPES: &[&str] = &[
    "",
    "::A",
    "A::",
    "A::::B",
    "A B",
    "A;",
    "A.B",
    "A::\"x\"",
    "if",
    "A::in",
    "true",
    "__cedar",
    "A::__cedar::B",
    "1A",
    "?principal",
    "é",
    "A-B",
    "\"A\"",
];

impl Speller<'_, '_> {
    /// A uid or the name of an entity type, or what is neither.
    pub(super) fn name_alone(&mut self) -> Spelling {
        let is_uid = self.choices.chance(60);
        let syntax = if is_uid {
            Syntax::EntityUid
        } else {
            Syntax::EntityType
        };
        let entity_type = TYPES[self.choices.below(TYPES.len())];
        let (text, meaning) = if self.mistakes > 0 {
            let mistakes = if is_uid { NO_UIDS } else { NO_TYPES };
            (
                mistakes[self.choices.below(mistakes.len())].to_owned(),
                None,
            )
        } else if is_uid {
            let (text, uid) = self.uid(entity_type);
            (text, Some(uid))
        } else {
            let words = entity_type.replace("::", " :: ");
            let words: Vec<&str> = words.split(' ').collect();
            (self.joined(&words), Some(json!(entity_type)))
        };
        Spelling {
            syntax,
            text,
            meaning,
            parts: Vec::new(),
        }
    }
}
