//! Engine and model must link templates alike: the same values accepted, the same
//! errors, the same scope.

use super::Comparison;
use crate::case::LinkCase;
use crate::minimize::without_one;
use crate::question::Question;
use crate::report::differences;
use cedar_core::ast::{EntityOrSlot, LinkError as EngineError, ScopeConstraint};
use cedar_core::{Policy, PolicyId, SlotId};
use cedar_parser::print_template;
use reference_model::{LinkError, LinkedScope, link};
use std::fmt;

/// Links each template with each of the values on both sides.
pub fn compare(case: &LinkCase) -> Comparison {
    let mut comparison = Comparison::default();
    let new_id = PolicyId::new("link");
    for template in &case.templates {
        for (index, values) in case.values.iter().enumerate() {
            let engine = match template.link(new_id.clone(), values.clone()) {
                Ok(policy) => Linked(Ok(scope(&policy))),
                Err(error) => Linked(Err(model_error(&error))),
            };
            let model = link(template, &new_id, values).map(|linked| Linked(linked.map_err(Some)));
            let question = || format!("{} with values {index}", template.id());
            comparison.record(question, engine, model);
        }
    }
    comparison
}

impl Question for LinkCase {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let mut text = String::new();
        for template in &self.templates {
            text.push_str(&format!(
                "== {}\n{}\n",
                template.id(),
                print_template(template)
            ));
        }
        for (index, values) in self.values.iter().enumerate() {
            text.push_str(&format!("== values {index}\n"));
            for slot in [SlotId::Principal, SlotId::Resource] {
                if let Some(uid) = values.get(slot) {
                    text.push_str(&format!("{slot} is {uid}\n"));
                }
            }
        }
        text + &differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let fewer_templates = without_one(&self.templates).map(|templates| LinkCase {
            templates,
            values: self.values.clone(),
        });
        let fewer_values = without_one(&self.values).map(|values| LinkCase {
            templates: self.templates.clone(),
            values,
        });
        Box::new(
            fewer_templates
                .chain(fewer_values)
                .map(|case| Box::new(case) as Box<dyn Question>),
        )
    }
}

/// What became of a link.
#[derive(PartialEq)]
struct Linked(Result<LinkedScope, Option<LinkError>>);

/// The scope of a link with its slots filled.
fn scope(policy: &Policy) -> LinkedScope {
    let filled = |constraint: &ScopeConstraint, slot| {
        let fill = |entity: &EntityOrSlot| match policy.resolve(entity, slot) {
            Some(uid) => EntityOrSlot::Entity(uid.clone()),
            None => EntityOrSlot::Slot,
        };
        match constraint {
            ScopeConstraint::Equal(entity) => ScopeConstraint::Equal(fill(entity)),
            ScopeConstraint::In(entity) => ScopeConstraint::In(fill(entity)),
            ScopeConstraint::IsIn(name, entity) => {
                ScopeConstraint::IsIn(name.clone(), fill(entity))
            }
            ScopeConstraint::Any | ScopeConstraint::Is(_) => constraint.clone(),
        }
    };
    LinkedScope {
        principal: filled(&policy.body().principal, SlotId::Principal),
        resource: filled(&policy.body().resource, SlotId::Resource),
    }
}

/// `None` for errors that linking one template cannot have.
fn model_error(error: &EngineError) -> Option<LinkError> {
    match error {
        EngineError::MissingSlot(slot) => Some(LinkError::MissingSlot(*slot)),
        EngineError::ExtraSlot(slot) => Some(LinkError::ExtraSlot(*slot)),
        EngineError::NoSuchTemplate(_) | EngineError::DuplicateId(_) => None,
    }
}

impl fmt::Display for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(scope) => writeln!(f, "{:?}\n{:?}", scope.principal, scope.resource),
            Err(Some(error)) => writeln!(f, "{error}"),
            Err(None) => writeln!(f, "an error about other things"),
        }
    }
}
