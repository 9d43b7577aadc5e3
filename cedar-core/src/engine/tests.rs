//! The index leaves no policy out that is satisfied or errs, and visits none twice.

use crate::ast::{EntityUid, Policy, PolicyId, PolicySet, SlotValues, Template};
use crate::authorizer::Authorizer;
use crate::entities::Entities;
use crate::evaluator::Evaluator;
use crate::request::{Context, Request};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Scopes and conditions are made of these. All are actions, so that each may
/// stand in every part of a policy.
const ENTITIES: [(&str, &str, &[&str]); 6] = [
    ("Action", "x", &["top"]),
    ("N::Action", "x", &["z"]),
    ("N::Action", "y", &["z", "top"]),
    ("N::Action", "z", &["top"]),
    ("N::Action", "top", &[]),
    ("N::Action", "alone", &[]),
];

/// A fixed sequence of numbers that looks random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// An entity of [`ENTITIES`], or `N::Action::"unknown"`.
    fn uid(&mut self) -> Value {
        let (entity_type, id, _) = match self.below(7) {
            6 => ("N::Action", "unknown", &[][..]),
            index => ENTITIES[index],
        };
        json!({"type": entity_type, "id": id})
    }

    fn uids(&mut self) -> Vec<Value> {
        (0..self.below(4)).map(|_| self.uid()).collect()
    }

    fn scope(&mut self) -> Value {
        match self.below(6) {
            0 | 1 => json!({"op": "All"}),
            2 => json!({"op": "==", "entity": self.uid()}),
            3 => json!({"op": "in", "entity": self.uid()}),
            4 => json!({"op": "is", "entity_type": (self.one_of(&["Action", "N::Action"]))}),
            _ => json!({"op": "is", "entity_type": "N::Action", "in": {"entity": self.uid()}}),
        }
    }

    fn action(&mut self) -> Value {
        match self.below(4) {
            0 => json!({"op": "All"}),
            1 => json!({"op": "==", "entity": self.uid()}),
            2 => json!({"op": "in", "entity": self.uid()}),
            _ => json!({"op": "in", "entities": self.uids()}),
        }
    }

    /// What stands between `&&`: what the index uses, what could fail, and
    /// what always does.
    fn conjunct(&mut self) -> Value {
        let variable =
            json!({"Var": (self.one_of(&["principal", "action", "resource", "context"]))});
        let mut literal = || json!({"Value": {"__entity": self.uid()}});
        let (one, other) = (literal(), literal());
        match self.below(9) {
            0 => json!({"==": {"left": variable, "right": one}}),
            1 => json!({"==": {"left": one, "right": variable}}),
            2 => json!({"in": {"left": variable, "right": one}}),
            3 => json!({"in": {"left": variable, "right": {"Set": [one, other]}}}),
            4 => json!({"in": {"left": variable, "right": {"Set": [one, {"Value": 1}]}}}),
            5 => json!({"is": {"left": variable, "entity_type": "N::Action"}}),
            6 => json!({"!": {"arg": {"in": {"left": variable, "right": one}}}}),
            7 => json!({".": {"left": variable, "attr": "flag"}}),
            _ => json!({"has": {"left": variable, "attr": "flag"}}),
        }
    }

    fn condition(&mut self) -> Value {
        let mut body = self.conjunct();
        for _ in 0..self.below(3) {
            let next = self.conjunct();
            let operator = self.one_of(&["&&", "&&", "&&", "||"]);
            let (left, right) = match self.below(3) {
                0 => (next, body),
                _ => (body, next),
            };
            body = json!({operator: {"left": left, "right": right}});
        }
        json!({"kind": (self.one_of(&["when", "when", "unless"])), "body": body})
    }

    fn body(&mut self) -> Value {
        let conditions: Vec<Value> = (0..self.below(3)).map(|_| self.condition()).collect();
        json!({
            "effect": (self.one_of(&["permit", "forbid"])),
            "principal": self.scope(),
            "action": self.action(),
            "resource": self.scope(),
            "conditions": conditions,
        })
    }

    fn policy_set(&mut self) -> PolicySet {
        let mut set = PolicySet::new();
        for index in 0..self.below(30) {
            let body = self.body().to_string();
            let id = PolicyId::new(format!("policy{index}"));
            set.add(Policy::from_json_str(id, &body).expect(&body))
                .expect("ids differ");
        }
        let mut body = self.body();
        body["principal"] = json!({"op": "in", "slot": "?principal"});
        let template = PolicyId::new("template");
        let body = body.to_string();
        set.add_template(Template::from_json_str(template.clone(), &body).expect(&body))
            .expect("the id is free");
        for index in 0..self.below(5) {
            let values = SlotValues {
                principal: Some(read_uid(&self.uid())),
                resource: None,
            };
            let id = PolicyId::new(format!("link{index}"));
            set.link(&template, id, values).expect("the slot is there");
        }
        // Positions move.
        for index in 0..self.below(10) {
            let _ = set.remove_static(&PolicyId::new(format!("policy{index}")));
        }
        set
    }

    fn request(&mut self) -> Request {
        let mut uid = || read_uid(&self.uid());
        Request::new(uid(), uid(), uid(), Context::empty())
    }
}

