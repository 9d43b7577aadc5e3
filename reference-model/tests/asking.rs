//! The model answers what it is asked with production types. What the answers
//! should be is for `testdata/` and for the fuzzing to say: these tests hold the
//! conversions to their promises, one question of each kind.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use cedar_core::ast::{EntityOrSlot, ScopeConstraint, SlotValues};
use cedar_core::extensions::ExtensionFunction;
use cedar_core::{Entities, Entity, EntityUid, PolicyId, PolicySet, Record, SlotId};
use cedar_parser::{parse_entity_uid, parse_policy_set};
use cedar_validator::{Schema, ValidationMode};
use reference_model::{
    Authorizer, IndexedAuthorizer, LinkError, LoadError, NoVerdict, Validator, ancestors,
    construct, link,
};

const SCHEMA: &str = r#"
    namespace Shop {
        type Address = { street: String, zip?: Long };
        entity Group in Group;
        entity Colour enum ["red", "green"];
        entity Person in Group { home: Address, friends: Set<Person> } tags Colour;
        action see;
        action look in see appliesTo { principal: Person, resource: Group, context: { at: datetime } };
    }
"#;

fn schema() -> Schema {
    Schema::from_cedar_text(SCHEMA).unwrap()
}

fn uid(text: &str) -> EntityUid {
    parse_entity_uid(text).unwrap()
}

fn policies(text: &str) -> PolicySet {
    parse_policy_set(text).unwrap()
}

#[test]
fn policies_in_both_modes() {
    let model = Validator::new(&schema()).unwrap();
    let cases = [
        ("permit(principal, action, resource);", true, true),
        (
            "permit(principal is Shop::Person, action, resource) when { principal.home.street like \"a*\" };",
            true,
            true,
        ),
        (
            "permit(principal, action, resource) when { principal.home.zip == 1 };",
            false,
            false,
        ),
        (
            "permit(principal, action, resource) when { principal.home has zip && principal.home.zip == 1 };",
            true,
            true,
        ),
        (
            "permit(principal, action, resource) when { principal.friends == [] };",
            false,
            true,
        ),
        (
            "permit(principal, action, resource) when { principal == Shop::Colour::\"blue\" };",
            false,
            false,
        ),
        (
            "permit(principal, action, resource is Shop::Person);",
            false,
            false,
        ),
        (
            "permit(principal in ?principal, action, resource);",
            true,
            true,
        ),
    ];
    for (text, strict, permissive) in cases {
        let policies = policies(text);
        for (mode, accepted) in [
            (ValidationMode::Strict, strict),
            (ValidationMode::Permissive, permissive),
        ] {
            assert_eq!(
                model.accepts(&policies, mode),
                Ok(accepted),
                "{mode:?}: {text}"
            );
        }
    }
}

#[test]
fn levels() {
    let model = Validator::new(&schema()).unwrap();
    assert_eq!(model.is_well_formed(), Ok(true));
    let cases = [
        ("permit(principal, action, resource);", 0),
        ("permit(principal in ?principal, action, resource);", 1),
        (
            "permit(principal, action, resource) when { principal.home.street == \"Elm\" };",
            1,
        ),
        (
            "permit(principal, action, resource) when { principal.hasTag(\"a\") && principal.getTag(\"a\") has x };",
            2,
        ),
    ];
    for (text, least) in cases {
        let policies = policies(text);
        for level in 0..4 {
            let mode = ValidationMode::Strict;
            for policy in policies.policies() {
                let verdict = model.accepts_policy_at_level(policy, mode, level);
                assert_eq!(verdict, Ok(level >= least), "{level}: {text}");
            }
            for template in policies.templates() {
                let verdict = model.accepts_template_at_level(template, mode, level);
                assert_eq!(verdict, Ok(level >= least), "{level}: {text}");
            }
        }
    }
}

#[test]
fn links() {
    let model = Validator::new(&schema()).unwrap();
    let cases = [
        ("Shop::Person::\"ann\"", true),
        ("Shop::Group::\"staff\"", true),
        ("Shop::Colour::\"red\"", false),
        ("Elsewhere::\"x\"", false),
    ];
    for (value, accepted) in cases {
        let mut policies =
            policies("@id(\"t\") permit(principal in ?principal, action, resource);");
        let template = policies.templates().next().unwrap().id().clone();
        let values = SlotValues {
            principal: Some(uid(value)),
            resource: None,
        };
        policies
            .link(&template, PolicyId::new("l"), values)
            .unwrap();
        let verdict = model.accepts(&policies, ValidationMode::Strict);
        assert_eq!(verdict, Ok(accepted), "{value}");
    }
}

