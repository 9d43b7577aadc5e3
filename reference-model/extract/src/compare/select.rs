//! Chooses cases that show something new.
//!
//! Every case is asked of the extracted Rust first. That says whether its
//! precondition holds, what the answer looks like and which branches of the model
//! it took. Cases that take a new branch, or give an answer of a new shape, for
//! their function are kept, and varied further.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::CompareError;
use crate::compare::dafny::Case;
use crate::compare::generate::Generator;
use crate::program::{Function, Program};
use crate::scratch::{Answer, Server};
use crate::types::Ty;

/// How many arguments are tried for a function in one round.
const TRIES: usize = 60;
/// The same when nothing new is expected any more.
const FEW_TRIES: usize = 4;
/// How many rounds may show nothing new before any case will do.
const PATIENCE: usize = 5;

/// The cases, and what was seen on the way.
pub(crate) struct Selection {
    pub(crate) cases: Vec<Case>,
    /// Branches that some case takes.
    pub(crate) branches: usize,
    /// Calls without a case: the extracted Rust stopped.
    pub(crate) stops: BTreeMap<String, usize>,
}

struct Subject {
    number: usize,
    types: Vec<Ty>,
    /// How often each branch and shape was seen.
    seen: BTreeMap<String, usize>,
    cases: Vec<Case>,
    /// Cases that showed something new, to be varied.
    interesting: Vec<usize>,
}

/// Chooses about `count` cases: at least one for each function if there is one,
/// then those that show something new, then any.
pub(crate) fn select<'a>(
    program: &'a Program,
    generator: &mut Generator<'a>,
    server: &mut Server,
    count: usize,
) -> Result<Selection, CompareError> {
    let mut selector = Selector {
        program,
        generator,
        server,
        branches: BTreeSet::new(),
        stops: BTreeMap::new(),
    };
    let mut subjects: Vec<Subject> = program
        .functions()
        .enumerate()
        .map(|(number, (_, f))| Subject::new(number, f))
        .collect();
    let (mut total, mut fruitless) = (0, 0);
    while total < count && fruitless < PATIENCE {
        let before = total;
        for subject in &mut subjects {
            if total < count || subject.cases.is_empty() {
                total += usize::from(selector.round(subject, TRIES, true)?);
            }
        }
        fruitless = if total == before { fruitless + 1 } else { 0 };
    }
    while total < count {
        let before = total;
        for subject in &mut subjects {
            if total < count {
                total += usize::from(selector.round(subject, FEW_TRIES, false)?);
            }
        }
        if total == before {
            break;
        }
    }
    Ok(Selection {
        cases: subjects
            .into_iter()
            .flat_map(|subject| subject.cases)
            .collect(),
        branches: selector.branches.len(),
        stops: selector.stops,
    })
}

impl Subject {
    fn new(number: usize, function: &Function) -> Self {
        let integers = vec![Ty::Int; function.parameters.len()];
        let arguments = function.arguments().iter();
        Self {
            number,
            types: arguments
                .map(|local| local.ty.substitute(&integers))
                .collect(),
            seen: BTreeMap::new(),
            cases: Vec::new(),
            interesting: Vec::new(),
        }
    }
}

struct Selector<'a, 'b> {
    program: &'a Program,
    generator: &'b mut Generator<'a>,
    server: &'b mut Server,
    branches: BTreeSet<usize>,
    stops: BTreeMap<String, usize>,
}

/// A possible case.
struct Candidate {
    case: Case,
    branches: Vec<usize>,
    /// What it shows: its branches and the shape of its answer.
    features: Vec<String>,
    /// How often its rarest feature was seen before.
    seen: usize,
}

impl Selector<'_, '_> {
    /// Adds the best of some tries, unless only new ones are wanted and it shows
    /// nothing new; whether one was added.
    fn round(
        &mut self,
        subject: &mut Subject,
        tries: usize,
        only_new: bool,
    ) -> Result<bool, CompareError> {
        // A call without arguments is always the same.
        let constant = subject.types.is_empty();
        if constant && !subject.cases.is_empty() {
            return Ok(false);
        }
        let mut best: Option<Candidate> = None;
        for _ in 0..if constant { 1 } else { tries } {
            let Some(candidate) = self.candidate(subject)? else {
                continue;
            };
            let seen = candidate.seen;
            if best.as_ref().is_none_or(|best| seen < best.seen) {
                best = Some(candidate);
            }
            if seen == 0 {
                break;
            }
        }
        let Some(best) = best.filter(|best| best.seen == 0 || !only_new) else {
            return Ok(false);
        };
        if best.seen == 0 {
            subject.interesting.push(subject.cases.len());
        }
        for feature in best.features {
            *subject.seen.entry(feature).or_default() += 1;
        }
        self.branches.extend(best.branches);
        subject.cases.push(best.case);
        Ok(true)
    }

    /// A new call, or one that was interesting with a change; `None` if it has no
    /// answer.
    fn candidate(&mut self, subject: &Subject) -> Result<Option<Candidate>, CompareError> {
        let rng = &mut self.generator.rng;
        let base = rng
            .pick(&subject.interesting)
            .and_then(|index| subject.cases.get(*index));
        let arguments = match base {
            Some(base) if self.generator.rng.percent(70) => {
                self.generator.mutate(&subject.types, &base.arguments)
            }
            _ => self.generator.arguments(&subject.types),
        };
        let mut case = Case {
            function: subject.number,
            arguments,
            answer: String::new(),
        };
        let reply = self.server.ask(subject.number, &case.wire(self.program))?;
        match reply.answer {
            Answer::Value(answer) => case.answer = answer,
            Answer::Stop(stop) => {
                *self.stops.entry(stop).or_default() += 1;
                return Ok(None);
            }
            Answer::Unmet => return Ok(None),
        }
        let mut features: Vec<String> = reply
            .branches
            .iter()
            .map(|branch| branch.to_string())
            .collect();
        features.push(shape(&case.answer));
        let seen = features
            .iter()
            .map(|feature| subject.seen.get(feature).copied().unwrap_or(0));
        Ok(Some(Candidate {
            seen: seen.min().unwrap_or(0),
            case,
            branches: reply.branches,
            features,
        }))
    }
}

/// The beginning of an answer, numbers and texts only by their kind.
fn shape(answer: &str) -> String {
    let kinds = answer.split(' ').take(7).map(|token| {
        if token == "0" || token == "\"\"" {
            token
        } else if token.starts_with('-') {
            "-"
        } else if token.starts_with('"') {
            "\""
        } else if token.starts_with('\'') {
            "'"
        } else if token.starts_with(|c: char| c.is_ascii_digit()) {
            "+"
        } else {
            token
        }
    });
    kinds.collect::<Vec<_>>().join(" ")
}
