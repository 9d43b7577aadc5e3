//! What two values of related types have in common.

use super::places::{Place, access, has};
use crate::generators::validation::conditions::Conditions;
use crate::generators::validation::schema::{Attribute, EntityIndex, Type};

/// Where two values meet: `$x` and `$y`, and a third, `$z`.
pub(super) const MEETINGS: [&str; 20] = [
    "[$x, $y].isEmpty()",
    "[$x, $y, $z].isEmpty()",
    "[$x, $y].contains($z)",
    "[$x].contains($y)",
    "[$x].containsAll([$y])",
    "[$x].containsAny([$y])",
    "[[$x]].contains([$y])",
    "[[$x], [$y]].isEmpty()",
    "[[$x], []].contains([$y])",
    "[].contains($x)",
    "[$x].containsAny([])",
    "($x == $y)",
    "($x != $y)",
    "([$x] == [$y])",
    "({p: $x} == {p: $y})",
    "({p: $x, q: 1} != {\"q\": 1, p: $y})",
    "((if $u then $x else $y) == $z)",
    "((if $u then [$x] else [$y]) == [$z])",
    "((if $u then [] else [$y]).contains($x))",
    "((if $k then $x else $y) == (if $k then $y else $z))",
];

/// One of several values, before it is used.
pub(super) const EITHER: [&str; 8] = [
    "(if $u then $x else $y)",
    "(if $u then $y else $x)",
    "(if $u then $x else $y)",
    "(if $u then $x else (if $u then $y else $z))",
    "(if $u then (if $u then $z else $x) else $y)",
    "(if $t then $x else $y)",
    "(if $f then $x else $y)",
    "(if $u then {p: $x} else {p: $y}).p",
];

/// Attributes of records that are written out.
const NAMES: [&str; 3] = ["a", "b", "c"];

