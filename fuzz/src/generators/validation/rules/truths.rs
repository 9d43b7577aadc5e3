//! Which tests always hold, or never.

use super::places::has;
use crate::generators::validation::conditions::Conditions;

/// Tests of entities: `$e` is one, `$o` another, `$p` the variable that the kind of
/// request gives a type; `$n` is the name of a type; `$c` and `$d` are actions.
pub(super) const TESTS: [&str; 41] = [
    "($e == $o)",
    "($e != $o)",
    "($p == $o)",
    "($e in $o)",
    "($p in $o)",
    "($e in [$o])",
    "($e in [$o, $e])",
    "($p in [$e, $o])",
    "($e in [])",
    "($e in (if $u then [] else []))",
    "($e in (if $u then [$o] else [$e]))",
    "($e in (if $u then $o else $e))",
    "((if $u then $e else $o) in $p)",
    "((if $u then $e else $o) in [$p])",
    "((if $u then $e else $o) == $p)",
    "((if $u then $e else $o) is $n)",
    "((if $u then $e else $e) is $n)",
    "((if $u then $p else $e) is $n)",
    "((if $u then $p else $e) == (if $u then $o else $e))",
    "((if $u then $p else (if $u then $e else $o)) == (if $u then $o else $p))",
    "((if $u then $e else $o) is $n in $p)",
    "($e is $n)",
    "($p is $n)",
    "($p is $n in $o)",
    "($e is $n in [$o])",
    "($e is $n in [])",
    "(action in $c)",
    "(action in [$c])",
    "(action in [$c, $d])",
    "(action in [$c, $e])",
    "(action in [$c, $p])",
    "(action in [action])",
    "(action == $c)",
    "(action != $c)",
    "($c in $d)",
    "($c in [$d, action])",
    "($c in action)",
    "($c == $d)",
    "(action is $n)",
    "(action is $n in $c)",
    "([$e] == [$o])",
];

/// Values that may be known: `$l` and `$m` are literals.
pub(super) const EQUALITIES: [&str; 14] = [
    "($l == $m)",
    "($l != $m)",
    "($l == $l)",
    "((true && $k) == (false || $k))",
    "((true || false) == $l)",
    "((true && false) == $l)",
    "((false || (true && true)) == (true && (false || true)))",
    "($l == (if $t then $m else $m))",
    "([$l] == [$m])",
    "({a: $l} == {a: $m})",
    "([$l].contains($m))",
    "((-(1)) == -1)",
    "(($k && $k) == ($k || $k))",
    "(!($l == $m))",
];

pub(super) const LITERALS: [&str; 9] = [
    "1",
    "2",
    "\"a\"",
    "\"b\"",
    "true",
    "false",
    "-1",
    "(!true)",
    "ip(\"::1\")",
];

impl Conditions<'_, '_, '_> {
    /// A condition that is wrong unless a test has the truth that it has.
    pub(super) fn shown_truth(&mut self) -> String {
        let test = self.some_truth();
        self.shown(&test)
    }

    fn some_truth(&mut self) -> String {
        match self.choices.below(10) {
            0..5 => self.entity_truth(),
            5 => {
                let form = self.one_of(&EQUALITIES);
                let (l, m) = (self.one_of(&LITERALS), self.one_of(&LITERALS));
                self.fill(form, &[('l', l), ('m', m)])
            }
            6 | 7 => self.presence_truth(),
            _ => self.joined_truth(2),
        }
    }

    fn entity_truth(&mut self) -> String {
        let form = self.one_of(&TESTS);
        let (e, o) = (self.entity_place(), self.entity_place());
        let p = self.one_of(&["principal", "principal", "resource"]);
        let name = match self.choices.chance(40) {
            true => self.schema.entity_name(self.environment.principal),
            false => self.entity_type_name(),
        };
        let (c, d) = (self.action_uid(), self.action_uid());
        let own: [(char, &str); 6] = [
            ('e', &e.text),
            ('o', &o.text),
            ('p', p),
            ('n', &name),
            ('c', &c),
            ('d', &d),
        ];
        let test = self.fill(form, &own);
        o.guarding(&e.guarding(&test))
    }

    /// Whether an attribute or a tag is there.
    fn presence_truth(&mut self) -> String {
        let place = self.place(|_, place| place.tests.is_empty());
        let text = place.map_or("principal".to_owned(), |place| place.text);
        match self.choices.below(4) {
            0 => {
                let entity = self.entity_place();
                let tag = format!("{}.hasTag(\"t\")", entity.text);
                entity.guarding(&tag)
            }
            1 => {
                let field = self.one_of(&["a", "b"]);
                format!("({{a: {text}}} has {field})")
            }
            _ => {
                let named = self.place(|_, _| true);
                let name = named.and_then(|place| last_name(&place.text));
                has(&text, &name.unwrap_or("a".to_owned()))
            }
        }
    }

    /// Tests that `&&`, `||`, `!` and `if` join.
    fn joined_truth(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.fill("$k", &[]);
        }
        let (x, y) = (self.joined_truth(depth - 1), self.joined_truth(depth - 1));
        let form = self.one_of(&[
            "($x && $y)",
            "($x || $y)",
            "($x && $y)",
            "($x || $y)",
            "(!$x)",
            "(if $x then $y else $k)",
            "(if $k then $x else $y)",
            "(if $u then $x else $y)",
            "($x == $y)",
            "$x",
        ]);
        self.fill(form, &[('x', &x), ('y', &y)])
    }
}

/// The attribute that is read last, if it is an identifier.
fn last_name(text: &str) -> Option<String> {
    let (_, name) = text.rsplit_once('.')?;
    let is_name = name.chars().all(|c| c.is_ascii_alphabetic());
    is_name.then(|| name.to_owned())
}
