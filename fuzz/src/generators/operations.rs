//! Every operator on operands near the edges of its types: what conditions that
//! must make sense as a whole reach too rarely.

use super::universe::Universe;
use super::values;
use crate::choices::Choices;
use cedar_core::ast::{
    BinaryOp, Expr, ExprBuilder, ExprId, ExprKind, FunctionName, Literal, Pattern, PatternElement,
    UnaryOp, Variable,
};
use cedar_core::extensions::ExtensionFunction as Function;
use cedar_core::{SlotId, Span, ValueType};
use smol_str::{SmolStr, format_smolstr};

/// How deep operators nest.
const DEPTH: usize = 2;

const TYPES: [ValueType; 10] = [
    ValueType::Bool,
    ValueType::Long,
    ValueType::String,
    ValueType::Entity,
    ValueType::Set,
    ValueType::Record,
    ValueType::Decimal,
    ValueType::IpAddr,
    ValueType::Datetime,
    ValueType::Duration,
];

/// An operator on operands that mostly are of its types.
pub fn generate(choices: &mut Choices<'_>, universe: &Universe) -> Expr {
    let mut operations = Operations {
        choices,
        universe,
        builder: ExprBuilder::new(),
    };
    let root = operations.any(DEPTH);
    operations
        .builder
        .finish(root)
        .expect("the depth of generated expressions is far below the limit")
}

struct Operations<'c, 'b> {
    choices: &'c mut Choices<'b>,
    universe: &'c Universe,
    builder: ExprBuilder,
}

impl Operations<'_, '_> {
    fn any(&mut self, depth: usize) -> ExprId {
        match self.choices.below(21) {
            20 => self.entity_test(),
            0..8 => self.function(depth),
            8..11 => self.arithmetic(depth),
            11 | 12 => self.order(depth),
            13 | 14 => self.equality(depth),
            15 | 16 => self.of_sets(depth),
            17 => self.membership(depth),
            18 => self.like(depth),
            _ => self.connective(depth),
        }
    }

    /// An operand of this type, or rarely of another.
    fn operand(&mut self, wanted: ValueType, depth: usize) -> ExprId {
        let wanted = match self.choices.chance(2) {
            true => TYPES[self.choices.below(TYPES.len())],
            false => wanted,
        };
        if depth > 0 && self.choices.chance(10) {
            return self.field(wanted, depth - 1);
        }
        if depth > 0 && self.choices.chance(30) {
            return match wanted {
                ValueType::Long => self.arithmetic(depth - 1),
                ValueType::Bool => self.any(depth - 1),
                ValueType::Datetime => {
                    let function = [Function::Offset, Function::ToDate][self.choices.below(2)];
                    self.call(function, depth - 1)
                }
                ValueType::Duration => {
                    let both = [Function::DurationSince, Function::ToTime];
                    let function = both[self.choices.below(2)];
                    self.call(function, depth - 1)
                }
                _ => self.literal(wanted, depth),
            };
        }
        self.literal(wanted, depth)
    }

    /// An operand of this type as the attribute of a record that is written out.
    fn field(&mut self, wanted: ValueType, depth: usize) -> ExprId {
        let value = self.operand(wanted, depth);
        // Not constant, so that nothing is known of it beforehand.
        let other = self.add(ExprKind::Variable(Variable::Context));
        let fields: Vec<(SmolStr, ExprId)> = vec![("a".into(), value), ("b".into(), other)];
        let record = self.add(ExprKind::Record(fields.into()));
        let name = if self.choices.chance(97) { "a" } else { "c" };
        self.add(ExprKind::GetAttribute(record, name.into()))
    }

    fn literal(&mut self, wanted: ValueType, depth: usize) -> ExprId {
        let less = depth.saturating_sub(1);
        let literal = match wanted {
            ValueType::Bool => Literal::Bool(self.choices.chance(50)),
            ValueType::Long => Literal::Long(self.long()),
            ValueType::String => Literal::String(values::string(self.choices)),
            ValueType::Entity => return self.entity(),
            ValueType::Set => {
                let element = TYPES[self.choices.below(TYPES.len())];
                return self.set(element, less);
            }
            ValueType::Record => return self.record(less),
            ValueType::Decimal => return self.constructed(Function::Decimal),
            ValueType::IpAddr => return self.constructed(Function::Ip),
            ValueType::Datetime => return self.constructed(Function::Datetime),
            ValueType::Duration => return self.constructed(Function::Duration),
        };
        self.add(ExprKind::Literal(literal))
    }

