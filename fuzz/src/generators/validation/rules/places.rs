//! What there is to read: the variables, entities that are named, and what they have.

use crate::generators::validation::conditions::{Conditions, is_identifier};
use crate::generators::validation::schema::Type;

/// How many attributes or tags a place is away from a root.
const STEPS: usize = 2;
const KEYS: [&str; 2] = ["\"t\"", "\"s\""];

/// An expression that reads, and what it needs.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The expression.
    pub text: String,
    /// Its type.
    pub value: Type,
    /// What must be tested before, in this order.
    pub tests: Vec<String>,
}

impl Place {
    fn root(text: impl Into<String>, value: Type) -> Self {
        Place {
            text: text.into(),
            value,
            tests: Vec::new(),
        }
    }

    /// The tests that it needs, joined.
    pub fn test(&self) -> String {
        match self.tests.as_slice() {
            [] => "true".to_owned(),
            [only] => only.clone(),
            several => format!("({})", several.join(" && ")),
        }
    }

    /// The condition, with these tests before it.
    pub fn guarding(&self, condition: &str) -> String {
        match self.tests.is_empty() {
            true => condition.to_owned(),
            false => format!("({} && {condition})", self.test()),
        }
    }
}

impl Conditions<'_, '_, '_> {
    /// One of the places that are asked for; `None` if there is none.
    pub(super) fn place(&mut self, is_wanted: impl Fn(&Self, &Place) -> bool) -> Option<Place> {
        let mut places = self.places();
        places.retain(|place| is_wanted(self, place));
        self.choices.pick(&places).cloned()
    }

    /// A place of this type that needs no test.
    pub(super) fn plain_place(&mut self, value: &Type) -> Option<Place> {
        self.place(|c, place| place.tests.is_empty() && c.schema.is_same(&place.value, value))
    }

    /// A place where there is an entity.
    pub(super) fn entity_place(&mut self) -> Place {
        let principal = Place::root("principal", Type::Entity(self.environment.principal));
        let is_entity = |c: &Self, place: &Place| {
            let value = c.schema.resolved(&place.value);
            matches!(value, Type::Entity(_) | Type::Action(_))
        };
        self.place(is_entity).unwrap_or(principal)
    }

    /// The variables, an entity of some type, and what they have.
    fn places(&mut self) -> Vec<Place> {
        let context = self.schema.actions[self.environment.action].context.clone();
        let index = self.schema.any_entity_type(self.choices);
        let mut places = vec![
            Place::root("principal", Type::Entity(self.environment.principal)),
            Place::root("resource", Type::Entity(self.environment.resource)),
            Place::root("context", Type::Record(context)),
            Place::root(self.uid(Some(index)), Type::Entity(index)),
        ];
        let key = self.one_of(&KEYS);
        let mut from = 0;
        for _ in 0..STEPS {
            let to = places.len();
            for at in from..to {
                let place = places[at].clone();
                self.extend_place(&place, key, &mut places);
            }
            from = to;
        }
        places
    }

    fn extend_place(&self, place: &Place, key: &str, places: &mut Vec<Place>) {
        let attributes = match self.schema.resolved(&place.value) {
            Type::Entity(index) => {
                let declared = &self.schema.entity_types[index.0];
                if let Some(tags) = &declared.tags {
                    let mut tests = place.tests.clone();
                    tests.push(format!("{}.hasTag({key})", place.text));
                    places.push(Place {
                        text: format!("{}.getTag({key})", place.text),
                        value: tags.clone(),
                        tests,
                    });
                }
                &declared.attributes
            }
            Type::Record(attributes) => attributes,
            _ => return,
        };
        for attribute in attributes {
            let mut tests = place.tests.clone();
            if !attribute.required {
                tests.push(has(&place.text, attribute.name));
            }
            places.push(Place {
                text: format!("{}{}", place.text, access(attribute.name)),
                value: attribute.value.clone(),
                tests,
            });
        }
    }
}

/// The test for an attribute.
pub(super) fn has(text: &str, name: &str) -> String {
    match is_identifier(name) {
        true => format!("({text} has {name})"),
        false => format!("({text} has {name:?})"),
    }
}

/// What reads an attribute of what stands before it.
pub(super) fn access(name: &str) -> String {
    match is_identifier(name) {
        true => format!(".{name}"),
        false => format!("[{name:?}]"),
    }
}