impl Conditions<'_, '_, '_> {
    /// A condition in which values of two types meet.
    pub(super) fn bound(&mut self) -> String {
        match self.choices.below(10) {
            0..3 => self.met(),
            3..6 => self.of_entities(),
            6..8 => self.of_records(),
            _ => self.tag_of_entities(),
        }
    }

    /// Values of two types meet, and no more.
    fn met(&mut self) -> String {
        let [x, y, z] = match self.choices.below(4) {
            0 => return self.same_attribute(),
            1 => {
                let (base, other, third) = self.related_records();
                [base, other, third].map(|fields| self.written(&fields))
            }
            2 => std::array::from_fn(|_| self.some_entity().text),
            _ => {
                let value = self.schema.any_type(self.choices, 1);
                let other = self.varied(&value, 1);
                [&value, &other, &value].map(|value| self.made(value, 0))
            }
        };
        let form = self.one_of(&MEETINGS);
        self.fill(form, &[('x', &x), ('y', &y), ('z', &z)])
    }

    /// An attribute of entities of two types, each read by itself, mostly with the
    /// tests that the two may need.
    fn same_attribute(&mut self) -> String {
        let (one, other, name) = self.kin_entities();
        let read = |entity: &Place| format!("{}{}", entity.text, access(name));
        let (x, y) = (read(&one), read(&other));
        let form = self.one_of(&MEETINGS);
        let met = self.fill(form, &[('x', &x), ('y', &y), ('z', &x)]);
        match self.choices.chance(75) {
            true => format!(
                "(({} && {}) && {met})",
                has(&one.text, name),
                has(&other.text, name)
            ),
            false => met,
        }
    }

    /// An attribute of an entity that is of one of two types or more.
    fn of_entities(&mut self) -> String {
        let (one, other, name) = self.kin_entities();
        let third = match self.choices.chance(50) {
            true => one.clone(),
            false => self.some_entity(),
        };
        let form = self.one_of(&EITHER);
        let either = self.fill(
            form,
            &[('x', &one.text), ('y', &other.text), ('z', &third.text)],
        );
        let value = self.attribute_type(&one, name);
        self.attribute_of(&either, name, &value)
    }

    /// An attribute of a record that is one of two.
    fn of_records(&mut self) -> String {
        if self.choices.chance(40)
            && let Some(condition) = self.of_records_that_are_read()
        {
            return condition;
        }
        let (base, other, third) = self.related_records();
        let (x, y, z) = (
            self.written(&base),
            self.written(&other),
            self.written(&third),
        );
        let name = self.one_of(&NAMES);
        let found = base.iter().chain(&other).find(|field| field.name == name);
        let value = found.map_or(Type::Long, |field| field.value.clone());
        let form = self.one_of(&EITHER);
        let either = self.fill(form, &[('x', &x), ('y', &y), ('z', &z)]);
        self.attribute_of(&either, name, &value)
    }

    /// The same of a record that a schema describes, so that it may lack attributes, and
    /// of one that is written out and has them.
    fn of_records_that_are_read(&mut self) -> Option<String> {
        let place = self.place(|c, place| {
            let value = c.schema.resolved(&place.value);
            matches!(value, Type::Record(fields) if !fields.is_empty())
        })?;
        let Type::Record(fields) = self.schema.resolved(&place.value).clone() else {
            return None;
        };
        let other = match self.choices.chance(60) {
            true => fields.clone(),
            false => self.schema.kin(self.choices, &fields, 1),
        };
        let (y, z) = (self.written(&other), self.written(&fields));
        let field = self.choices.pick(&fields)?.clone();
        let form = self.one_of(&EITHER);
        let either = self.fill(form, &[('x', &place.text), ('y', &y), ('z', &z)]);
        let condition = self.attribute_of(&either, field.name, &field.value);
        Some(place.guarding(&condition))
    }

    /// What is known of the attribute, in one way or another.
    fn attribute_of(&mut self, of: &str, name: &str, value: &Type) -> String {
        let (test, read) = (has(of, name), format!("{of}{}", access(name)));
        let taken = self.taken(&read, value);
        match self.choices.below(8) {
            0 => self.shown(&test),
            1 | 2 => format!("({test} && {taken})"),
            3 => format!("({test} && ({read} == {read}))"),
            4 => {
                let shown = self.shown(&test);
                format!("({test} && {shown})")
            }
            5 => {
                let other = self.made(value, 0);
                format!("({read} == {other})")
            }
            _ => taken,
        }
    }

    /// A tag of an entity that is of one of two types or more.
    fn tag_of_entities(&mut self) -> String {
        let one = self.tagged_entity();
        let other = match self.choices.chance(60) {
            true => self.tagged_entity(),
            false => self.some_entity(),
        };
        let third = self.some_entity();
        let form = self.one_of(&EITHER);
        let either = self.fill(
            form,
            &[('x', &one.text), ('y', &other.text), ('z', &third.text)],
        );
        let tags = |c: &Self, place: &Place| match c.schema.resolved(&place.value) {
            Type::Entity(index) => c.schema.entity_types[index.0].tags.clone(),
            _ => None,
        };
        let value = tags(self, &one).or_else(|| tags(self, &other));
        let value = value.unwrap_or(Type::Long);
        let test = format!("{either}.hasTag(\"t\")");
        let taken = self.taken(&format!("{either}.getTag(\"t\")"), &value);
        match self.choices.below(5) {
            0 => self.shown(&test),
            1 => taken,
            2 => {
                let shown = self.shown(&test);
                format!("({test} && {shown})")
            }
            _ => format!("({test} && {taken})"),
        }
    }

    /// An entity of a type that has tags, if there is one.
    fn tagged_entity(&mut self) -> Place {
        let types = self.schema.entity_types.iter().enumerate();
        let tagged = types.filter(|(_, declared)| declared.tags.is_some());
        let tagged: Vec<EntityIndex> = tagged.map(|(at, _)| EntityIndex(at)).collect();
        match self.choices.pick(&tagged) {
            Some(index) => self.entity_of(*index),
            None => self.some_entity(),
        }
    }

    /// A variable or an entity that is named, of any type.
    pub(super) fn some_entity(&mut self) -> Place {
        let (text, index) = match self.choices.below(16) {
            0..4 => ("principal".to_owned(), self.environment.principal),
            4 | 5 => ("resource".to_owned(), self.environment.resource),
            6 => {
                let text = "action".to_owned();
                let own = self.schema.actions[self.environment.action].namespace;
                return Place {
                    text,
                    value: Type::Action(own),
                    tests: Vec::new(),
                };
            }
            _ => {
                let index = self.schema.any_entity_type(self.choices);
                (self.uid(Some(index)), index)
            }
        };
        Place {
            text,
            value: Type::Entity(index),
            tests: Vec::new(),
        }
    }

    /// Entities of two types that mostly have an attribute of this name in common.
    fn kin_entities(&mut self) -> (Place, Place, &'static str) {
        let kin = match self.choices.chance(85) {
            true => self.kin_types(),
            false => None,
        };
        let (one, other) = match kin {
            Some((one, other)) => (self.entity_of(one), self.entity_of(other)),
            None => (self.some_entity(), self.some_entity()),
        };
        let (first, second) = (self.attributes_of(&one), self.attributes_of(&other));
        let is_common = |a: &&Attribute| second.iter().any(|b| a.name == b.name);
        let common: Vec<&Attribute> = first.iter().filter(is_common).collect();
        let all: Vec<&Attribute> = first.iter().chain(&second).collect();
        let from = match common.is_empty() || self.choices.chance(15) {
            true => all,
            false => common,
        };
        let name = self.choices.pick(&from).map_or("a", |found| found.name);
        (one, other, name)
    }

    /// Two entity types that have the name of an attribute in common.
    fn kin_types(&mut self) -> Option<(EntityIndex, EntityIndex)> {
        let types = &self.schema.entity_types;
        let names = |at: usize| types[at].attributes.iter().map(|a| a.name);
        let are_kin = |one: usize, other: usize| {
            one != other && names(one).any(|name| names(other).any(|known| known == name))
        };
        let pairs: Vec<(EntityIndex, EntityIndex)> = (0..types.len())
            .flat_map(|one| (0..types.len()).map(move |other| (one, other)))
            .filter(|(one, other)| are_kin(*one, *other))
            .map(|(one, other)| (EntityIndex(one), EntityIndex(other)))
            .collect();
        self.choices.pick(&pairs).copied()
    }

    /// An entity of this type: a variable, if one is, or one that is named.
    fn entity_of(&mut self, index: EntityIndex) -> Place {
        let text = match self.choices.below(3) {
            0 if index == self.environment.principal => "principal".to_owned(),
            1 if index == self.environment.resource => "resource".to_owned(),
            _ => self.uid(Some(index)),
        };
        Place {
            text,
            value: Type::Entity(index),
            tests: Vec::new(),
        }
    }

    fn attributes_of(&self, place: &Place) -> Vec<Attribute> {
        match self.schema.resolved(&place.value) {
            Type::Entity(EntityIndex(at)) => self.schema.entity_types[*at].attributes.clone(),
            _ => Vec::new(),
        }
    }

    fn attribute_type(&self, of: &Place, name: &str) -> Type {
        let attributes = self.attributes_of(of);
        let found = attributes.into_iter().find(|a| a.name == name);
        found.map_or(Type::Long, |attribute| attribute.value)
    }

    /// The fields of three records, each of which is much like the one before.
    fn related_records(&mut self) -> (Vec<Attribute>, Vec<Attribute>, Vec<Attribute>) {
        let count = self.choices.between(1, 2);
        let fields: Vec<Attribute> = NAMES[..count]
            .iter()
            .map(|name| Attribute {
                name,
                value: self.schema.any_type(self.choices, 1),
                required: true,
            })
            .collect();
        let other = self.schema.kin(self.choices, &fields, 1);
        let third = match self.choices.chance(50) {
            true => fields.clone(),
            false => self.schema.kin(self.choices, &other, 1),
        };
        (fields, other, third)
    }

    /// A record with all of these fields.
    fn written(&mut self, fields: &[Attribute]) -> String {
        let fields: Vec<String> = fields
            .iter()
            .map(|field| {
                let place = match self.choices.chance(30) {
                    true => self.plain_place(&field.value),
                    false => None,
                };
                let value = match place {
                    Some(place) => place.text,
                    None => self.made(&field.value, 0),
                };
                format!("{:?}: {value}", field.name)
            })
            .collect();
        format!("{{{}}}", fields.join(", "))
    }

    /// The type, or mostly one that is much like it.
    fn varied(&mut self, value: &Type, depth: usize) -> Type {
        self.schema.varied(self.choices, value, depth)
    }
}