    fn entity(&mut self) -> ExprId {
        let variables = [Variable::Principal, Variable::Action, Variable::Resource];
        if self.choices.chance(40) {
            let variable = variables[self.choices.below(variables.len())];
            return self.add(ExprKind::Variable(variable));
        }
        if self.choices.chance(2) {
            // Nothing fills it: there is no link.
            let slot = [SlotId::Principal, SlotId::Resource][self.choices.below(2)];
            return self.add(ExprKind::Slot(slot));
        }
        let index = self.universe.any_type(self.choices);
        let uid = self.universe.any_uid(self.choices, index);
        self.add(ExprKind::Literal(Literal::Entity(uid)))
    }

    /// Few small numbers, so that sets have elements in common; and the edges.
    fn long(&mut self) -> i64 {
        match self.choices.below(4) {
            0 => values::long(self.choices),
            // The least product that does not fit is near the square of this.
            1 => 3_037_000_499 + self.choices.below(2) as i64,
            2 => [i64::MAX, i64::MIN, 1, -1, 2, 0][self.choices.below(6)],
            _ => self.choices.below(4) as i64 - 1,
        }
    }

    /// A set of elements of one type, or of many.
    fn set(&mut self, element: ValueType, depth: usize) -> ExprId {
        let is_mixed = self.choices.chance(20);
        let count = self.choices.below(if is_mixed { 8 } else { 4 });
        let elements = (0..count)
            .map(|_| {
                let among = if self.choices.chance(70) {
                    4
                } else {
                    TYPES.len()
                };
                let other = TYPES[self.choices.below(among)];
                let is_other = is_mixed && self.choices.chance(60);
                self.operand(if is_other { other } else { element }, depth)
            })
            .collect();
        self.add(ExprKind::Set(elements))
    }

    fn record(&mut self, depth: usize) -> ExprId {
        let mut fields: Vec<(SmolStr, ExprId)> = Vec::new();
        for key in ["a", "b", "c"] {
            if self.choices.chance(50) {
                let value = match self.choices.chance(70) {
                    true => ValueType::Long,
                    false => TYPES[self.choices.below(TYPES.len())],
                };
                fields.push((key.into(), self.operand(value, depth)));
            }
        }
        self.add(ExprKind::Record(fields.into()))
    }

    fn constructed(&mut self, constructor: Function) -> ExprId {
        let argument = match constructor {
            Function::Duration if self.choices.chance(50) => self.duration_text(),
            _ => values::constructor_argument(self.choices, constructor),
        };
        let argument = self.add(ExprKind::Literal(Literal::String(argument)));
        let function = FunctionName::Known(constructor);
        self.add(ExprKind::Call(function, vec![argument].into()))
    }

    /// A span of time around a multiple of a unit.
    fn duration_text(&mut self) -> SmolStr {
        const UNITS: [i64; 5] = [1, 1_000, 60_000, 3_600_000, 86_400_000];
        let unit = UNITS[self.choices.below(UNITS.len())];
        let count = match self.choices.below(3) {
            0 => self.choices.below(4) as i64,
            1 => self.choices.below(100_000) as i64,
            _ => i64::MAX / unit,
        };
        let beside = self.choices.below(3) as i64 - 1;
        let millis = (unit * count).saturating_add(beside);
        match self.choices.chance(40) {
            true => format_smolstr!("{}ms", millis.saturating_neg()),
            false => format_smolstr!("{millis}ms"),
        }
    }

    fn function(&mut self, depth: usize) -> ExprId {
        let function = Function::ALL[self.choices.below(Function::ALL.len())];
        if function.is_constructor() && self.choices.chance(80) {
            return self.constructed(function);
        }
        self.call(function, depth)
    }

    /// A call, rarely with an argument too many or too few.
    fn call(&mut self, function: Function, depth: usize) -> ExprId {
        let mut arguments: Vec<ExprId> = function
            .parameter_types()
            .iter()
            .map(|parameter| self.operand(*parameter, depth))
            .collect();
        match function {
            Function::IsInRange if self.choices.chance(60) => arguments = self.near_ranges(),
            Function::IsLoopback | Function::IsMulticast if self.choices.chance(60) => {
                arguments = vec![self.special_range()];
            }
            _ => {}
        }
        match self.choices.below(60) {
            0 => drop(arguments.pop()),
            1 => arguments.push(self.operand(ValueType::Long, 0)),
            _ => {}
        }
        let function = FunctionName::Known(function);
        self.add(ExprKind::Call(function, arguments.into()))
    }

