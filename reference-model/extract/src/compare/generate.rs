//! Random values of a type, such that their parts fit one another.
//!
//! Names come from a small pool and parts are used again, so that keys are found,
//! entities exist and operands are equal often enough to matter. Numbers and texts
//! that the model itself mentions are in the pool, and values near them.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::rng::Rng;
use crate::compare::value::Value;
use crate::program::{Expr, ExprKind, Pattern, Program};
use crate::types::Ty;

/// How deep a value may be.
const DEPTH: usize = 5;
/// How many values of one type are remembered within a case.
const MEMORY: usize = 12;

pub(crate) struct Generator<'a> {
    program: &'a Program,
    pub(crate) rng: Rng,
    numbers: Vec<i128>,
    texts: Vec<String>,
    characters: Vec<char>,
    /// For each constructor, how tall its lowest value is.
    heights: Vec<Vec<usize>>,
    /// The values of this case, by type.
    memory: BTreeMap<Ty, Vec<Value>>,
}

impl<'a> Generator<'a> {
    /// `texts` are worth trying beside those that the model mentions.
    pub(crate) fn new(program: &'a Program, seed: u64, texts: &[String]) -> Self {
        let (mut numbers, mut mentioned) = (BTreeSet::new(), BTreeSet::new());
        let mut characters: BTreeSet<char> = ['a', 'b', 'Z', '0', '9', '_', ' ', '*', 'é'].into();
        for (_, function) in program.functions() {
            let mut visit = |expr: &Expr| {
                literals(expr, &mut numbers, &mut mentioned, &mut characters);
            };
            visit(&function.body);
            function.requires.iter().for_each(&mut visit);
        }
        for edge in [i128::from(i64::MAX), i128::from(i64::MIN)] {
            numbers.extend([edge, edge - 1, edge + 1]);
        }
        mentioned.extend(texts.iter().cloned());
        Self {
            program,
            rng: Rng::new(seed),
            numbers: numbers.into_iter().collect(),
            texts: mentioned.into_iter().collect(),
            characters: characters.into_iter().collect(),
            heights: heights(program),
            memory: BTreeMap::new(),
        }
    }

    /// Arguments for a function, as one case.
    pub(crate) fn arguments(&mut self, types: &[Ty]) -> Vec<Value> {
        self.memory.clear();
        let depth = 1 + self.rng.below(DEPTH);
        types.iter().map(|ty| self.value(ty, depth)).collect()
    }

    /// The same arguments with one part of them changed.
    pub(crate) fn mutate(&mut self, types: &[Ty], arguments: &[Value]) -> Vec<Value> {
        self.memory.clear();
        for (ty, argument) in types.iter().zip(arguments) {
            self.remember_parts(ty, argument);
        }
        let mut changed = arguments.to_vec();
        for _ in 0..1 + self.rng.below(2) {
            let index = self.rng.below(changed.len());
            if let (Some(ty), Some(place)) = (types.get(index), changed.get_mut(index)) {
                let old = place.clone();
                *place = self.change(ty, &old);
            }
        }
        changed
    }

    fn value(&mut self, ty: &Ty, depth: usize) -> Value {
        if !ty.is_scalar()
            && self.rng.percent(35)
            && let Some(known) = self.memory.get(ty)
            && let Some(value) = self.rng.pick(known)
        {
            return value.clone();
        }
        let value = self.fresh(ty, depth);
        self.remember(ty, &value);
        value
    }

    fn fresh(&mut self, ty: &Ty, depth: usize) -> Value {
        let below = depth.saturating_sub(1);
        match ty {
            Ty::Bool => Value::Bool(self.rng.percent(50)),
            Ty::Int | Ty::Parameter(_) | Ty::Unknown(_) => Value::Int(self.number()),
            Ty::Nat => Value::Int(self.number().max(0)),
            Ty::Char => Value::Char(self.character()),
            Ty::Seq(item) if **item == Ty::Char => Value::Text(self.text()),
            Ty::Seq(item) => Value::Seq(self.values(item, below)),
            Ty::Set(item) => Value::set(self.values(item, below)),
            Ty::Map(key, value) => {
                let keys = self.values(key, below);
                let entries = keys.into_iter().map(|key| (key, self.value(value, below)));
                Value::map(entries.collect())
            }
            Ty::Tuple(parts) => {
                Value::Tuple(parts.iter().map(|part| self.value(part, below)).collect())
            }
            Ty::Data(id, arguments) => {
                let datatype = self.program.datatype(*id);
                let empty = Vec::new();
                let heights = self.heights.get(id.0).unwrap_or(&empty);
                let lowest = heights.iter().min().copied().unwrap_or(0);
                let fits: Vec<usize> = (0..datatype.constructors.len())
                    .filter(|index| {
                        let height = heights.get(*index).copied().unwrap_or(0);
                        height <= depth.max(lowest)
                    })
                    .collect();
                let index = self.rng.pick(&fits).copied().unwrap_or(0);
                let fields = datatype.constructor(index).fields.iter();
                let fields = fields.map(|field| self.value(&field.ty.substitute(arguments), below));
                Value::Data(*id, index, fields.collect())
            }
        }
    }

