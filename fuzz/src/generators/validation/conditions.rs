//! Expressions directed by type: attributes are mostly declared, mostly guarded
//! where they are optional, and types mostly fit. Mistakes are rare enough that
//! most conditions are right and common enough that every rule is broken.

use super::schema::{Action, Attribute, EntityIndex, Schema, Type};
use crate::choices::Choices;

/// The kind of request that a condition is written for.
#[derive(Clone, Copy, Debug)]
pub struct Environment {
    /// The type of the principal.
    pub principal: EntityIndex,
    /// The action, as its position in the schema.
    pub action: usize,
    /// The type of the resource.
    pub resource: EntityIndex,
}

/// Writes conditions for one kind of request.
pub struct Conditions<'s, 'c, 'b> {
    /// The schema.
    pub schema: &'s Schema,
    /// The kind of request.
    pub environment: Environment,
    /// What decides.
    pub choices: &'c mut Choices<'b>,
    /// Tests that what is being written relies on.
    guards: Vec<String>,
}

/// An expression and its type.
struct Read {
    text: String,
    /// The same expression as guards write it: fields of records stand in
    /// another order, which means nothing.
    in_guards: String,
    value: Type,
}

const LITERALS: [(&str, [&str; 3]); 4] = [
    ("ipaddr", ["ip(\"1.2.3.4\")", "ip(\"::1/64\")", "ip(\"x\")"]),
    (
        "decimal",
        ["decimal(\"1.0\")", "decimal(\"-0.5\")", "decimal(\"x\")"],
    ),
    (
        "datetime",
        [
            "datetime(\"2024-01-01\")",
            "datetime(\"1970-01-01T00:00:00Z\")",
            "datetime(\"2024-13-01\")",
        ],
    ),
    (
        "duration",
        [
            "duration(\"1h\")",
            "duration(\"-1d2ms\")",
            "duration(\"x\")",
        ],
    ),
];
const KEYS: [&str; 4] = ["\"t\"", "\"s\"", "\"a\"", "\"\""];

impl<'s, 'c, 'b> Conditions<'s, 'c, 'b> {
    /// A writer of conditions.
    pub fn new(schema: &'s Schema, environment: Environment, choices: &'c mut Choices<'b>) -> Self {
        Conditions {
            schema,
            environment,
            choices,
            guards: Vec::new(),
        }
    }

    /// A boolean expression of at most `depth` levels, with its guards.
    pub fn condition(&mut self, depth: usize) -> String {
        let outer = std::mem::take(&mut self.guards);
        let mut text = self.boolean_kind(depth);
        let guards = std::mem::replace(&mut self.guards, outer);
        for guard in guards.into_iter().rev() {
            text = format!("({guard} && {text})");
        }
        text
    }

