//! Small conditions, each directed at one rule of validation: were that rule wrong,
//! the verdict on the policy, and nothing else, would be.
//!
//! | module | rules |
//! |---|---|
//! | [`flows`] | which tests allow which accesses |
//! | [`bounds`] | what two values of related types have in common |
//! | [`truths`] | which tests always hold, or never |
//! | [`operators`] | what operators and functions take |
//! | [`reads`] | how far from the request entities are read |
//! | [`names`] | which names must be declared |
//! | [`places`] | what there is to read |
//!
//! Forms are texts with places to fill: `$u` is a test of which nothing is known, `$t`
//! one that always holds, `$f` one that never does, `$w` a condition that is wrong, and
//! `$k` any of `$u`, `$t` and `$f`. Other letters are the rule's own.

mod bounds;
mod flows;
mod names;
mod operators;
mod places;
mod reads;
mod truths;

use super::conditions::Conditions;
use super::schema::Type;

/// How a test shows whether it always holds, never, or at times: what is wrong is not
/// looked at where it is never evaluated. `$x` is the test.
const SHOWING: [&str; 8] = [
    "($x && $w)",
    "($x || $w)",
    "(if $x then $w else true)",
    "(if $x then true else $w)",
    "(!$x && $w)",
    "(!$x || $w)",
    "($u && ($x && $w))",
    "($u || ($x || $w))",
];

