//! Deep values and deep recursion on the 2 MiB stack of a thread: a stop, never
//! a crash.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use cedar_core::ast::MAX_EXPRESSION_DEPTH;
use cedar_core::{Entity, Record};
use cedar_validator::schema::MAX_TYPE_DEPTH;
use cedar_validator::{Schema, ValidationMode};
use reference_model::model::expressions::{Expr, UnaryOp};
use reference_model::model::values::Primitive;
use reference_model::model::{entities, evaluator, names, requests, results, values};
use reference_model::runtime::{Map, RECURSION_LIMIT, Shared, Text, with_recursion_limit};
use reference_model::{NoVerdict, Stop, Validator};

/// `!!…!true`, so many times.
fn negations(depth: u32) -> Expr {
    let literal = Primitive::Bool { b: true };
    (0..depth).fold(Expr::Literal { literal }, |arg, _| Expr::Unary {
        unary_op: UnaryOp::Not,
        arg: Shared::new(arg),
    })
}

fn environment() -> requests::Environment {
    let uid = names::EntityUid {
        ty: Text::from("User"),
        id: Text::from("ann"),
    };
    let store: entities::EntityStore = Map::new();
    requests::Environment {
        request: requests::Request {
            principal: uid.clone(),
            action: uid.clone(),
            resource: uid,
            context: Map::new(),
        },
        store,
        slots: Map::new(),
    }
}

fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let joined = thread.spawn(test).map(std::thread::JoinHandle::join);
    assert!(matches!(joined, Ok(Ok(()))), "the thread failed");
}

#[test]
fn an_expression_of_depth_4000_is_evaluated() {
    on_a_small_stack(|| {
        let deep = negations(4_000);
        let value = values::Value::Primitive {
            primitive: Primitive::Bool { b: true },
        };
        let expected = results::Result::Ok { value };
        assert_eq!(evaluator::evaluate(&deep, &environment()), Ok(expected));
    });
}

#[test]
fn recursion_beyond_the_limit_stops() {
    on_a_small_stack(|| {
        let deep = negations(RECURSION_LIMIT + 1);
        assert_eq!(
            evaluator::evaluate(&deep, &environment()),
            Err(Stop::TooDeep)
        );
        // The limit counts levels that are open: it is whole again afterwards.
        assert!(evaluator::evaluate(&negations(10), &environment()).is_ok());
    });
}

#[test]
fn a_caller_may_set_a_lower_limit() {
    let ask = || evaluator::evaluate(&negations(20), &environment());
    assert_eq!(with_recursion_limit(10, ask), Err(Stop::TooDeep));
    assert!(with_recursion_limit(100, ask).is_ok());
}

#[test]
fn deep_values_are_compared_shown_and_dropped() {
    on_a_small_stack(|| {
        let (one, other) = (negations(200_000), negations(200_000));
        assert_eq!(one, other);
        assert!(one < negations(200_001));
        assert!(format!("{one:?}").len() > 200_000);
    });
}

#[test]
fn deep_types_and_values_are_checked() {
    on_a_small_stack(|| {
        let depth = MAX_TYPE_DEPTH - 2;
        let types: String = (1..=depth)
            .map(|level| format!("type T{level} = Set<T{}>;", level - 1))
            .collect();
        let text = format!("type T0 = Long; {types} entity User {{ deep: T{depth} }};");
        let schema = Schema::from_cedar_text(&text).unwrap();
        let model = Validator::new(&schema).unwrap();
        for (inner, accepted) in [
            (cedar_core::Value::Long(1), true),
            (cedar_core::Value::Bool(true), false),
        ] {
            let deep = (0..depth).fold(inner, |element, _| {
                cedar_core::Value::Set([element].into_iter().collect())
            });
            let attributes = Record::from_fields(vec![("deep".into(), deep)]).unwrap();
            let entity = Entity::new(user(), attributes, Record::default(), []);
            assert_eq!(model.accepts_entity(&entity), Ok(accepted));
        }
    });
}

#[test]
fn deep_policies_are_checked() {
    on_a_small_stack(|| {
        let schema = Schema::from_cedar_text(
            "entity User; action view appliesTo { principal: User, resource: User };",
        )
        .unwrap();
        let model = Validator::new(&schema).unwrap();
        let sum = " + 1".repeat(MAX_EXPRESSION_DEPTH as usize - 2);
        let condition = format!("1{sum} == 1");
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        let policies = cedar_parser::parse_policy_set(&text).unwrap();
        assert_eq!(model.accepts(&policies, ValidationMode::Strict), Ok(true));
        let stopped = with_recursion_limit(10, || {
            match model.accepts(&policies, ValidationMode::Strict) {
                Err(NoVerdict::Stopped(stop)) => Err(stop),
                _ => Ok(()),
            }
        });
        assert_eq!(stopped, Err(Stop::TooDeep));
    });
}

fn user() -> cedar_core::EntityUid {
    cedar_parser::parse_entity_uid("User::\"ann\"").unwrap()
}