    fn values(&mut self, item: &Ty, depth: usize) -> Vec<Value> {
        let count = if depth == 0 {
            self.rng.below(2)
        } else {
            self.rng.below(4)
        };
        (0..count).map(|_| self.value(item, depth)).collect()
    }

    fn number(&mut self) -> i128 {
        let small = i128::try_from(self.rng.below(7)).unwrap_or(0);
        match self.rng.below(10) {
            0..=4 => small - 1,
            5 => small * 10,
            _ => {
                let known = self.rng.pick(&self.numbers).copied().unwrap_or(0);
                let sign = if self.rng.percent(25) { -1 } else { 1 };
                let near = i128::try_from(self.rng.below(3)).unwrap_or(0) - 1;
                known.saturating_mul(sign).saturating_add(near)
            }
        }
    }

    fn character(&mut self) -> char {
        self.rng.pick(&self.characters).copied().unwrap_or('a')
    }

    fn text(&mut self) -> String {
        const NAMES: [&str; 5] = ["a", "b", "User", "", "ab"];
        match self.rng.below(10) {
            0..=3 => (*self.rng.pick(&NAMES).unwrap_or(&"a")).to_owned(),
            4..=6 => self.rng.pick(&self.texts).cloned().unwrap_or_default(),
            7..=8 => {
                let known = self.rng.pick(&self.texts).cloned().unwrap_or_default();
                self.edit(&known)
            }
            _ => (0..self.rng.below(6)).map(|_| self.character()).collect(),
        }
    }

    /// One character more, less or different, or two texts as one.
    fn edit(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        let place = self.rng.below(characters.len() + 1);
        match self.rng.below(5) {
            0 => characters.insert(place, self.character()),
            1 if place < characters.len() => {
                characters.remove(place);
            }
            2 => {
                let c = self.character();
                if let Some(old) = characters.get_mut(place) {
                    *old = c;
                }
            }
            3 => characters.truncate(place),
            _ => {
                let other = self.rng.pick(&self.texts).cloned().unwrap_or_default();
                characters.extend(other.chars());
            }
        }
        characters.into_iter().collect()
    }

    fn change(&mut self, ty: &Ty, value: &Value) -> Value {
        if self.rng.percent(25) {
            return self.value(ty, 2);
        }
        let changed = match (ty, value) {
            (_, Value::Text(text)) => Value::Text(self.edit(text)),
            (_, Value::Int(number)) if self.rng.percent(50) => {
                let step = if self.rng.percent(50) { 1 } else { -1 };
                let next = number.saturating_add(step);
                Value::Int(if *ty == Ty::Nat { next.max(0) } else { next })
            }
            (Ty::Seq(item), Value::Seq(items)) => Value::Seq(self.change_items(item, items)),
            (Ty::Set(item), Value::Set(items)) => Value::set(self.change_items(item, items)),
            (Ty::Map(key, item), Value::Map(entries)) => {
                let mut entries = entries.clone();
                let place = self.rng.below(entries.len() + 1);
                match entries.get(place).cloned() {
                    Some(_) if self.rng.percent(20) => {
                        entries.remove(place);
                    }
                    Some((old, value)) => {
                        let value = self.change(item, &value);
                        if let Some(entry) = entries.get_mut(place) {
                            *entry = (old, value);
                        }
                    }
                    None => entries.push((self.value(key, 2), self.value(item, 2))),
                }
                Value::map(entries)
            }
            (Ty::Tuple(types), Value::Tuple(parts)) => Value::Tuple(self.change_one(types, parts)),
            (Ty::Data(id, arguments), Value::Data(_, index, parts)) if !parts.is_empty() => {
                let fields = &self.program.datatype(*id).constructor(*index).fields;
                let types: Vec<Ty> = fields
                    .iter()
                    .map(|field| field.ty.substitute(arguments))
                    .collect();
                Value::Data(*id, *index, self.change_one(&types, parts))
            }
            _ => self.value(ty, 2),
        };
        self.remember(ty, &changed);
        changed
    }

