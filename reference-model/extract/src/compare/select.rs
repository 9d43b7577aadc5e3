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
/// How many rounds look for something new.
const ROUNDS: usize = 25;
/// How many of them in a row may be in vain.
const PATIENCE: usize = 3;

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
    cases: Vec<Candidate>,
    /// Cases that showed something new, to be varied.
    interesting: Vec<usize>,
}

/// Chooses about `count` cases: at least one for each function if there is one,
/// then those that take branches which no other does, then others that show
/// something new for their function, then any.
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
        stops: BTreeMap::new(),
    };
    let mut subjects: Vec<Subject> = program
        .functions()
        .enumerate()
        .map(|(number, (_, f))| Subject::new(number, f))
        .collect();
    let mut fruitless = 0;
    for _ in 0..ROUNDS {
        let mut found = false;
        for subject in &mut subjects {
            found |= selector.round(subject, TRIES, true)?;
        }
        fruitless = if found { 0 } else { fruitless + 1 };
        if fruitless == PATIENCE {
            break;
        }
    }
    let mut chosen = choose(&mut subjects, count);
    while chosen.len() < count {
        let before = chosen.len();
        for subject in &mut subjects {
            if chosen.len() < count && selector.round(subject, FEW_TRIES, false)? {
                chosen.extend(subject.cases.pop());
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    let branches: BTreeSet<usize> = chosen
        .iter()
        .flat_map(|candidate| candidate.branches.iter().copied())
        .collect();
    Ok(Selection {
        cases: chosen.into_iter().map(|candidate| candidate.case).collect(),
        branches: branches.len(),
        stops: selector.stops,
    })
}

/// Takes the most telling of the cases that were found.
fn choose(subjects: &mut [Subject], count: usize) -> Vec<Candidate> {
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut rest: Vec<Vec<Candidate>> = Vec::new();
    for subject in subjects.iter_mut() {
        let mut cases = std::mem::take(&mut subject.cases).into_iter();
        subject.interesting.clear();
        if let Some(first) = cases.next() {
            taken.extend(first.branches.iter().copied());
            chosen.push(first);
        }
        rest.push(cases.collect());
    }
    for cases in &mut rest {
        let (new, old): (Vec<_>, Vec<_>) = std::mem::take(cases).into_iter().partition(|case| {
            let is_new = case.branches.iter().any(|branch| !taken.contains(branch));
            if is_new {
                taken.extend(case.branches.iter().copied());
            }
            is_new
        });
        chosen.extend(new);
        *cases = old;
    }
    // One of each function in turn, the last found first: they are the rarest.
    while chosen.len() < count {
        let before = chosen.len();
        chosen.extend(rest.iter_mut().filter_map(Vec::pop));
        if chosen.len() == before {
            break;
        }
    }
    chosen.truncate(count.max(subjects.len()));
    chosen
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
        if constant && !subject.seen.is_empty() {
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
        for feature in &best.features {
            *subject.seen.entry(feature.clone()).or_default() += 1;
        }
        subject.cases.push(best);
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
                self.generator.mutate(&subject.types, &base.case.arguments)
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
