//! How far from the request entities are read.

use super::places::{Place, access, has};
use crate::generators::validation::conditions::Conditions;
use crate::generators::validation::schema::Type;

/// Ways to come to an entity `$e`; `$s` is another, mostly of its type, and `$o` a third
/// of any type.
pub(super) const WAYS: [&str; 20] = [
    "$e",
    "{p: $e}.p",
    "{p: $e, q: $o}.p",
    "{q: $o, p: $e}.p",
    "{p: $e, q: {p: $o}}.p",
    "{q: {p: $o}, p: $e}.p",
    "{p: {r: $e}}.p.r",
    "{p: {q: $o, r: $e}, r: $o}.p.r",
    "{r: $o, p: {r: $e, q: $o}}.p.r",
    "{p: $o, q: {p: $e}}.q.p",
    "(if $u then $e else $s)",
    "(if $u then $s else $e)",
    "(if $t then $e else $o)",
    "(if $f then $o else $e)",
    "(if $u then {p: $e} else {p: $s}).p",
    "(if $u then {p: $s, q: $o} else {q: $o, p: $e}).p",
    "(if $t then {p: $e} else {p: $s}).p",
    "(if $f then {p: $s} else {p: $e}).p",
    "{p: (if $u then $e else $s)}.p",
    "{p: (if $u then {r: $s} else {r: $e})}.p.r",
];

/// What reads the entity `$e`, or does not; `$n` is a type, `$k` a key.
pub(super) const USES: [&str; 22] = [
    "($e in $o)",
    "($o in $e)",
    "($e in [$o])",
    "($o in [$e])",
    "($o in [$o, $e])",
    "($e == $o)",
    "($o == $e)",
    "($e is $n)",
    "($e is $n in $o)",
    "($o is $n in $e)",
    "($e is $n in [$o])",
    "$e.hasTag(\"t\")",
    "$e.hasTag($y)",
    "($e.hasTag(\"t\") && ($e.getTag(\"t\") == $e.getTag(\"t\")))",
    "($e.hasTag($y) && ($e.getTag($y) == $e.getTag($y)))",
    "($e has zzz)",
    "($e has a)",
    "($e has b.a)",
    "[$e].contains($o)",
    "[$e, $s].containsAll([$e])",
    "({p: $e} == {p: $s})",
    "({p: $e} has p)",
];

/// Where a condition `$x` stands in a larger one.
pub(super) const POSITIONS: [&str; 44] = [
    "$x",
    "(!$x)",
    "($x && $u)",
    "($u && $x)",
    "($x && $f)",
    "($f && $x)",
    "($t && $x)",
    "($x || $u)",
    "($u || $x)",
    "($t || $x)",
    "($f || $x)",
    "($x && $x)",
    "(if $x then $u else $u)",
    "(if $u then $x else $u)",
    "(if $u then $u else $x)",
    "(if $t then $x else $u)",
    "(if $t then $u else $x)",
    "(if $f then $x else $u)",
    "(if $f then $u else $x)",
    "[$x].contains($u)",
    "[$u, $x].contains($u)",
    "[$x, $u].contains($u)",
    "[$u, $u, $x].isEmpty()",
    "[$u].contains($x)",
    "[$x].isEmpty()",
    "[$u].containsAll([$x])",
    "[$x].containsAny([$u])",
    "({p: $x} has p)",
    "({p: $x, q: $u}.p)",
    "({p: $x, q: $u}.q)",
    "({p: $u, q: $x}.p)",
    "({q: {r: $x}, p: $u}.p)",
    "({p: $u} == {p: $x})",
    "({p: $x} == {p: $u})",
    "($x == $u)",
    "($u == $x)",
    "($u != $x)",
    "(if {p: $u, q: $x}.p then $u else $u)",
    "((if $x then 1 else 2) < 2)",
    "(-(if $x then 1 else 2) < 2)",
    "(1 + (if $x then 1 else 2) < 2)",
    "((if $x then \"a\" else \"b\") like \"a\")",
    "(if $x then ip(\"::1\") else ip(\"::1\")).isIpv6()",
    "ip(\"::1\").isInRange(if $x then ip(\"::1\") else ip(\"::1\"))",
];

/// The clauses in which it stands.
pub(super) const CLAUSES: [&str; 12] = [
    "when { $x }",
    "when { $x }",
    "when { $x }",
    "when { $x }",
    "unless { $x }",
    "when { $u } when { $x }",
    "when { $f } when { $x }",
    "when { $t } when { $x }",
    "unless { $t } when { $x }",
    "unless { $f } unless { $x }",
    "when { $x } when { $f }",
    "when { $u } unless { $u } when { $x }",
];

