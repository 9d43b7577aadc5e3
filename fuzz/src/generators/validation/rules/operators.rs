//! What operators and functions take: of their operands mostly one at most is of another
//! type than it should be.

use crate::generators::validation::conditions::{Conditions, extension_name};
use crate::generators::validation::schema::Type;
use cedar_core::ValueType;
use cedar_core::extensions::ExtensionFunction;

/// What an operator takes.
#[derive(Clone, Copy)]
pub(super) enum Operand {
    Bool,
    Long,
    Text,
    Entity,
    Entities,
    Set,
    Record,
    Datetime,
    Duration,
    Extension(ValueType),
}

use Operand::{Bool, Datetime, Duration, Entities, Entity, Long, Record, Set, Text};

/// Operators; `$x` and `$y` are their operands.
pub(super) const OPERATORS: [(&str, &[Operand]); 38] = [
    ("(($x + $y) == 1)", &[Long, Long]),
    ("(($x - $y) < 1)", &[Long, Long]),
    ("(1 <= ($x * $y))", &[Long, Long]),
    ("(-($x) == 1)", &[Long]),
    ("($x < $y)", &[Long, Long]),
    ("($x <= $y)", &[Long, Long]),
    ("($x > $y)", &[Long, Long]),
    ("($x >= $y)", &[Long, Long]),
    ("($x < $y)", &[Datetime, Datetime]),
    ("($x <= $y)", &[Datetime, Datetime]),
    ("($x > $y)", &[Duration, Duration]),
    ("($x >= $y)", &[Duration, Duration]),
    ("($x like \"a*\")", &[Text]),
    ("(!$x)", &[Bool]),
    ("($x && $y)", &[Bool, Bool]),
    ("($x || $y)", &[Bool, Bool]),
    ("($f || $x)", &[Bool]),
    ("($t && $x)", &[Bool]),
    ("(if $x then $u else $u)", &[Bool]),
    ("(if $x then $y else $u)", &[Bool, Bool]),
    ("(if $t then $x else $y)", &[Bool, Bool]),
    ("$x.isEmpty()", &[Set]),
    ("$x.contains($y)", &[Set, Long]),
    ("$x.containsAll($y)", &[Set, Set]),
    ("$x.containsAny($y)", &[Set, Set]),
    ("($x in $y)", &[Entity, Entity]),
    ("($x in $y)", &[Entity, Entities]),
    ("($x in [$y])", &[Entity, Entity]),
    ("($x in $y)", &[Entity, Set]),
    ("($x in [$y])", &[Entity, Long]),
    ("($x is $n)", &[Entity]),
    ("($x is $n in $y)", &[Entity, Entity]),
    ("$x.hasTag($y)", &[Entity, Text]),
    (
        "($x.hasTag($y) && ($x.getTag($y) == $x.getTag($y)))",
        &[Entity, Text],
    ),
    ("($x has a)", &[Record]),
    ("($x has a)", &[Entity]),
    ("($x.a == 1)", &[Record]),
    ("({a: $x}.a == $x)", &[Long]),
];

/// Arguments of constructors: some are written out, some are not texts. `$l` is a literal
/// of the type.
pub(super) const TEXTS: [&str; 21] = [
    "$l",
    "(if $u then $l else $l)",
    "(if $t then $l else $l)",
    "{p: $l}.p",
    "(if ($l == $l) then $l else $l)",
    "\"1.2.3.4\"",
    "\"1.0\"",
    "\"2024-01-01\"",
    "\"1h\"",
    "\"x\"",
    "\"\"",
    "(\"1.0\")",
    "(if $u then \"1.0\" else \"2.0\")",
    "(if $t then \"1.2.3.4\" else \"1.0\")",
    "(if $u then \"1h\" else 1)",
    "{p: \"1h\"}.p",
    "1",
    "true",
    "principal",
    "[\"1.0\"]",
    "ip(\"::1\")",
];