    /// A range at an edge of those that loop back or go to many.
    fn special_range(&mut self) -> ExprId {
        const V4: [&str; 9] = [
            "126.255.255.255",
            "127.0.0.0",
            "127.1.2.3",
            "128.0.0.0",
            "223.255.255.255",
            "224.0.0.0",
            "232.1.2.3",
            "239.255.255.255",
            "240.0.0.0",
        ];
        const V6: [&str; 7] = [
            "::",
            "::1",
            "::2",
            "feff::",
            "ff00::",
            "ff02::1",
            "::ffff:7f00:1",
        ];
        const V4_PREFIXES: [usize; 8] = [0, 3, 4, 5, 7, 8, 9, 32];
        const V6_PREFIXES: [usize; 6] = [0, 7, 8, 9, 127, 128];
        let text = match self.choices.chance(50) {
            true => {
                let address = V4[self.choices.below(V4.len())];
                let prefix = V4_PREFIXES[self.choices.below(V4_PREFIXES.len())];
                format_smolstr!("{address}/{prefix}")
            }
            false => {
                let address = V6[self.choices.below(V6.len())];
                let prefix = V6_PREFIXES[self.choices.below(V6_PREFIXES.len())];
                format_smolstr!("{address}/{prefix}")
            }
        };
        let text = self.add(ExprKind::Literal(Literal::String(text)));
        let function = FunctionName::Known(Function::Ip);
        self.add(ExprKind::Call(function, vec![text].into()))
    }

    /// An address, and a range that it is in or nearly: they share bits.
    fn near_ranges(&mut self) -> Vec<ExprId> {
        let is_v4 = self.choices.chance(50);
        let (bits, width) = if is_v4 { (32, 8) } else { (128, 16) };
        let mut address = u128::from(self.choices.draw()) << 64 | u128::from(self.choices.draw());
        let mut sides = Vec::new();
        for _ in 0..2 {
            let prefix = match self.choices.below(4) {
                0 => bits,
                1 => width * self.choices.below(bits / width + 1),
                _ => self.choices.below(bits + 1),
            };
            let text = match is_v4 {
                true => std::net::Ipv4Addr::from(address as u32).to_string(),
                false => {
                    let groups = std::net::Ipv6Addr::from(address).segments();
                    groups.map(|group| format!("{group:x}")).join(":")
                }
            };
            let text = format_smolstr!("{text}/{prefix}");
            let text = self.add(ExprKind::Literal(Literal::String(text)));
            let function = FunctionName::Known(Function::Ip);
            sides.push(self.add(ExprKind::Call(function, vec![text].into())));
            // One bit near the end of the prefix differs.
            let place = (prefix + self.choices.below(3))
                .saturating_sub(1)
                .min(bits - 1);
            if self.choices.chance(70) {
                address ^= 1 << (bits - 1 - place);
            }
        }
        sides
    }

    fn arithmetic(&mut self, depth: usize) -> ExprId {
        let left = self.operand(ValueType::Long, depth);
        if self.choices.chance(15) {
            return self.add(ExprKind::Unary(UnaryOp::Negate, left));
        }
        let op = [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply][self.choices.below(3)];
        let right = self.operand(ValueType::Long, depth);
        self.add(ExprKind::Binary(op, left, right))
    }

    fn order(&mut self, depth: usize) -> ExprId {
        let op = [
            BinaryOp::Less,
            BinaryOp::LessEqual,
            BinaryOp::Greater,
            BinaryOp::GreaterEqual,
        ][self.choices.below(4)];
        let types = [ValueType::Long, ValueType::Datetime, ValueType::Duration];
        let left_type = types[self.choices.below(types.len())];
        let right_type = match self.choices.chance(95) {
            true => left_type,
            false => types[self.choices.below(types.len())],
        };
        let left = self.operand(left_type, depth);
        let right = match self.choices.chance(30) {
            true => left,
            false => self.operand(right_type, depth),
        };
        self.add(ExprKind::Binary(op, left, right))
    }

    fn equality(&mut self, depth: usize) -> ExprId {
        let wanted = TYPES[self.choices.below(TYPES.len())];
        let left = self.operand(wanted, depth);
        let right = match self.choices.below(5) {
            0 => left,
            1 => {
                let other = TYPES[self.choices.below(TYPES.len())];
                self.operand(other, depth)
            }
            _ => self.operand(wanted, depth),
        };
        let op = [BinaryOp::Equal, BinaryOp::NotEqual][self.choices.below(2)];
        self.add(ExprKind::Binary(op, left, right))
    }