impl Conditions<'_, '_, '_> {
    /// The clauses of a policy that reads an entity somewhere.
    pub(super) fn reads(&mut self) -> String {
        let condition = self.reading();
        let position = match self.choices.chance(45) {
            true => "$x",
            false => self.one_of(&POSITIONS),
        };
        let placed = self.fill(position, &[('x', &condition)]);
        let clauses = self.one_of(&CLAUSES);
        self.fill(clauses, &[('x', &placed)])
    }

    /// A condition that reads an entity, or only mentions it.
    fn reading(&mut self) -> String {
        let entity = self.near_or_far();
        let wanted = self.schema.resolved(&entity.value).clone();
        let same = match self.choices.chance(85) {
            true => self.place(|c, place| *c.schema.resolved(&place.value) == wanted),
            false => None,
        };
        let same = same.unwrap_or(entity.clone());
        let other = self.near_or_far();
        let parts = [
            ('e', entity.text.as_str()),
            ('s', same.text.as_str()),
            ('o', other.text.as_str()),
        ];
        let way = match self.choices.chance(35) {
            true => "$e",
            false => self.one_of(&WAYS),
        };
        let reached = self.fill(way, &parts);
        let condition = match self.required_attribute(&entity) {
            Some((name, value)) if self.choices.chance(40) => {
                let read = format!("{reached}{}", access(name));
                match self.choices.below(3) {
                    0 => self.taken(&read, &value),
                    1 => format!("({} && ({read} == {read}))", has(&reached, name)),
                    _ => format!("({read} == {read})"),
                }
            }
            _ => {
                let form = self.one_of(&USES);
                let name = match self.schema.resolved(&entity.value) {
                    Type::Entity(index) if self.choices.chance(70) => {
                        self.schema.entity_name(*index)
                    }
                    _ => self.entity_type_name(),
                };
                let key = self.place(|c, place| c.schema.is_same(&place.value, &Type::String));
                let (key, tests) = match key {
                    Some(key) => (key.text.clone(), key.tests),
                    None => ("\"s\"".to_owned(), Vec::new()),
                };
                let own = [
                    ('e', reached.as_str()),
                    ('s', same.text.as_str()),
                    ('o', other.text.as_str()),
                    ('n', name.as_str()),
                    ('y', key.as_str()),
                ];
                let uses_key = form.contains("$y");
                let used = self.fill(form, &own);
                match uses_key {
                    true => tests
                        .iter()
                        .rev()
                        .fold(used, |used, test| format!("({test} && {used})")),
                    false => used,
                }
            }
        };
        let tests = entity.tests.iter().chain(&same.tests).chain(&other.tests);
        let mut all: Vec<&String> = Vec::new();
        for test in tests {
            if !all.contains(&test) {
                all.push(test);
            }
        }
        all.iter().rev().fold(condition, |condition, test| {
            format!("({test} && {condition})")
        })
    }

    /// An entity of the request, or one that is some steps away, or one that is named.
    fn near_or_far(&mut self) -> Place {
        let (text, value) = match self.choices.below(12) {
            0 | 1 => ("principal", Type::Entity(self.environment.principal)),
            2 => ("resource", Type::Entity(self.environment.resource)),
            3 => {
                let own = &self.schema.actions[self.environment.action];
                ("action", Type::Action(own.namespace))
            }
            4 => {
                let action = self.environment.action;
                let text = self.schema.action_uid(action);
                let value = Type::Action(self.schema.actions[action].namespace);
                let tests = Vec::new();
                return Place { text, value, tests };
            }
            5 => {
                let action = self.choices.below(self.schema.actions.len());
                let text = self.schema.action_uid(action);
                let value = Type::Action(self.schema.actions[action].namespace);
                let tests = Vec::new();
                return Place { text, value, tests };
            }
            _ => return self.entity_place(),
        };
        Place {
            text: text.to_owned(),
            value,
            tests: Vec::new(),
        }
    }

    fn required_attribute(&mut self, place: &Place) -> Option<(&'static str, Type)> {
        let Type::Entity(index) = self.schema.resolved(&place.value) else {
            return None;
        };
        let declared = &self.schema.entity_types[index.0].attributes;
        let required: Vec<_> = declared.iter().filter(|a| a.required).collect();
        let found = self.choices.pick(&required)?;
        Some((found.name, found.value.clone()))
    }
}