#[test]
fn requests_and_entities() {
    let schema = schema();
    let model = Validator::new(&schema).unwrap();
    let person = r#"{
        "uid": {"type": "Shop::Person", "id": "ann"},
        "attrs": {"home": {"street": "Elm"}, "friends": [{"type": "Shop::Person", "id": "ben"}]},
        "tags": {"hair": {"type": "Shop::Colour", "id": "red"}},
        "parents": [{"type": "Shop::Group", "id": "staff"}]
    }"#;
    let entities = schema.parse_entities(&format!("[{person}]")).unwrap();
    assert_eq!(model.accepts_entities(&entities), Ok(true));
    assert_eq!(model.accepts_entities(&Entities::empty()), Ok(false));
    let ann = entities.get(&uid("Shop::Person::\"ann\"")).unwrap();
    assert_eq!(model.accepts_entity(ann), Ok(true));
    let bare = Entity::with_uid(ann.uid().clone());
    assert_eq!(model.accepts_entity(&bare), Ok(false));

    let context = schema
        .parse_context(&uid("Shop::Action::\"look\""), r#"{"at": "2024-10-15"}"#)
        .unwrap();
    let request = |principal: &str| {
        cedar_core::Request::new(
            uid(principal),
            uid("Shop::Action::\"look\""),
            uid("Shop::Group::\"staff\""),
            context.clone(),
        )
    };
    let accepts = |principal| model.accepts_request(&request(principal));
    assert_eq!(accepts("Shop::Person::\"ann\""), Ok(true));
    assert_eq!(accepts("Shop::Group::\"ann\""), Ok(false));
}

#[test]
fn incomplete_schemas_have_no_verdict() {
    let schema = Schema::from_cedar_text("external entity User;").unwrap();
    let verdict = Validator::new(&schema).map(|_| ());
    assert_eq!(verdict, Err(NoVerdict::NoCounterpart));
}

#[test]
fn hierarchies() {
    let entity = |id: &str, parents: &[&str]| {
        Entity::new(
            uid(&format!("A::\"{id}\"")),
            Record::default(),
            Record::default(),
            parents
                .iter()
                .map(|parent| uid(&format!("A::\"{parent}\""))),
        )
    };
    let chain = [entity("x", &["y"]), entity("y", &["z"])];
    let loaded = ancestors(&chain).unwrap().unwrap();
    let above_x: Vec<String> = loaded[&uid("A::\"x\"")]
        .iter()
        .map(|u| u.to_string())
        .collect();
    assert_eq!(above_x, ["A::\"y\"", "A::\"z\""]);
    let cycle = [entity("x", &["y"]), entity("y", &["x"])];
    assert_eq!(ancestors(&cycle), Ok(Err(LoadError::CyclicHierarchy)));
    let twice = [entity("x", &["y"]), entity("x", &[])];
    assert_eq!(ancestors(&twice), Ok(Err(LoadError::DuplicateEntity)));
}

#[test]
fn linking() {
    let policies = policies("permit(principal is A in ?principal, action, resource);");
    let template = policies.templates().next().unwrap();
    let asked = |values: SlotValues| link(template, &PolicyId::new("l"), &values).unwrap();
    let (principal, resource) = (Some(uid("A::\"x\"")), None);
    let linked = asked(SlotValues {
        principal,
        resource,
    })
    .unwrap();
    let expected = ScopeConstraint::IsIn(
        uid("A::\"x\"").entity_type().clone(),
        EntityOrSlot::Entity(uid("A::\"x\"")),
    );
    assert_eq!(linked.principal, expected);
    assert_eq!(linked.resource, ScopeConstraint::Any);
    let missing = asked(SlotValues::default());
    assert_eq!(missing, Err(LinkError::MissingSlot(SlotId::Principal)));
}

#[test]
fn extension_texts() {
    use ExtensionFunction as F;
    let texts = [
        (F::Decimal, "1.50"),
        (F::Decimal, "1."),
        (F::Ip, "::1/8"),
        (F::Ip, "127.1"),
        (F::Datetime, "2024-10-15"),
        (F::Duration, "1h"),
    ];
    for (constructor, text) in texts {
        let production = constructor.call(&[text.into()]).ok();
        assert_eq!(construct(constructor, text), Ok(production), "{text}");
    }
    assert_eq!(construct(F::IsIpv4, "::1"), Err(NoVerdict::NoCounterpart));
}

#[test]
fn the_index_decides_as_the_scan() {
    let policies = policies(
        "permit(principal == A::\"x\", action, resource); forbid(principal in A::\"z\", action, resource);",
    );
    let x = Entity::new(
        uid("A::\"x\""),
        Record::default(),
        Record::default(),
        [uid("A::\"y\"")],
    );
    let entities = Entities::from_entities([x]).unwrap();
    let request = cedar_core::Request::new(
        uid("A::\"x\""),
        uid("Action::\"do\""),
        uid("A::\"y\""),
        cedar_core::Context::empty(),
    );
    let scan = Authorizer::new(&policies, &entities).unwrap();
    let index = IndexedAuthorizer::new(&policies, &entities).unwrap();
    let answer = scan.is_authorized(&request).unwrap();
    assert_eq!(answer.determining.len(), 1);
    assert_eq!(index.is_authorized(&request), Ok(answer));
}
