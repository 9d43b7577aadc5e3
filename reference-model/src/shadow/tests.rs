//! The shadow at work, with the model and with judges that are wrong.

use super::worker::Judge;
use super::*;
use crate::answer::Answer;
use cedar_core::{Context, Decision};
use cedar_parser::{parse_entity_uid, parse_policy_set};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::mpsc::channel;

/// Says deny, whatever it is asked.
struct Denier;

impl Judge for Denier {
    fn answer(&self, _: &Request) -> Result<Answer, NoVerdict> {
        Ok(Answer {
            decision: Decision::Deny,
            determining: BTreeSet::new(),
            erring: Default::default(),
        })
    }
}

/// Does not answer before it is told to.
struct Sleeper;

static WAKE_UP: Mutex<()> = Mutex::new(());

impl Judge for Sleeper {
    fn answer(&self, _: &Request) -> Result<Answer, NoVerdict> {
        drop(WAKE_UP.lock());
        Err(NoVerdict::NoCounterpart)
    }
}

fn request(principal: &str) -> Request {
    let uid = |text: &str| parse_entity_uid(text).unwrap();
    let context = Context::from_pairs([("port", 443.into())]).unwrap();
    Request::new(
        uid(principal),
        uid(r#"Action::"view""#),
        uid(r#"Doc::"plan""#),
        context,
    )
}

fn data() -> (Arc<PolicySet>, Arc<Entities>) {
    let text = r#"@id("kim") permit(principal == User::"kim", action, resource);
                  @id("age") permit(principal, action, resource) when { principal.age > 17 };"#;
    let entities =
        r#"[{"uid": {"type": "User", "id": "kim"}, "attrs": {"age": 18}, "parents": []}]"#;
    (
        Arc::new(parse_policy_set(text).unwrap()),
        Arc::new(Entities::from_json_str(entities).unwrap()),
    )
}

#[test]
fn the_model_agrees() {
    let (policies, entities) = data();
    let authorizer = ShadowAuthorizer::builder().share(1.0).start().unwrap();
    for principal in [r#"User::"kim""#, r#"User::"lee""#] {
        let request = request(principal);
        let plain = Authorizer::new().is_authorized(&request, &policies, &entities);
        assert_eq!(
            authorizer.is_authorized(&request, &policies, &entities),
            plain
        );
    }
    let expected = Counts {
        agree: 2,
        ..Counts::default()
    };
    assert_eq!(authorizer.finish(), expected);
}

#[test]
fn other_policies_are_noticed() {
    let (policies, entities) = data();
    let nothing = Arc::new(PolicySet::new());
    let authorizer = ShadowAuthorizer::builder().share(1.0).start().unwrap();
    let request = request(r#"User::"kim""#);
    for policies in [&policies, &nothing, &policies] {
        authorizer.is_authorized(&request, policies, &entities);
    }
    assert_eq!(authorizer.finish().agree, 3);
}

#[test]
fn a_difference_is_told_and_changes_nothing() {
    let (policies, entities) = data();
    let (sender, receiver) = channel();
    let authorizer = ShadowAuthorizer::builder()
        .share(1.0)
        .on_difference(move |difference| sender.send(difference).unwrap())
        .start_with(|_, _| Ok(Denier))
        .unwrap();
    let response = authorizer.is_authorized(&request(r#"User::"kim""#), &policies, &entities);
    assert_eq!(response.decision(), Decision::Allow);
    assert_eq!(authorizer.finish().differ, 1);

    let difference = receiver.try_recv().unwrap();
    assert_eq!(difference.engine.decision, Decision::Allow);
    assert_eq!(difference.model.decision, Decision::Deny);
    let json = difference.to_json().unwrap();
    assert_eq!(json["request"]["principal"], r#"User::"kim""#);
    assert_eq!(json["request"]["context"]["port"], 443);
    assert_eq!(json["engine"]["decision"], "allow");
    assert_eq!(json["model"]["decision"], "deny");
    let read = PolicySet::from_json_str(&json["policies"].to_string()).unwrap();
    assert_eq!(read.policies().count(), 2);
    let read = Entities::from_json_str(&json["entities"].to_string()).unwrap();
    assert_eq!(read.len(), 1);
}

#[test]
fn a_full_queue_delays_nobody() {
    let (policies, entities) = data();
    let authorizer = ShadowAuthorizer::builder()
        .share(1.0)
        .queue(2)
        .start_with(|_, _| Ok(Sleeper))
        .unwrap();
    let asleep = WAKE_UP.lock().unwrap();
    let request = request(r#"User::"kim""#);
    for _ in 0..10 {
        let response = authorizer.is_authorized(&request, &policies, &entities);
        assert_eq!(response.decision(), Decision::Allow);
    }
    // One is being answered at most, two wait.
    assert!(authorizer.counts().skipped >= 7);
    drop(asleep);
    let counts = authorizer.finish();
    assert_eq!(counts.no_verdict + counts.skipped, 10);
}

#[test]
fn nothing_is_checked_without_a_share() {
    let (policies, entities) = data();
    let authorizer = ShadowAuthorizer::builder().share(0.0).start().unwrap();
    for _ in 0..1000 {
        authorizer.is_authorized(&request(r#"User::"kim""#), &policies, &entities);
    }
    assert_eq!(authorizer.finish(), Counts::default());
}

#[test]
fn a_callback_that_panics_stops_checks_but_no_answers() {
    let (policies, entities) = data();
    let authorizer = ShadowAuthorizer::builder()
        .share(1.0)
        .queue(1)
        .on_difference(|_| panic!("expected by this test"))
        .start_with(|_, _| Ok(Denier))
        .unwrap();
    let request = request(r#"User::"kim""#);
    while authorizer.counts().skipped == 0 {
        let response = authorizer.is_authorized(&request, &policies, &entities);
        assert_eq!(response.decision(), Decision::Allow);
    }
    assert!(authorizer.finish().differ <= 1);
}