impl Conditions<'_, '_, '_> {
    /// The conditions of a policy that is directed at one rule.
    pub(super) fn rule(&mut self) -> String {
        match self.choices.below(20) {
            0..4 => self.flow(),
            4..9 => {
                let condition = self.bound();
                self.placed(&condition)
            }
            9..12 => {
                let condition = self.shown_truth();
                self.placed(&condition)
            }
            12..15 => {
                let condition = self.operator();
                self.placed(&condition)
            }
            15..18 => self.reads(),
            _ => {
                let condition = self.named();
                self.placed(&condition)
            }
        }
    }

    /// The condition as the clause of a policy, mostly its only one.
    fn placed(&mut self, condition: &str) -> String {
        let form = match self.choices.below(12) {
            0 => "unless { $x }",
            1 => "when { $k } when { $x }",
            2 => "unless { $k } when { $x }",
            3 => "when { $x } when { $k } when { $u }",
            _ => "when { $x }",
        };
        self.fill(form, &[('x', condition)])
    }

    /// The form with its places filled.
    fn fill(&mut self, form: &str, own: &[(char, &str)]) -> String {
        let mut text = String::new();
        let mut rest = form.chars();
        while let Some(c) = rest.next() {
            if c != '$' {
                text.push(c);
                continue;
            }
            let letter = rest.next().unwrap_or('u');
            match own.iter().find(|(known, _)| *known == letter) {
                Some((_, part)) => text.push_str(part),
                None => text.push_str(&self.common(letter)),
            }
        }
        text
    }

    fn common(&mut self, letter: char) -> String {
        match letter {
            't' => self.always(),
            'f' => self.never(),
            'w' => self.wrong(),
            'k' => match self.choices.below(3) {
                0 => self.always(),
                1 => self.never(),
                _ => self.unknown(),
            },
            _ => self.unknown(),
        }
    }

    /// A test of which nothing is known.
    fn unknown(&mut self) -> String {
        self.one_of(&[
            "(1 < 2)",
            "[1].isEmpty()",
            "(\"a\" like \"*\")",
            "(principal == principal)",
            "ip(\"::1\").isIpv6()",
            "[1].contains(2)",
        ])
        .to_owned()
    }

    /// A test that always holds.
    fn always(&mut self) -> String {
        let own = self.schema.action_uid(self.environment.action);
        match self.choices.below(10) {
            0 | 1 => "true".to_owned(),
            2 => "(!false)".to_owned(),
            3 => {
                let name = self.schema.entity_name(self.environment.principal);
                format!("(principal is {name})")
            }
            4 => "({a: 1} has a)".to_owned(),
            5 => format!("(action == {own})"),
            6 => "(1 == 1)".to_owned(),
            7 => format!("(action in [{}, {own}])", self.action_uid()),
            8 => format!("(true || {})", self.wrong()),
            _ => "(true && true)".to_owned(),
        }
    }

    /// A test that never holds.
    fn never(&mut self) -> String {
        match self.choices.below(10) {
            0 | 1 => "false".to_owned(),
            2 => "(!true)".to_owned(),
            3 => format!("(principal is {})", self.entity_type_name()),
            4 => "({a: 1} has b)".to_owned(),
            5 => format!("(action == {})", self.action_uid()),
            6 => "(\"a\" == \"b\")".to_owned(),
            7 => "(principal has zzz)".to_owned(),
            8 => format!("(false && {})", self.wrong()),
            _ => "(false || false)".to_owned(),
        }
    }

    /// A condition that is refused wherever it is looked at.
    fn wrong(&mut self) -> String {
        self.one_of(&["(1 < \"a\")", "(1 == (2 + true))", "(principal.zzz == 1)"])
            .to_owned()
    }

    /// A condition that is wrong unless the test has the truth that it has.
    fn shown(&mut self, test: &str) -> String {
        let form = self.one_of(&SHOWING);
        self.fill(form, &[('x', test)])
    }

    /// A condition that takes a value of this type, and mostly no other.
    fn taken(&mut self, text: &str, value: &Type) -> String {
        let value = self.schema.resolved(value).clone();
        let form = match &value {
            Type::Bool => self.one_of(&["($x && true)", "(!$x)", "(false || $x)"]),
            Type::Long => self.one_of(&["($x < 2)", "(($x + 1) == 2)", "(1 <= $x)"]),
            Type::String => self.one_of(&["($x like \"a*\")", "principal.hasTag($x)"]),
            Type::Extension("ipaddr") => {
                self.one_of(&["($x).isIpv4()", "ip(\"::1\").isInRange($x)"])
            }
            Type::Extension("decimal") => self.one_of(&[
                "($x).lessThan(decimal(\"1.0\"))",
                "decimal(\"1.0\").greaterThan($x)",
            ]),
            Type::Extension("datetime") => self.one_of(&[
                "($x < datetime(\"2024-01-01\"))",
                "(($x).toDate() == $x)",
                "(($x).toTime() < duration(\"1h\"))",
            ]),
            Type::Extension(_) => {
                self.one_of(&["($x <= duration(\"1h\"))", "(($x).toDays() == 1)"])
            }
            Type::Entity(_) | Type::Action(_) => {
                self.one_of(&["($x in $x)", "($x in [$x])", "(($x has zzz) == false)"])
            }
            Type::Set(element) => {
                let element = self.made(element, 0);
                return match self.choices.below(3) {
                    0 => format!("({text}).isEmpty()"),
                    1 => format!("({text}).contains({element})"),
                    _ => format!("[{element}].containsAny({text})"),
                };
            }
            Type::Record(attributes) => match self.choices.pick(attributes).cloned() {
                Some(attribute) if attribute.required => {
                    let inner = format!("({text}){}", places::access(attribute.name));
                    return self.taken(&inner, &attribute.value);
                }
                Some(attribute) => return format!("({text} has {:?})", attribute.name),
                None => "(($x has zzz) == false)",
            },
            Type::Common(_) => "($x == $x)",
        };
        self.fill(form, &[('x', text)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A form that cannot be read would stop a campaign, once it is drawn.
    #[test]
    fn every_form_can_be_read() {
        let clauses = flows::FLOWS.iter().chain(&flows::PAIRS);
        let clauses = clauses.chain(&reads::CLAUSES).map(|form| form.to_string());
        let expressions = SHOWING
            .iter()
            .chain(&bounds::MEETINGS)
            .chain(&bounds::EITHER)
            .chain(flows::DISGUISES.as_flattened())
            .chain(&truths::TESTS)
            .chain(&truths::EQUALITIES)
            .chain(&truths::LITERALS)
            .chain(operators::OPERATORS.iter().map(|(form, _)| form))
            .chain(&operators::TEXTS)
            .chain(&reads::WAYS)
            .chain(&reads::USES)
            .chain(&reads::POSITIONS)
            .chain(&names::HOLDERS)
            .chain(&names::PLACES);
        let expressions = expressions.map(|form| format!("when {{ {form} }}"));
        for form in clauses.chain(expressions) {
            let mut parts = form.split('$');
            let mut text = parts.next().unwrap().to_owned();
            for part in parts {
                let (letter, rest) = part.split_at(1);
                text.push_str(if letter == "n" { "User" } else { "resource" });
                text.push_str(rest);
            }
            let policy = format!("permit(principal, action, resource) {text};");
            let read = cedar_parser::parse_policy_set(&policy);
            assert!(read.is_ok(), "{form}: {read:?}");
        }
    }
}
