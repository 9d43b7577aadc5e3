//! Which tests allow which accesses.

use super::places::Place;
use crate::generators::validation::conditions::Conditions;
use crate::generators::validation::schema::Type;

/// `$g` is the test for an access, `$a` the access. About half of them are right.
pub(super) const FLOWS: [&str; 57] = [
    "when { $g && $a }",
    "when { ($g && $u) && $a }",
    "when { ($u && $g) && $a }",
    "when { ($g && $t) && $a }",
    "when { ($t && $g) && $a }",
    "when { ($g && $f) && $a }",
    "when { ($g || $g) && $a }",
    "when { ($g || $u) && $a }",
    "when { ($u || $g) && $a }",
    "when { ($f || $g) && $a }",
    "when { ($g || $f) && $a }",
    "when { ($g || $t) && $a }",
    "when { ($t || $g) && $a }",
    "when { (if $u then $g else $g) && $a }",
    "when { (if $u then $g else $f) && $a }",
    "when { (if $u then $g else $t) && $a }",
    "when { (if $u then $t else $g) && $a }",
    "when { (if $u then $f else $g) && $a }",
    "when { (if $g then $t else $f) && $a }",
    "when { (if $g then $u else $f) && $a }",
    "when { (if $g then $u else $g) && $a }",
    "when { (if $g then $t else $g) && $a }",
    "when { (if $t then $g else $u) && $a }",
    "when { (if $f then $u else $g) && $a }",
    "when { (if $f then $g else $u) && $a }",
    "when { (if ($t && $g) then $t else $f) && $a }",
    "when { (if ($g || $t) then $u else $f) && $a }",
    "when { if $g then $a else $t }",
    "when { if $g then $t else $a }",
    "when { if ($g && $u) then $a else $u }",
    "when { if $t then ($g && $a) else $a }",
    "when { !$g || $a }",
    "when { !(!$g) && $a }",
    "when { ($g == true) && $a }",
    "when { $a && $g }",
    "when { ($g && $a) || $a }",
    "when { $u && $a }",
    "when { [$g].contains(true) && $a }",
    "when { $g && ($u && ($u && $a)) }",
    "when { $g && ($u || $a) }",
    "when { $g && (if $u then $a else $a) }",
    "when { $g && [$a, true].contains($a) }",
    "when { $g && ({p: $a} == {p: $a}) }",
    "when { $g && (if $g then $a else $a) }",
    "when { $g && (if ($g && $u) then $a else $a) }",
    "when { $g && ($g && $a) }",
    "when { $g && (($g || $u) && $a) }",
    "when { $g } when { if $g then $a else $f }",
    "when { $g } when { $a }",
    "when { $g } when { $u } when { $a }",
    "when { $u } when { $g } when { $a }",
    "when { $g && $u } unless { $a }",
    "unless { $g } when { $a }",
    "unless { !$g } when { $a }",
    "when { $a } when { $g }",
    "when { $g } unless { $a } when { $a }",
    "unless { $u } when { $g } when { $u } unless { $a }",
];

/// Two accesses; the tests for them are `$g` and `$h`, the accesses `$a` and `$b`.
pub(super) const PAIRS: [&str; 16] = [
    "when { ($g && $h) && ($a && $b) }",
    "when { ($h && $g) && ($a && $b) }",
    "when { ($g || $h) && $a }",
    "when { ($h || $g) && $a }",
    "when { (($g && $h) || ($h && $g)) && ($a && $b) }",
    "when { (($g && $h) || $h) && $b }",
    "when { (($g && $h) || $h) && $a }",
    "when { (if $g then $h else $g) && $a }",
    "when { (if $g then $h else $h) && $b }",
    "when { (if $g then $h else ($g && $h)) && ($a && $b) }",
    "when { (if $g then $h else $f) && ($a && $b) }",
    "when { $g && (if $h then ($a && $b) else $a) }",
    "when { $g && (if $h then $a else $b) }",
    "when { $g } when { $h } when { $b } when { $a }",
    "when { $g && $a } when { $h && $a } unless { $b && $a }",
    "when { $h } when { $a }",
];

