//! A schema, policies that mostly fit it, and data that fits it or nearly does.

use super::data::{Data, Fit};
use super::validation::{self, policies::Link};
use crate::case::{Case, SchemaCase};
use crate::choices::Choices;
use cedar_core::ast::SlotValues;
use cedar_core::{PolicyId, PolicySet};
use cedar_parser::{parse_entity_uid, parse_policy_set};
use cedar_validator::Schema;
use std::sync::Arc;

/// How many requests a case has.
const REQUESTS: usize = 8;

/// The case that `bytes` determine.
pub fn case(bytes: &[u8], fit: Fit) -> SchemaCase {
    let mut choices = Choices::new(bytes);
    let declared = validation::schema::Schema::generate(&mut choices);
    let (texts, links) = validation::policies::generate(&mut choices, &declared);
    let schema_text = declared.to_cedar();
    let schema = Schema::from_cedar_text(&schema_text).expect("generated schemas are well-formed");
    let mut data = Data::new(&mut choices, &schema, fit);
    let entities = data.entities();
    let requests = (0..REQUESTS).filter_map(|_| data.request()).collect();
    SchemaCase {
        schema_text,
        case: Case {
            policies: policies(&texts, &links),
            entities,
            requests,
        },
        schema: Arc::new(schema),
    }
}

fn policies(texts: &[String], links: &[Link]) -> PolicySet {
    let mut policies =
        parse_policy_set(&texts.join("\n")).expect("generated policies are well-formed");
    for link in links {
        let uid = |text: &Option<String>| {
            let parse = |text: &String| parse_entity_uid(text).expect("generated uids are uids");
            text.as_ref().map(parse)
        };
        let values = SlotValues {
            principal: uid(&link.principal),
            resource: uid(&link.resource),
        };
        let template = PolicyId::new(format!("policy{}", link.template));
        policies
            .link(&template, PolicyId::new(link.id.as_str()), values)
            .expect("exactly the slots have values");
    }
    policies
}