    fn one_of<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[self.choices.below(items.len())]
    }

    fn boolean_kind(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.simple_test();
        }
        let next = depth - 1;
        match self.choices.below(100) {
            0..18 => format!("({} && {})", self.condition(next), self.condition(next)),
            18..30 => format!("({} || {})", self.condition(next), self.condition(next)),
            30..35 => format!("!({})", self.condition(next)),
            35..39 => format!(
                "(if {} then {} else {})",
                self.condition(next),
                self.condition(next),
                self.condition(next)
            ),
            39..52 => self.equality(next),
            52..58 => self.comparison(next),
            58..69 => self.membership(next),
            69..76 => self.type_test(next),
            76..84 => self.presence(next),
            84..89 => self.tag_presence(next),
            89..95 => self.set_method(next),
            95..97 => format!("({} like \"t*\")", self.value(&Type::String, next)),
            _ => self.extension_method(next),
        }
    }

    fn simple_test(&mut self) -> String {
        match self.choices.below(6) {
            0 => "true".to_owned(),
            1 => "false".to_owned(),
            2 => "(principal == resource)".to_owned(),
            3 => format!("(action == {})", self.action_uid()),
            4 => {
                let entity_type = self.entity_type_name();
                format!("(principal is {entity_type})")
            }
            _ => self.value(&Type::Bool, 0),
        }
    }

    fn equality(&mut self, depth: usize) -> String {
        if self.choices.chance(5) {
            return format!("({} == {})", self.literals(2), self.literals(1));
        }
        let value = self.schema.any_type(self.choices, 1);
        let left = self.value(&value, depth);
        let right = self.value(&value, depth);
        let operator = self.one_of(&["==", "==", "!="]);
        format!("({left} {operator} {right})")
    }

    /// Boolean literals, joined by `&&` and `||` and rarely by something else.
    fn literals(&mut self, depth: usize) -> String {
        if depth == 0 || self.choices.chance(30) {
            return self
                .one_of(&["true", "false", "true", "false", "!true", "1"])
                .to_owned();
        }
        let (left, right) = (self.literals(depth - 1), self.literals(depth - 1));
        let operator = self.one_of(&["&&", "||", "=="]);
        format!("({left} {operator} {right})")
    }

    fn comparison(&mut self, depth: usize) -> String {
        let value = match self.choices.below(4) {
            0 => Type::Extension("datetime"),
            1 => Type::Extension("duration"),
            _ => Type::Long,
        };
        let left = self.value(&value, depth);
        let right = self.value(&value, depth);
        let operator = self.one_of(&["<", "<=", ">", ">="]);
        format!("({left} {operator} {right})")
    }

    fn membership(&mut self, depth: usize) -> String {
        let left = match self.choices.below(8) {
            0 | 1 => "principal".to_owned(),
            2 | 3 => "resource".to_owned(),
            4 => "action".to_owned(),
            5 => self.uid(None),
            6 => self.action_uid(),
            _ => self.entity(depth),
        };
        let right = match self.choices.below(12) {
            0 | 1 => self.uid(None),
            2 => self.action_uid(),
            3 => format!("[{}, {}]", self.uid(None), self.uid(None)),
            4 => format!("[{}]", self.uid(None)),
            5 => format!("[{}, {}]", self.action_uid(), self.action_uid()),
            6 => self.one_of(&["principal", "resource", "action"]).to_owned(),
            7 => match self.choices.below(5) {
                0 | 1 => "[]".to_owned(),
                2 => format!("(if {} then [] else [])", self.simple_test()),
                3 => format!(
                    "(if {} then [] else [{}])",
                    self.simple_test(),
                    self.uid(None)
                ),
                _ => self
                    .one_of(&["[principal, resource]", "[action]"])
                    .to_owned(),
            },
            8 | 9 => {
                let element = Type::Entity(self.schema.any_entity_type(self.choices));
                self.value(&Type::Set(Box::new(element)), depth)
            }
            _ => self.entity(depth),
        };
        format!("({left} in {right})")
    }

    fn type_test(&mut self, depth: usize) -> String {
        let operand = match self.choices.below(5) {
            0 | 1 => "principal".to_owned(),
            2 => "resource".to_owned(),
            3 => "action".to_owned(),
            _ => self.entity(depth),
        };
        let entity_type = self.entity_type_name();
        match self.choices.below(4) {
            0 => format!("({operand} is {entity_type} in {})", self.uid(None)),
            1 => format!("({operand} is {entity_type} in {})", self.entity(depth)),
            _ => format!("({operand} is {entity_type})"),
        }
    }

    fn presence(&mut self, _depth: usize) -> String {
        let read = self.path(2);
        let name = self.attribute_name(&read.value);
        match self.choices.below(4) {
            0 => {
                let inner = self.attribute_name(&Type::Long);
                match is_identifier(name) && is_identifier(inner) {
                    true => format!("({} has {name}.{inner})", read.text),
                    false => format!("({} has {name:?})", read.text),
                }
            }
            _ if is_identifier(name) => format!("({} has {name})", read.text),
            _ => format!("({} has {name:?})", read.text),
        }
    }

    fn tag_presence(&mut self, depth: usize) -> String {
        let entity = match self.choices.below(10) {
            0..4 => "principal".to_owned(),
            4 | 5 => "resource".to_owned(),
            6 => "action".to_owned(),
            7 => self.entity_of_two_types(),
            _ => self.entity(depth),
        };
        let key = self.value(&Type::String, depth);
        match self.choices.below(5) {
            0 => format!(
                "({entity}.hasTag({key}) && {entity}.getTag({key}) == {})",
                self.value(&Type::String, 0)
            ),
            _ => format!("{entity}.hasTag({key})"),
        }
    }

    fn set_method(&mut self, depth: usize) -> String {
        let element = self.schema.any_type(self.choices, 0);
        let set = Type::Set(Box::new(element.clone()));
        let receiver = self.value(&set, depth);
        match self.choices.below(4) {
            0 => format!("{receiver}.isEmpty()"),
            1 => format!("{receiver}.contains({})", self.value(&element, depth)),
            2 => format!("{receiver}.containsAll({})", self.value(&set, depth)),
            _ => format!("{receiver}.containsAny({})", self.value(&set, depth)),
        }
    }

    fn extension_method(&mut self, depth: usize) -> String {
        let mut value = |name| self.value(&Type::Extension(name), depth);
        match value("ipaddr").len() % 7 {
            0 => format!("{}.isLoopback()", value("ipaddr")),
            1 => format!("{}.isInRange({})", value("ipaddr"), value("ipaddr")),
            2 => format!("{}.lessThan({})", value("decimal"), value("decimal")),
            3 => format!("({}.toDays() == 1)", value("duration")),
            4 => format!("({}.toDate() < {})", value("datetime"), value("datetime")),
            5 => format!(
                "({}.durationSince({}) == {})",
                value("datetime"),
                value("datetime"),
                value("duration")
            ),
            // A method of another type, or one argument too many.
            _ => format!("{}.isIpv4({})", value("decimal"), value("ipaddr")),
        }
    }

    /// An expression that mostly has this type.
    pub(super) fn value(&mut self, wanted: &Type, depth: usize) -> String {
        let other;
        let mut wanted = self.schema.resolved(wanted);
        if self.choices.chance(2) {
            other = self.schema.any_type(self.choices, 1);
            wanted = self.schema.resolved(&other);
        }
        match self.choices.below(100) {
            0..45 => {
                if let Some(text) = self.read(wanted) {
                    return text;
                }
            }
            45..52 if depth > 0 => {
                return format!(
                    "(if {} then {} else {})",
                    self.condition(depth - 1),
                    self.value(wanted, depth - 1),
                    self.value(wanted, depth - 1)
                );
            }
            52..56 if depth > 0 => {
                return format!("{{p: {}, \"q\": 1}}.p", self.value(wanted, depth - 1));
            }
            _ => {}
        }
        self.made(wanted, depth)
    }

    /// A value that is written out.
    fn made(&mut self, wanted: &Type, depth: usize) -> String {
        let next = depth.saturating_sub(1);
        match wanted {
            Type::Bool if depth > 0 => self.condition(depth - 1),
            Type::Bool => self.one_of(&["true", "false"]).to_owned(),
            Type::String => self.one_of(&KEYS).to_owned(),
            Type::Long if depth > 0 && self.choices.chance(30) => {
                let (left, right) = (self.value(&Type::Long, next), self.value(&Type::Long, next));
                format!("({left} {} {right})", self.one_of(&["+", "-", "*"]))
            }
            Type::Long => self.one_of(&["1", "2", "-1", "-(2)"]).to_owned(),
            Type::Extension(name) => self.extension(name, depth),
            Type::Entity(index) => self.uid(Some(*index)),
            Type::Action(_) => match self.choices.chance(40) {
                true => "action".to_owned(),
                false => self.action_uid(),
            },
            Type::Set(element) => {
                let low = usize::from(!self.choices.chance(6));
                let count = self.choices.between(low, 2);
                let elements: Vec<String> = (0..count).map(|_| self.value(element, next)).collect();
                format!("[{}]", elements.join(", "))
            }
            Type::Record(attributes) => {
                let mut fields = Vec::new();
                for attribute in attributes {
                    if attribute.required || self.choices.chance(40) {
                        let value = self.value(&attribute.value, next);
                        fields.push(format!("{:?}: {value}", attribute.name));
                    }
                }
                format!("{{{}}}", fields.join(", "))
            }
            Type::Common(_) => {
                let resolved = self.schema.resolved(wanted).clone();
                self.made(&resolved, depth)
            }
        }
    }

    fn extension(&mut self, name: &str, depth: usize) -> String {
        let next = depth.saturating_sub(1);
        if depth > 0 && name == "datetime" && self.choices.chance(25) {
            let (start, offset) = (
                self.value(&Type::Extension("datetime"), next),
                self.value(&Type::Extension("duration"), next),
            );
            return format!("{start}.offset({offset})");
        }
        let literals = LITERALS.iter().find(|(known, _)| *known == name);
        let literals = literals.map_or(["1"; 3], |(_, literals)| *literals);
        match self.choices.below(40) {
            0 => literals[2].to_owned(),
            1 => format!("decimal({})", self.value(&Type::String, next)),
            n => literals[n % 2].to_owned(),
        }
    }

    /// A way to read a value of this type from the request, if one was found.
    fn read(&mut self, wanted: &Type) -> Option<String> {
        for _ in 0..8 {
            let before = self.guards.len();
            let found = self.path(3);
            if self.schema.is_same(&found.value, wanted) {
                return Some(found.text);
            }
            self.guards.truncate(before);
        }
        None
    }

    /// Accesses from a variable on, with the guards they need in most cases.
    fn path(&mut self, longest: usize) -> Read {
        let action = &self.schema.actions[self.environment.action];
        let (variable, value) = match self.choices.below(5) {
            0 | 1 => ("principal", Type::Entity(self.environment.principal)),
            2 | 3 => ("resource", Type::Entity(self.environment.resource)),
            _ => ("context", Type::Record(action.context.clone())),
        };
        let (text, in_guards) = match self.choices.chance(4) {
            true => (
                format!("{{p: {variable}, \"q\": 1}}.p"),
                format!("{{\"q\": 1, p: {variable}}}.p"),
            ),
            false => (variable.to_owned(), variable.to_owned()),
        };
        let mut read = Read {
            text,
            in_guards,
            value,
        };
        for _ in 0..self.choices.between(0, longest) {
            if !self.extend(&mut read) {
                break;
            }
        }
        read
    }

    /// Reads one attribute or tag more; false if there is none.
    fn extend(&mut self, read: &mut Read) -> bool {
        let value = self.schema.resolved(&read.value).clone();
        if let Type::Entity(index) = &value
            && let Some(tags) = &self.schema.entity_types[index.0].tags
            && self.choices.chance(25)
        {
            let key = self.one_of(&KEYS);
            if self.choices.chance(93) {
                self.guards
                    .push(format!("{}.hasTag({key})", read.in_guards));
            }
            for text in [&mut read.text, &mut read.in_guards] {
                text.push_str(&format!(".getTag({key})"));
            }
            read.value = tags.clone();
            return true;
        }
        let attributes = self.attributes(&value);
        if attributes.is_empty() {
            return false;
        }
        let attribute = attributes[self.choices.below(attributes.len())].clone();
        let name = match self.choices.chance(2) {
            true => "zzz",
            false => attribute.name,
        };
        if !attribute.required && self.choices.chance(93) {
            self.guards.push(format!("{} has {name:?}", read.in_guards));
        }
        for text in [&mut read.text, &mut read.in_guards] {
            text.push_str(&match is_identifier(name) {
                true => format!(".{name}"),
                false => format!("[{name:?}]"),
            });
        }
        read.value = attribute.value;
        true
    }

    fn attributes(&self, value: &Type) -> Vec<Attribute> {
        match value {
            Type::Entity(index) => self.schema.entity_types[index.0].attributes.clone(),
            Type::Record(attributes) => attributes.clone(),
            _ => Vec::new(),
        }
    }

    /// The name of an attribute that `value` mostly has.
    fn attribute_name(&mut self, value: &Type) -> &'static str {
        let attributes = self.attributes(&self.schema.resolved(value).clone());
        match attributes.is_empty() || self.choices.chance(20) {
            true => self.one_of(&["a", "b", "c", "zzz", "has space"]),
            false => attributes[self.choices.below(attributes.len())].name,
        }
    }

    fn entity(&mut self, depth: usize) -> String {
        let index = self.schema.any_entity_type(self.choices);
        self.value(&Type::Entity(index), depth)
    }

    /// An entity of one of two types, of which perhaps one has tags.
    fn entity_of_two_types(&mut self) -> String {
        let test = self.simple_test();
        let (one, other) = match self.choices.below(3) {
            0 => ("principal".to_owned(), "resource".to_owned()),
            1 => ("resource".to_owned(), "principal".to_owned()),
            _ => (self.uid(None), self.uid(None)),
        };
        format!("(if {test} then {one} else {other})")
    }

    fn entity_type_name(&mut self) -> String {
        match self.choices.below(40) {
            0 => self
                .one_of(&["Unknown", "Z::Action", "Z::Action", "ZAction", "Action::Z"])
                .to_owned(),
            1..4 => {
                let Action { namespace, .. } = self.schema.actions[self.environment.action];
                self.schema.action_type(namespace)
            }
            4..14 => self.schema.entity_name(self.environment.principal),
            14..20 => self.schema.entity_name(self.environment.resource),
            _ => {
                let index = self.schema.any_entity_type(self.choices);
                self.schema.entity_name(index)
            }
        }
    }

    /// The uid of an entity of some type, or of this one.
    pub(super) fn uid(&mut self, index: Option<EntityIndex>) -> String {
        let index = match index {
            Some(index) => index,
            None => self.schema.any_entity_type(self.choices),
        };
        if self.choices.below(200) == 0 {
            return "Unknown::\"x\"".to_owned();
        }
        let ids = self.schema.entity_types[index.0].enum_ids.clone();
        let id = match ids {
            Some(ids) if self.choices.chance(98) => ids[self.choices.below(ids.len())],
            _ => self.one_of(&["x", "y", "z", "nobody"]),
        };
        format!("{}::{id:?}", self.schema.entity_name(index))
    }

    /// The uid of an action.
    pub(super) fn action_uid(&mut self) -> String {
        match self.choices.below(100) {
            0 => "Action::\"nothing\"".to_owned(),
            1..35 => self.schema.action_uid(self.environment.action),
            _ => {
                let action = self.choices.below(self.schema.actions.len());
                self.schema.action_uid(action)
            }
        }
    }
}

fn is_identifier(name: &str) -> bool {
    name != "if" && !name.contains(' ')
}
