//! Requests: `{principal, action, resource, context?}`.

use super::error::JsonError;
use super::fields::Fields;
use super::tree::{Duplicates, Json, JsonArena};
use smol_str::SmolStr;

/// A request as its JSON form gives it.
///
/// The uids are Cedar text such as `User::"alice"`, and the context may depend
/// on a schema, so reading them is left to those who know text and schemas.
#[derive(Clone, PartialEq, Debug)]
pub struct RequestJson<'a> {
    /// The principal's uid as Cedar text.
    pub principal: SmolStr,
    /// The action's uid as Cedar text.
    pub action: SmolStr,
    /// The resource's uid as Cedar text.
    pub resource: SmolStr,
    /// The context; without one, an object with no keys.
    pub context: Json<'a>,
}

impl<'a> RequestJson<'a> {
    /// Reads a request. Of a repeated key the last one counts; unknown fields
    /// are ignored.
    ///
    /// # Errors
    /// When a field is missing or malformed, or the source is not JSON.
    pub fn from_json_str(source: &'a str, arena: &'a JsonArena) -> Result<Self, JsonError> {
        let tree = Json::parse(source, Duplicates::LastWins, arena)?;
        Self::read(&tree).map_err(|error| error.located(source))
    }

    fn read(json: &Json<'a>) -> Result<Self, JsonError> {
        let fields = Fields::of(json, "a request")?;
        let uid = |json: &Json<'a>| json.as_str("a string with an entity uid").map(SmolStr::new);
        Ok(RequestJson {
            principal: fields.required("principal", uid)?,
            action: fields.required("action", uid)?,
            resource: fields.required("resource", uid)?,
            context: fields
                .optional("context", |json| Ok(*json))?
                .unwrap_or(Json::Object(&[])),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::test_support::check_error;

    #[test]
    fn requests() {
        let source = r#"{"principal": "U::\"a\"", "action": "A", "action": "Action::\"v\"",
            "resource": "", "context": {"n": 1, "n": 2}, "more": null}"#;
        let arena = JsonArena::default();
        let request = RequestJson::from_json_str(source, &arena).unwrap();
        assert_eq!(request.principal, "U::\"a\"");
        assert_eq!(request.action, "Action::\"v\"");
        assert_eq!(request.resource, "");
        assert_eq!(request.context, Json::Object(&[("n", Json::Long(2))]));
    }

    #[test]
    fn not_requests() {
        for (source, message) in [
            ("[]", "expected a request, got an array at line 1 column 1"),
            (
                r#"{"principal": "", "action": ""}"#,
                "missing field `resource` at line 1 column 1",
            ),
            (
                r#"{"principal": {"type": "U", "id": "x"}}"#,
                "in `principal`: expected a string with an entity uid, got an object \
                 at line 1 column 15",
            ),
        ] {
            let arena = JsonArena::default();
            check_error(source, RequestJson::from_json_str(source, &arena), message);
        }
    }
}
