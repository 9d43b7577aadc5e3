//! Deep values and deep recursion on the 2 MiB stack of a thread: a stop, never
//! a crash.

use reference_model::Stop;
use reference_model::model::expressions::{Expr, UnaryOp};
use reference_model::model::values::Primitive;
use reference_model::model::{entities, evaluator, names, requests, results, values};
use reference_model::runtime::{Map, RECURSION_LIMIT, Shared, Text, with_recursion_limit};

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