    fn of_sets(&mut self, depth: usize) -> ExprId {
        let element = match self.choices.chance(60) {
            true => ValueType::Long,
            false => TYPES[self.choices.below(TYPES.len())],
        };
        let less = depth.saturating_sub(1);
        let set = self.set(element, less);
        match self.choices.below(5) {
            0 => self.add(ExprKind::Unary(UnaryOp::IsEmpty, set)),
            1 | 2 => {
                let member = match self.builder.kind(set) {
                    // Mostly an element, so that it is found where it stands.
                    Some(ExprKind::Set(elements)) if self.choices.chance(50) => {
                        self.choices.pick(elements).copied()
                    }
                    _ => None,
                };
                let member = member.unwrap_or_else(|| self.operand(element, less));
                self.add(ExprKind::Binary(BinaryOp::Contains, set, member))
            }
            n => {
                let op = [BinaryOp::ContainsAll, BinaryOp::ContainsAny][n - 3];
                let other = self.set(element, less);
                self.add(ExprKind::Binary(op, set, other))
            }
        }
    }

    fn membership(&mut self, depth: usize) -> ExprId {
        let left = self.operand(ValueType::Entity, depth);
        let right = match self.choices.chance(50) {
            true => self.operand(ValueType::Entity, depth),
            false => self.set(ValueType::Entity, depth.saturating_sub(1)),
        };
        if self.choices.chance(30) {
            let index = self.universe.any_type(self.choices);
            let name = self.universe.shape(index).name.clone();
            return self.add(ExprKind::IsIn(left, name, right));
        }
        self.add(ExprKind::Binary(BinaryOp::In, left, right))
    }

    /// A text, and a pattern that is made from it or from another.
    fn like(&mut self, depth: usize) -> ExprId {
        let text = values::string(self.choices);
        let mut elements: Vec<PatternElement> = Vec::new();
        let source = match self.choices.chance(70) {
            true => text.clone(),
            false => values::string(self.choices),
        };
        for c in source.chars() {
            match self.choices.below(6) {
                0 => elements.push(PatternElement::Wildcard),
                1 => elements.extend([PatternElement::Wildcard, PatternElement::Char(c)]),
                2 => {}
                _ => elements.push(PatternElement::Char(c)),
            }
        }
        if self.choices.chance(30) {
            elements.push(PatternElement::Wildcard);
        }
        let subject = match self.choices.chance(95) {
            true => self.add(ExprKind::Literal(Literal::String(text))),
            false => self.operand(ValueType::Long, depth),
        };
        let pattern: Pattern = elements.into_iter().collect();
        self.add(ExprKind::Like(subject, pattern))
    }

    /// What need not be evaluated often fails, so that order shows.
    fn connective(&mut self, depth: usize) -> ExprId {
        let side = |this: &mut Self| match this.choices.below(8) {
            0 => this.arithmetic(0),
            1 => {
                let record = this.record(0);
                this.add(ExprKind::GetAttribute(record, "a".into()))
            }
            2 => {
                let record = this.record(0);
                this.add(ExprKind::HasAttribute(record, "a".into()))
            }
            3 => this.entity_test(),
            _ => this.operand(ValueType::Bool, depth.saturating_sub(1)),
        };
        let (first, second, third) = (side(self), side(self), side(self));
        match self.choices.below(4) {
            0 => self.add(ExprKind::Or(first, second)),
            1 => self.add(ExprKind::And(first, second)),
            2 => self.add(ExprKind::Unary(UnaryOp::Not, first)),
            _ => self.add(ExprKind::If {
                condition: first,
                consequent: second,
                alternative: third,
            }),
        }
    }

    fn entity_test(&mut self) -> ExprId {
        let entity = self.entity();
        let key = if self.choices.chance(70) { "a" } else { "view" };
        let key = self.add(ExprKind::Literal(Literal::String(key.into())));
        match self.choices.below(5) {
            0 => self.add(ExprKind::Binary(BinaryOp::HasTag, entity, key)),
            1 => self.add(ExprKind::Binary(BinaryOp::GetTag, entity, key)),
            2 => self.add(ExprKind::HasAttribute(entity, "flag".into())),
            3 => self.add(ExprKind::GetAttribute(entity, "flag".into())),
            _ => {
                let index = self.universe.any_type(self.choices);
                let name = self.universe.shape(index).name.clone();
                self.add(ExprKind::Is(entity, name))
            }
        }
    }

    fn add(&mut self, kind: ExprKind) -> ExprId {
        self.builder.add(kind, Span::NONE)
    }
}