    fn change_one(&mut self, types: &[Ty], parts: &[Value]) -> Vec<Value> {
        let mut parts = parts.to_vec();
        let index = self.rng.below(parts.len());
        if let (Some(ty), Some(place)) = (types.get(index), parts.get_mut(index)) {
            let old = place.clone();
            *place = self.change(ty, &old);
        }
        parts
    }

    fn change_items(&mut self, item: &Ty, items: &[Value]) -> Vec<Value> {
        let mut items = items.to_vec();
        let place = self.rng.below(items.len() + 1);
        match items.get(place).cloned() {
            Some(_) if self.rng.percent(20) => {
                items.remove(place);
            }
            Some(old) => {
                let new = self.change(item, &old);
                if let Some(place) = items.get_mut(place) {
                    *place = new;
                }
            }
            None => items.push(self.value(item, 2)),
        }
        items
    }

    fn remember(&mut self, ty: &Ty, value: &Value) {
        if ty.is_scalar() {
            return;
        }
        let known = self.memory.entry(ty.clone()).or_default();
        if known.len() < MEMORY {
            known.push(value.clone());
        }
    }

    fn remember_parts(&mut self, ty: &Ty, value: &Value) {
        self.remember(ty, value);
        match (ty, value) {
            (Ty::Seq(item) | Ty::Set(item), Value::Seq(items) | Value::Set(items)) => {
                items
                    .iter()
                    .for_each(|part| self.remember_parts(item, part));
            }
            (Ty::Map(key, item), Value::Map(entries)) => {
                for (k, v) in entries {
                    self.remember_parts(key, k);
                    self.remember_parts(item, v);
                }
            }
            (Ty::Tuple(types), Value::Tuple(parts)) => {
                types
                    .iter()
                    .zip(parts)
                    .for_each(|(ty, part)| self.remember_parts(ty, part));
            }
            (Ty::Data(id, arguments), Value::Data(_, index, parts)) => {
                let fields = &self.program.datatype(*id).constructor(*index).fields;
                for (field, part) in fields.iter().zip(parts) {
                    self.remember_parts(&field.ty.substitute(arguments), part);
                }
            }
            _ => {}
        }
    }
}

/// Collects what an expression mentions.
fn literals(
    expr: &Expr,
    numbers: &mut BTreeSet<i128>,
    texts: &mut BTreeSet<String>,
    characters: &mut BTreeSet<char>,
) {
    match &expr.kind {
        ExprKind::Int(value) => {
            numbers.insert(*value);
        }
        ExprKind::Char(value) => {
            characters.insert(*value);
        }
        ExprKind::Str(value) => {
            texts.insert(value.clone());
        }
        ExprKind::Match(_, cases) => {
            for (pattern, _) in cases {
                match pattern {
                    Pattern::Int(value) => {
                        numbers.insert(*value);
                    }
                    Pattern::Str(value) => {
                        texts.insert(value.clone());
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
    expr.each_part(&mut |part| literals(part, numbers, texts, characters));
}

/// For each constructor, how many levels of datatypes its lowest value has.
fn heights(program: &Program) -> Vec<Vec<usize>> {
    let mut heights: Vec<Vec<usize>> = program
        .datatypes()
        .map(|(_, d)| vec![usize::MAX; d.constructors.len()])
        .collect();
    loop {
        let next: Vec<Vec<usize>> = program
            .datatypes()
            .map(|(_, datatype)| {
                let constructors = datatype.constructors.iter();
                let fields = constructors.map(|constructor| constructor.fields.iter());
                fields
                    .map(|mut fields| {
                        fields
                            .try_fold(0_usize, |height, field| {
                                Some(height.max(height_of(&field.ty, &heights)?))
                            })
                            .unwrap_or(usize::MAX)
                    })
                    .collect()
            })
            .collect();
        if next == heights {
            return heights;
        }
        heights = next;
    }
}

/// `None` if no value is known yet.
fn height_of(ty: &Ty, heights: &[Vec<usize>]) -> Option<usize> {
    match ty {
        Ty::Data(id, _) => {
            let lowest = heights.get(id.0)?.iter().min().copied()?;
            lowest.checked_add(1)
        }
        Ty::Tuple(parts) => parts.iter().try_fold(0, |height, part| {
            Some(height.max(height_of(part, heights)?))
        }),
        _ => Some(0),
    }
}
