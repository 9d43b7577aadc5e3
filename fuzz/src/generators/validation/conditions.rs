//! Expressions directed by type: attributes are mostly declared, mostly guarded
//! where they are optional, and types mostly fit. Mistakes are rare enough that
//! most conditions are right and common enough that every rule is broken.

use super::schema::{Action, Attribute, EntityIndex, Schema, Type};
use crate::choices::Choices;
use cedar_core::ValueType;
use cedar_core::extensions::ExtensionFunction;

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
            text = self.guarded(&guard, &text);
        }
        text
    }

    /// The guard before the text, mostly plainly.
    fn guarded(&mut self, guard: &str, text: &str) -> String {
        let guard = format!("({guard})");
        match self.choices.below(26) {
            0 => format!("((false || {guard}) && {text})"),
            1 => format!("(({guard} || false) && {text})"),
            2 => format!("(({guard} && true) && {text})"),
            3 => format!("((true && {guard}) && {text})"),
            4 => format!("(if {guard} then {text} else false)"),
            5 => format!("((if true then {guard} else false) && {text})"),
            6 => format!("((if {guard} then {guard} else {guard}) && {text})"),
            7 => format!("(({guard} || {guard}) && {text})"),
            8 => {
                let other = self.simple_test();
                format!("((if {other} then {guard} else false) && {text})")
            }
            9 => {
                let other = self.simple_test();
                format!("(({guard} && {other}) && {text})")
            }
            10 => {
                let other = self.simple_test();
                format!("(({other} || {guard}) && {text})")
            }
            11 => format!("(!{guard} || {text})"),
            12 => format!("({text} && {guard})"),
            13 => format!("(({guard} == true) && {text})"),
            // A guard of something else.
            14 => {
                let other = match guard.contains("principal") {
                    true => guard.replace("principal", "resource"),
                    false => guard.replace("resource", "principal"),
                };
                format!("({other} && {text})")
            }
            _ => format!("({guard} && {text})"),
        }
    }

    pub(super) fn one_of<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[self.choices.below(items.len())]
    }

    fn boolean_kind(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.simple_test();
        }
        let next = depth - 1;
        match self.choices.below(104) {
            100.. => self.of_either(),
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

    /// What is ill typed, where it is evaluated or not: of the test before it, it
    /// must be known whether it always holds.
    fn reached_or_not(&mut self) -> String {
        let test = self.truth(2);
        let wrong = self.one_of(&["(1 == (2 + true))", "principal.zzz", "(1 < \"a\")"]);
        match self.choices.below(4) {
            0 => format!("({test} && {wrong})"),
            1 => format!("({test} || {wrong})"),
            2 => format!("(if {test} then {wrong} else true)"),
            _ => format!("(if {test} then true else {wrong})"),
        }
    }

    /// A test that always holds, never, or at times.
    fn truth(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.choices.below(4) {
                0 => "true".to_owned(),
                1 => "false".to_owned(),
                _ => self.simple_test(),
            };
        }
        let (one, other) = (self.truth(depth - 1), self.truth(depth - 1));
        match self.choices.below(8) {
            0 | 1 => format!("({one} && {other})"),
            2 | 3 => format!("({one} || {other})"),
            4 => format!("!({one})"),
            5 => format!("(if {one} then {other} else {})", self.truth(depth - 1)),
            6 => format!("(({one}) == ({other}))"),
            _ => self.truth(0),
        }
    }

    /// One operator on values that are read or written out, with its guards.
    pub fn small_test(&mut self) -> String {
        let outer = std::mem::take(&mut self.guards);
        let mut text = match self.choices.below(24) {
            22.. => self.reached_or_not(),
            0 | 1 => self.simple_test(),
            2 | 3 => self.equality(0),
            4 => self.comparison(1),
            5..8 => self.membership(1),
            8 | 9 => self.type_test(0),
            10 => self.presence(0),
            11 | 12 => self.tag_presence(0),
            13 => self.set_method(1),
            14..16 => self.set_of_reads(),
            16..18 => self.extension_method(1),
            _ => self.of_either(),
        };
        let guards = std::mem::replace(&mut self.guards, outer);
        for guard in guards.into_iter().rev() {
            text = self.guarded(&guard, &text);
        }
        text
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

    /// An attribute of one of two entities, which may be of different types, or of
    /// one of two records.
    fn of_either(&mut self) -> String {
        let test = self.simple_test();
        let entity = |text: &str, index| Read {
            text: text.to_owned(),
            in_guards: text.to_owned(),
            value: Type::Entity(index),
        };
        let Environment {
            principal,
            resource,
            ..
        } = self.environment;
        let (one, other) = match self.choices.below(5) {
            0 | 1 => (entity("principal", principal), entity("resource", resource)),
            2 | 3 => (entity("resource", resource), entity("principal", principal)),
            _ => (self.path(2), self.path(2)),
        };
        let name = match self.choices.chance(50) {
            true => self.attribute_name(&one.value),
            false => self.attribute_name(&other.value),
        };
        let access = match is_identifier(name) {
            true => format!(".{name}"),
            false => format!("[{name:?}]"),
        };
        let either = format!("(if {test} then {} else {})", one.text, other.text);
        let key = self.one_of(&KEYS);
        match self.choices.below(5) {
            3 => format!(
                "({either}.hasTag({key}) && {either}.getTag({key}) == {either}.getTag({key}))"
            ),
            4 => format!("{either}.hasTag({key})"),
            0 => format!("({either} has {name:?} && {either}{access} == {either}{access})"),
            1 => format!("({either}{access} == {either}{access})"),
            _ => format!("({either}{access} == {})", self.value(&Type::Long, 0)),
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

    /// A method of an extension type, mostly on its types; rarely with an argument
    /// too many or too few.
    fn extension_method(&mut self, depth: usize) -> String {
        let methods: Vec<ExtensionFunction> = ExtensionFunction::ALL
            .into_iter()
            .filter(|function| !function.is_constructor())
            .collect();
        let method = methods[self.choices.below(methods.len())];
        let mut operands: Vec<String> = method
            .parameter_types()
            .iter()
            .map(|parameter| {
                let fitting = extension_name(*parameter).map(Type::Extension);
                let wanted = match fitting {
                    Some(fitting) if self.choices.chance(88) => fitting,
                    _ => self.schema.any_type(self.choices, 0),
                };
                self.value(&wanted, depth)
            })
            .collect();
        match self.choices.below(40) {
            0 => operands.push("1".to_owned()),
            1 if operands.len() > 1 => drop(operands.pop()),
            _ => {}
        }
        let (receiver, arguments) = (operands.remove(0), operands.join(", "));
        let call = format!("{receiver}.{}({arguments})", method.as_str());
        match method.result_type() {
            ValueType::Bool => call,
            ValueType::Long => format!("({call} == 1)"),
            other => {
                let name = extension_name(other).unwrap_or("decimal");
                format!("({call} == {})", self.value(&Type::Extension(name), depth))
            }
        }
    }

    /// Sets and records that are written out, in which one value alone is read.
    fn set_of_reads(&mut self) -> String {
        let found = self.read_without_guard();
        let (read, value) = match found {
            Some(Read { text, value, .. }) => (text, value),
            None => ("principal".to_owned(), Type::Long),
        };
        let value = self.schema.resolved(&value).clone();
        let (one, other) = (self.made(&value, 0), self.made(&value, 0));
        match self.choices.below(8) {
            0 => format!("[{read}].contains({one})"),
            1 => format!("[{one}, {read}].contains({other})"),
            2 => format!("[{read}].containsAll([{one}])"),
            3 => format!("[{one}].containsAny([{other}, {read}])"),
            4 => format!("({{p: {read}, q: 1}} == {{p: {one}, q: 1}})"),
            5 => format!("[].contains({one})"),
            6 => format!("[{one}].containsAll([])"),
            _ => format!("({one} == {read})"),
        }
    }

    /// An access that needs no test.
    fn read_without_guard(&mut self) -> Option<Read> {
        for _ in 0..6 {
            let before = self.guards.len();
            let found = self.path(2);
            if self.guards.len() == before {
                return Some(found);
            }
            self.guards.truncate(before);
        }
        None
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
    pub(super) fn made(&mut self, wanted: &Type, depth: usize) -> String {
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

    pub(super) fn entity_type_name(&mut self) -> String {
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

/// The name of an extension type in schemas, if it is one.
pub(super) fn extension_name(value: ValueType) -> Option<&'static str> {
    match value {
        ValueType::Decimal => Some("decimal"),
        ValueType::IpAddr => Some("ipaddr"),
        ValueType::Datetime => Some("datetime"),
        ValueType::Duration => Some("duration"),
        _ => None,
    }
}

/// Whether the name of an attribute can stand after a dot.
pub(super) fn is_identifier(name: &str) -> bool {
    name != "if" && !name.contains(' ')
}