/// Pairs of ways to write the same value `$r`, or almost: what is known of the one is
/// known of the other only where the two are the same expression.
pub(super) const DISGUISES: [[&str; 2]; 16] = [
    ["{p: $r}.p", "{p: $r}.p"],
    ["{p: $r}.p", "{p: $o}.p"],
    ["{p: $r, q: $r}.p", "{p: $r, q: $r}.q"],
    ["{p: {a: $r, b: $r}}.p.a", "{p: {a: $r, b: $r}}.p.b"],
    ["{p: $r, q: 1}.p", "{q: 1, p: $r}.p"],
    ["{p: $r, q: 1}.p", "{p: $r, q: 2}.p"],
    ["{p: $r, q: [1]}.p", "{p: $r, q: [1, 1]}.p"],
    ["{p: $r}.p", "{p: $r, q: 1}.p"],
    [
        "(if (1 < 2) then $r else $r)",
        "(if (1 < 2) then $r else $r)",
    ],
    [
        "(if (1 < 2) then $r else $r)",
        "(if (1 <= 2) then $r else $r)",
    ],
    [
        "(if (1 < 2) then $r else $r)",
        "(if (1 < 3) then $r else $r)",
    ],
    [
        "(if (1 < 2) then $r else $r)",
        "(if (2 < 1) then $r else $r)",
    ],
    [
        "(if [1].isEmpty() then $r else $r)",
        "(if [2].isEmpty() then $r else $r)",
    ],
    [
        "(if (\"a\" like \"*\") then $r else $r)",
        "(if (\"a\" like \"a\") then $r else $r)",
    ],
    [
        "(if ip(\"::1\").isIpv4() then $r else $r)",
        "(if ip(\"::1\").isIpv6() then $r else $r)",
    ],
    [
        "(if ($r == $r && (1 < 2)) then $r else $r)",
        "(if ($r == $r || (1 < 2)) then $r else $r)",
    ],
];

impl Conditions<'_, '_, '_> {
    /// The clauses of a policy that tests and reads.
    pub(super) fn flow(&mut self) -> String {
        let needs_test = |_: &Self, place: &Place| !place.tests.is_empty();
        let Some(place) = self.place(needs_test) else {
            let condition = self.shown_truth();
            return format!("when {{ {condition} }}");
        };
        let other = self.place(needs_test).filter(|_| self.choices.chance(35));
        match other {
            Some(other) => {
                let form = self.one_of(&PAIRS);
                let (g, h) = (place.test(), other.test());
                let (a, b) = (self.accessed(&place), self.accessed(&other));
                self.fill(form, &[('g', &g), ('h', &h), ('a', &a), ('b', &b)])
            }
            None => {
                let form = match self.choices.chance(12) {
                    // That it is tested for already is known.
                    true => "when { $g && $s }",
                    false => self.one_of(&FLOWS),
                };
                let (place, tests) = match self.choices.chance(20) {
                    true => self.disguised(&place),
                    false => (place.clone(), place),
                };
                let test = self.tested(&tests);
                let (access, known) = (self.accessed(&place), self.shown(&test));
                self.fill(form, &[('g', &test), ('a', &access), ('s', &known)])
            }
        }
    }

    /// The place as it is read, and as it is tested for: both begin with the same, or
    /// almost the same, which is no longer the variable itself.
    fn disguised(&mut self, place: &Place) -> (Place, Place) {
        let [read, tested] = DISGUISES[self.choices.below(DISGUISES.len())];
        let (root, other) = match place.text.starts_with("resource") {
            true => ("resource", "principal"),
            false => ("principal", "resource"),
        };
        // An entity type may have the name of a variable.
        let rest = place.text.strip_prefix(root);
        if rest.is_none_or(|rest| rest.starts_with("::")) {
            return (place.clone(), place.clone());
        }
        let mut written = |form: &str| {
            let disguise = self.fill(form, &[('r', root), ('o', other)]);
            let replaced = |text: &String| text.replace(root, &disguise);
            Place {
                text: replaced(&place.text),
                value: place.value.clone(),
                tests: place.tests.iter().map(replaced).collect(),
            }
        };
        (written(read), written(tested))
    }

    /// The tests for a place; rarely one of them is missing or is for something else.
    fn tested(&mut self, place: &Place) -> String {
        if !self.choices.chance(12) {
            return place.test();
        }
        let mut place = place.clone();
        let at = self.choices.below(place.tests.len());
        match self.choices.below(4) {
            0 => {
                place.tests.remove(at);
            }
            1 => place.tests[at] = place.tests[at].replace("principal", "resource"),
            2 => place.tests[at] = place.tests[at].replace("\"t\"", "\"s\""),
            _ => {
                if let Some(other) = self.place(|_, other| !other.tests.is_empty()) {
                    place.tests[at] = other.test();
                }
            }
        }
        place.test()
    }

    /// A condition that reads the place, mostly with a value of whatever type.
    fn accessed(&mut self, place: &Place) -> String {
        match self.choices.below(3) {
            0 => {
                let value: Type = place.value.clone();
                self.taken(&place.text, &value)
            }
            _ => format!("({0} == {0})", place.text),
        }
    }
}