fn read_uid(json: &Value) -> EntityUid {
    EntityUid::from_json_str(&json.to_string()).expect("a uid")
}

fn entities() -> Entities {
    let entities: Vec<Value> = ENTITIES
        .iter()
        .map(|(entity_type, id, parents)| {
            let parents: Vec<Value> = parents
                .iter()
                .map(|id| json!({"type": "N::Action", "id": id}))
                .collect();
            let attrs = match *id {
                "y" => json!({"flag": true}),
                _ => json!({}),
            };
            json!({"uid": {"type": entity_type, "id": id}, "attrs": attrs, "parents": parents})
        })
        .collect();
    Entities::from_json_str(&Value::Array(entities).to_string()).expect("entities")
}

#[test]
fn nothing_that_matters_is_left_out() {
    let entities = entities();
    let (mut satisfied, mut erring) = (0, 0);
    for seed in 0..400 {
        let mut numbers = Numbers(seed);
        let set = numbers.policy_set();
        for _ in 0..20 {
            let request = numbers.request();
            let evaluator = Evaluator::new(&request, &entities);
            let results = set
                .policies()
                .map(|policy| (policy, evaluator.satisfies(policy)));
            let (mut all, mut errors) = (Vec::new(), BTreeSet::new());
            for (policy, result) in results {
                match result {
                    Ok(true) => all.push(policy),
                    Ok(false) => {}
                    Err(error) => drop(errors.insert(format!("{} {error}", policy.id()))),
                }
            }
            let is_forbidden = all
                .iter()
                .any(|policy| policy.effect().as_str() == "forbid");
            all.retain(|policy| (policy.effect().as_str() == "forbid") == is_forbidden);
            let mut expected: Vec<&PolicyId> = all.into_iter().map(Policy::id).collect();

            let response = Authorizer::new().is_authorized(&request, &set, &entities);
            let mut reason: Vec<&PolicyId> = response.diagnostics().reason().collect();
            let actual = response.diagnostics().errors();
            satisfied += reason.len();
            erring += actual.len();
            assert_eq!(actual.len(), errors.len(), "seed {seed}, {request:?}");
            let actual = actual.map(|error| format!("{} {}", error.policy, error.error));
            assert_eq!(
                actual.collect::<BTreeSet<_>>(),
                errors,
                "seed {seed}, {request:?}"
            );
            expected.sort();
            reason.sort();
            assert_eq!(reason, expected, "seed {seed}, {request:?}");
        }
    }
    assert!(satisfied > 3_000, "{satisfied} satisfied");
    assert!(erring > 1_000, "{erring} erring");
}
