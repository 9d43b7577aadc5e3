//! Entities and requests that generated text speaks of.

use super::official;

/// Entities and requests, for both engines.
pub struct World {
    /// Our entities.
    pub our_entities: cedar_core::Entities,
    /// The same for the official crate.
    pub their_entities: cedar_policy::Entities,
    /// Requests, in both forms.
    pub requests: Vec<(cedar_core::Request, cedar_policy::Request)>,
}

const ENTITIES: &str = r#"[
  {"uid": {"type": "User", "id": "a"}, "parents": [{"type": "Group", "id": "a"}],
   "attrs": {"level": 3, "name": "anna", "flag": true, "info": {"nested": {"deep": 1}, "level": 2}},
   "tags": {"role": "admin", "red": "x"}},
  {"uid": {"type": "User", "id": "b"}, "parents": [{"type": "Group", "id": "b"}, {"type": "Group", "id": "missing"}],
   "attrs": {"level": -1, "name": "b*", "flag": false, "owner": {"__entity": {"type": "User", "id": "a"}}}},
  {"uid": {"type": "Group", "id": "a"}, "parents": [{"type": "Group", "id": "b"}], "attrs": {}},
  {"uid": {"type": "Group", "id": "b"}, "parents": [], "attrs": {"tags": ["red", "blue"]}},
  {"uid": {"type": "App::Doc", "id": "a"}, "parents": [{"type": "App::Doc", "id": "b"}],
   "attrs": {"owner": {"__entity": {"type": "User", "id": "a"}}, "level": 5, "tags": ["red", "a", ""],
             "members": [{"__entity": {"type": "Group", "id": "b"}}, {"__entity": {"type": "User", "id": "c"}}],
             "name": "x y", "info": {"a": 1}}},
  {"uid": {"type": "App::Doc", "id": "b"}, "parents": [],
   "attrs": {"owner": {"__entity": {"type": "User", "id": "b"}}, "tags": [], "members": {"__entity": {"type": "Group", "id": "a"}},
             "level": 9223372036854775807}},
  {"uid": {"type": "Action", "id": "view"}, "parents": [{"type": "Action", "id": "read"}], "attrs": {}},
  {"uid": {"type": "Action", "id": "read"}, "parents": [], "attrs": {}}
]"#;

const CONTEXT: &str = r#"{
  "flag": true, "numbers": [1, 2, 3], "level": 0, "name": "a", "nested": {"deep": true},
  "address": {"__extn": {"fn": "ip", "arg": "10.1.2.3"}},
  "amount": {"__extn": {"fn": "decimal", "arg": "1.25"}},
  "now": {"__extn": {"fn": "datetime", "arg": "2024-05-31T12:00:00Z"}},
  "tags": {"__extn": {"fn": "duration", "arg": "1h"}}
}"#;

/// Principal, action, resource, and whether there is a context.
const REQUESTS: [(&str, &str, &str, bool); 4] = [
    ("User::\"a\"", "Action::\"view\"", "App::Doc::\"a\"", true),
    ("User::\"b\"", "Action::\"edit\"", "App::Doc::\"b\"", true),
    ("User::\"c\"", "Action::\"view\"", "Group::\"b\"", false),
    ("Group::\"a\"", "Action::\"read\"", "User::\"b\"", true),
];

impl World {
    /// The world.
    ///
    /// # Panics
    /// When an engine does not accept it.
    pub fn new() -> Self {
        let our_entities =
            cedar_core::Entities::from_json_str(ENTITIES).expect("the entities are right");
        let their_entities =
            cedar_policy::Entities::from_json_str(ENTITIES, None).expect("the entities are right");
        World {
            our_entities,
            their_entities,
            requests: REQUESTS.map(request).into(),
        }
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

fn request(
    (principal, action, resource, context): (&str, &str, &str, bool),
) -> (cedar_core::Request, cedar_policy::Request) {
    let uid = |text| cedar_parser::parse_entity_uid(text).expect("the uid is right");
    let context = if context { CONTEXT } else { "{}" };
    let ours = cedar_core::Request::new(
        uid(principal),
        uid(action),
        uid(resource),
        cedar_core::Context::from_json_str(context).expect("the context is right"),
    );
    let theirs = official::request(&ours).expect("the request is right");
    (ours, theirs)
}