impl Conditions<'_, '_, '_> {
    /// A condition with one operator or function.
    pub(super) fn operator(&mut self) -> String {
        match self.choices.below(10) {
            0..4 => self.plain_operator(),
            4..8 => self.method(),
            _ => self.constructor(),
        }
    }

    fn plain_operator(&mut self) -> String {
        let (form, operands) = OPERATORS[self.choices.below(OPERATORS.len())];
        let texts = self.operands(operands);
        let name = self.entity_type_name();
        let second = texts.get(1).cloned().unwrap_or_default();
        self.fill(form, &[('x', &texts[0]), ('y', &second), ('n', &name)])
    }

    /// A method of an extension type. What it gives is used as what it is.
    fn method(&mut self) -> String {
        let methods: Vec<ExtensionFunction> = ExtensionFunction::ALL
            .into_iter()
            .filter(|function| !function.is_constructor())
            .collect();
        let method = methods[self.choices.below(methods.len())];
        let parameters = method.parameter_types().iter();
        let operands: Vec<Operand> = parameters.map(|p| Operand::Extension(*p)).collect();
        let mut texts = self.operands(&operands);
        match self.choices.below(30) {
            0 => texts.push("1".to_owned()),
            1 if texts.len() > 1 => drop(texts.pop()),
            _ => {}
        }
        let receiver = texts.remove(0);
        let call = format!("{receiver}.{}({})", method.as_str(), texts.join(", "));
        let value = match (method.result_type(), extension_name(method.result_type())) {
            (_, Some(name)) => Type::Extension(name),
            (ValueType::Bool, _) => Type::Bool,
            _ => Type::Long,
        };
        match self.choices.chance(10) {
            true => {
                let other = self.schema.any_type(self.choices, 0);
                self.taken(&call, &other)
            }
            false => self.taken(&call, &value),
        }
    }

    fn constructor(&mut self) -> String {
        let (name, value, literal) = [
            ("ip", "ipaddr", "\"1.2.3.4\""),
            ("decimal", "decimal", "\"1.0\""),
            ("datetime", "datetime", "\"2024-01-01\""),
            ("duration", "duration", "\"1h\""),
        ][self.choices.below(4)];
        let argument = match self.choices.chance(20) {
            true => self.plain_place(&Type::String).map(|place| place.text),
            false => None,
        };
        let argument = match argument {
            Some(argument) => argument,
            None => {
                let form = self.one_of(&TEXTS);
                self.fill(form, &[('l', literal)])
            }
        };
        let call = match self.choices.below(30) {
            0 => format!("{name}()"),
            1 => format!("{name}({argument}, {argument})"),
            _ => format!("{name}({argument})"),
        };
        match self.choices.chance(60) {
            true => self.taken(&call, &Type::Extension(value)),
            false => format!("({call} == {call})"),
        }
    }

    /// Operands, of which one at most is of another type than is wanted.
    fn operands(&mut self, wanted: &[Operand]) -> Vec<String> {
        let misfit = match self.choices.chance(40) {
            true => self.choices.below(wanted.len()),
            false => wanted.len(),
        };
        wanted
            .iter()
            .enumerate()
            .map(|(at, operand)| match at == misfit {
                true => self.misfit(*operand),
                false => self.operand(*operand),
            })
            .collect()
    }

    fn operand(&mut self, operand: Operand) -> String {
        let value = match operand {
            Bool => return self.fill("$k", &[]),
            Entity => return self.some_entity().text,
            Entities => {
                let entity = self.some_entity().text;
                return self.fill("(if $u then [$x] else [$x])", &[('x', &entity)]);
            }
            Set => return self.one_of(&["[1]", "[1, 2]", "[-1]"]).to_owned(),
            Record => return self.one_of(&["{a: 1}", "{a: 1, b: true}"]).to_owned(),
            Long => Type::Long,
            Text => Type::String,
            Datetime => Type::Extension("datetime"),
            Duration => Type::Extension("duration"),
            Operand::Extension(parameter) => match extension_name(parameter) {
                Some(name) => Type::Extension(name),
                None => Type::String,
            },
        };
        let place = match self.choices.chance(30) {
            true => self.plain_place(&value),
            false => None,
        };
        match place {
            Some(place) => place.text,
            None => format!("({})", self.made(&value, 0)),
        }
    }

    /// Something that is mostly of another type. What has an order is no more than that
    /// of the same type.
    fn misfit(&mut self, operand: Operand) -> String {
        if matches!(operand, Long | Datetime | Duration) && self.choices.chance(40) {
            let ordered = [
                Long,
                Datetime,
                Duration,
                Operand::Extension(ValueType::Decimal),
            ];
            let operand = ordered[self.choices.below(ordered.len())];
            return self.operand(operand);
        }
        match self.choices.below(8) {
            0 => self.operand(Bool),
            1 => self.operand(Long),
            2 => self.operand(Set),
            3 => self.operand(Record),
            4 => self.operand(Entity),
            5 => "[]".to_owned(),
            6 => {
                let element = self.operand(operand);
                format!("[{element}]")
            }
            _ => {
                let value = self.schema.any_type(self.choices, 1);
                format!("({})", self.made(&value, 0))
            }
        }
    }
}
