//! Which names must be declared: all of them, wherever they stand.

use crate::generators::validation::conditions::Conditions;

/// Expressions that hold an entity `$e` in one place.
pub(super) const HOLDERS: [&str; 34] = [
    "($e == principal)",
    "(principal == $e)",
    "(principal != $e)",
    "(principal in $e)",
    "($e in principal)",
    "(principal in [principal, $e])",
    "[$e].isEmpty()",
    "[1].contains($e)",
    "[$e].containsAll([1])",
    "[1].containsAny([1, $e])",
    "(if ($e == principal) then true else false)",
    "(if true then ($e == principal) else false)",
    "(if true then true else ($e == principal))",
    "(($e == principal) && true)",
    "(true && ($e == principal))",
    "(($e == principal) || true)",
    "(false || ($e == principal))",
    "(!($e == principal))",
    "(-($e) == 1)",
    "({a: $e} == {a: 1})",
    "({a: 1, b: $e} has a)",
    "({a: 1, b: $e}.a == 1)",
    "($e has a)",
    "($e.a == 1)",
    "($e like \"*\")",
    "($e is $n)",
    "($e is $n in principal)",
    "(principal is $n in $e)",
    "$e.hasTag(\"t\")",
    "principal.hasTag($e)",
    "ip($e).isIpv4()",
    "ip(\"::1\").isInRange($e)",
    "(1 < (1 + $e))",
    "((1 * $e) < 1)",
];

/// Where it is looked at, or never evaluated. `$x` is the expression.
pub(super) const PLACES: [&str; 6] = [
    "(false && $x)",
    "(true || $x)",
    "(if true then true else $x)",
    "(if false then $x else true)",
    "(false && (true && $x))",
    "$x",
];

/// Types of which some could be types of actions.
const TYPES: [&str; 7] = [
    "Z::Action",
    "Z::Y::Action",
    "Action",
    "ZAction",
    "Action::Z",
    "Unknown",
    "Undeclared::Kind",
];

impl Conditions<'_, '_, '_> {
    /// A condition in which something is named that may not be declared.
    pub(super) fn named(&mut self) -> String {
        let entity = match self.choices.below(12) {
            0 => "Unknown::\"x\"".to_owned(),
            1 => "Action::\"nothing\"".to_owned(),
            2 => {
                let namespace = self.schema.actions[self.environment.action].namespace;
                format!("{}::\"nothing\"", self.schema.action_type(namespace))
            }
            3 | 4 => self.undeclared_id(),
            5 => self.action_uid(),
            _ => self.uid(None),
        };
        let (form, place) = (self.one_of(&HOLDERS), self.one_of(&PLACES));
        let name = match self.choices.chance(40) {
            true => self.one_of(&TYPES).to_owned(),
            false => self.entity_type_name(),
        };
        let condition = self.fill(form, &[('e', &entity), ('n', &name)]);
        self.fill(place, &[('x', &condition)])
    }

    /// An id that an enumerated type lacks, if there is such a type.
    pub(in crate::generators::validation) fn undeclared_id(&mut self) -> String {
        let is_enumerated = |at: &usize| self.schema.entity_types[*at].enum_ids.is_some();
        let enumerated: Vec<usize> = (0..self.schema.entity_types.len())
            .filter(is_enumerated)
            .collect();
        match self.choices.pick(&enumerated) {
            Some(at) => {
                let index = crate::generators::validation::schema::EntityIndex(*at);
                format!("{}::\"nobody\"", self.schema.entity_name(index))
            }
            None => "Unknown::\"nobody\"".to_owned(),
        }
    }
}
