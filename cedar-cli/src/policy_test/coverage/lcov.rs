//! Coverage in the format of `lcov`, which code hosts and editors read.
//!
//! A policy is a function that is hit when it is satisfied; a part is a block
//! whose branches are its outcomes, true first. A line is hit as often as the
//! part that starts in it and is evaluated most.

use crate::input::Source;
use cedar_core::coverage::{Coverage, Goal, Point, PointKind};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The report. Policies that were not read from text have no lines and are left out.
pub(crate) fn lcov(coverage: &Coverage, source: &Source) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, coverage, source);
    text
}

fn write_report(text: &mut String, coverage: &Coverage, source: &Source) -> std::fmt::Result {
    let line = |point: &Point| {
        let range = point.span.range()?;
        Some(source.line_and_column(range.start).0)
    };
    let mut functions = Vec::new();
    let mut branches = Vec::new();
    let mut lines: BTreeMap<usize, u64> = BTreeMap::new();
    for policy in coverage.policies() {
        for point in policy.points() {
            let Some(line) = line(point) else {
                continue;
            };
            let outcomes = point.outcomes;
            let hits = lines.entry(line).or_default();
            *hits = (*hits).max(outcomes.total());
            if point.kind == PointKind::Policy {
                functions.push((line, name(policy.id().as_str()), outcomes.is_true));
            }
            let counts = match point.goal {
                Goal::TrueAndFalse => vec![outcomes.is_true, outcomes.is_false],
                Goal::Reached => vec![outcomes.is_true + outcomes.is_false],
            };
            branches.push((line, outcomes.total() > 0, counts));
        }
    }
    writeln!(text, "TN:")?;
    writeln!(text, "SF:{}", source.name())?;
    for (line, name, _) in &functions {
        writeln!(text, "FN:{line},{name}")?;
    }
    for (_, name, hits) in &functions {
        writeln!(text, "FNDA:{hits},{name}")?;
    }
    writeln!(text, "FNF:{}", functions.len())?;
    writeln!(text, "FNH:{}", functions.iter().filter(|f| f.2 > 0).count())?;
    write_branches(text, &branches)?;
    for (line, hits) in &lines {
        writeln!(text, "DA:{line},{hits}")?;
    }
    writeln!(text, "LF:{}", lines.len())?;
    writeln!(
        text,
        "LH:{}",
        lines.values().filter(|hits| **hits > 0).count()
    )?;
    writeln!(text, "end_of_record")
}

fn write_branches(text: &mut String, branches: &[(usize, bool, Vec<u64>)]) -> std::fmt::Result {
    let (mut found, mut hit) = (0, 0);
    for (block, (line, is_reached, counts)) in branches.iter().enumerate() {
        for (branch, count) in counts.iter().enumerate() {
            found += 1;
            hit += usize::from(*count > 0);
            match is_reached {
                true => writeln!(text, "BRDA:{line},{block},{branch},{count}")?,
                false => writeln!(text, "BRDA:{line},{block},{branch},-")?,
            }
        }
    }
    writeln!(text, "BRF:{found}")?;
    writeln!(text, "BRH:{hit}")
}

/// The id in one line.
fn name(id: &str) -> String {
    id.escape_debug().to_string()
}
