//! The table, and the generated part of `README.md`.

use crate::command;
use crate::figures::{Figure, Goal, Group, Plan};
use crate::measure::Outcome;
use crate::plot;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

const BEGIN: &str = "<!-- generated: begin -->";
const END: &str = "<!-- generated: end -->";

/// A figure as a line for a terminal.
pub fn line(figure: &Figure) -> String {
    let name = format!("{}: {}", figure.group.name(), figure.name);
    match &figure.result {
        Err(reason) => format!("{name:<60} {reason}"),
        Ok(outcome) => format!(
            "{name:<60} {:>10} {:>10} {:>10} (goal {}){}",
            quantity(figure.group, outcome.ours),
            quantity(figure.group, outcome.theirs),
            ratio(outcome.ratio),
            goal(figure),
            if figure.goal.is_met(outcome) {
                ""
            } else {
                " MISSED"
            },
        ),
    }
}

/// Replaces the generated part of `README.md`, and the plots.
///
/// # Errors
/// When a file cannot be read or written, or `README.md` has no such part.
pub fn write(plan: &Plan, figures: &[Figure], duration: Duration) -> io::Result<PathBuf> {
    let folder = command::root().join("bench");
    let path = folder.join("README.md");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or_else(no_markers)?;
    let (_, after) = rest.split_once(END).ok_or_else(no_markers)?;
    let generated = generated(plan, figures, duration);
    plot::write(&folder.join("plots"), figures)?;
    fs::write(&path, format!("{before}{BEGIN}\n{generated}{END}{after}"))?;
    Ok(path)
}

fn no_markers() -> io::Error {
    io::Error::other(format!("README.md lacks `{BEGIN}` or `{END}`"))
}

fn generated(plan: &Plan, figures: &[Figure], duration: Duration) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = setting(&mut text, plan, duration);
    let _ = misses(&mut text, figures);
    for group in Group::ALL {
        let figures: Vec<&Figure> = figures.iter().filter(|f| f.group == group).collect();
        if !figures.is_empty() {
            let _ = table(&mut text, group, &figures);
        }
    }
    text
}

fn setting(text: &mut String, plan: &Plan, duration: Duration) -> std::fmt::Result {
    writeln!(text, "\n| | |\n|---|---|")?;
    writeln!(text, "| machine | {} |", machine())?;
    writeln!(
        text,
        "| versions | this project at {}, `cedar-policy` {}, {}, {} |",
        said_by(
            "git",
            &["describe", "--always", "--dirty", "--exclude", "*"]
        ),
        cedar_policy::get_sdk_version(),
        command::official_version().unwrap_or_else(|| "no official command".to_owned()),
        said_by("rustc", &["--version"]),
    )?;
    writeln!(
        text,
        "| command | `cargo run --release -p bench -- --rounds {} --seed {}`, {} minutes |",
        plan.effort.rounds,
        plan.seed,
        duration.as_secs().div_ceil(60)
    )?;
    for (name, title) in plot::PLOTS {
        writeln!(text, "\n![{title}](plots/{name}.svg)")?;
    }
    Ok(())
}

fn misses(text: &mut String, figures: &[Figure]) -> std::fmt::Result {
    let with_goal = |figure: &&Figure| figure.goal != Goal::None;
    let met = |figure: &&Figure| {
        let outcome = figure.result.as_ref();
        outcome.is_ok_and(|outcome| figure.goal.is_met(outcome))
    };
    let all = figures.iter().filter(with_goal).count();
    let reached = figures.iter().filter(with_goal).filter(met).count();
    writeln!(text, "\n{reached} of {all} goals are met.")
}

fn table(text: &mut String, group: Group, figures: &[&Figure]) -> std::fmt::Result {
    let (ours, theirs) = columns(group);
    writeln!(text, "\n### {}\n", title(group))?;
    writeln!(text, "| | {ours} | {theirs} | ratio | range | goal | |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|---|")?;
    for figure in figures {
        match &figure.result {
            Err(reason) => writeln!(text, "| {} | | | | | | {reason} |", figure.name)?,
            Ok(outcome) => writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                figure.name,
                quantity(group, outcome.ours),
                quantity(group, outcome.theirs),
                ratio(outcome.ratio),
                range(outcome),
                goal(figure),
                match figure.goal {
                    Goal::None => "",
                    goal if goal.is_met(outcome) => "met",
                    _ => "**missed**",
                },
            )?,
        }
    }
    Ok(())
}

fn goal(figure: &Figure) -> String {
    match figure.goal {
        Goal::Ratio(value) => ratio(value),
        Goal::AtMost(value) => format!("{} at most", quantity(figure.group, value)),
        Goal::None => String::new(),
    }
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Load => "Loading",
        Group::Validate => "Reading schemas and validating policies",
        Group::Command => "The command, from start to exit",
        Group::PeakMemory => "The most memory in use while loading",
        Group::Memory => "Memory in use after loading, for each part",
        Group::Allocated => "Bytes allocated for a decision",
        Group::Decide => "Deciding a request",
        Group::Worst => "Deciding a request, worst cases",
        Group::Together => "Reading the entities for each request, deciding, forgetting",
        Group::Update => "Changing what is loaded",
        Group::Native => "Deciding a request, beside a hand-written function",
        Group::FastestNative => {
            "Deciding a request, beside the same function with the fastest hash"
        }
        Group::Flat => "Deciding a request among many policies, beside among few",
        Group::Threads => "Time for a decision on two threads, beside on one",
        Group::Shadow => "Time for a decision when the model checks some, beside when it does not",
    }
}

fn columns(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::Native | Group::FastestNative => ("ours", "hand-written"),
        Group::Flat => ("among many", "among few"),
        Group::Threads => ("two threads", "one thread"),
        Group::Shadow => ("checked", "unchecked"),
        _ => ("ours", "`cedar-policy`"),
    }
}

/// A time in nanoseconds with its unit.
pub fn time(nanoseconds: f64) -> String {
    quantity(Group::Decide, nanoseconds)
}

fn quantity(group: Group, value: f64) -> String {
    let steps: &[(f64, &str)] = match group {
        Group::PeakMemory | Group::Memory | Group::Allocated => {
            &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")]
        }
        _ => &[(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")],
    };
    let smallest = &steps[steps.len() - 1];
    let (unit, name) = steps
        .iter()
        .find(|(unit, _)| value >= *unit)
        .unwrap_or(smallest);
    format!("{} {name}", three_digits(value / unit))
}

fn ratio(value: f64) -> String {
    if value.is_infinite() {
        return "∞".to_owned();
    }
    format!("{}×", three_digits(value))
}

fn range(outcome: &Outcome) -> String {
    let (low, high) = outcome.range;
    // One exact measurement.
    if low == high {
        return String::new();
    }
    format!("{}–{}", three_digits(low), three_digits(high))
}

fn three_digits(value: f64) -> String {
    match value {
        1000.0.. => crate::workloads::grouped(value.round() as usize),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn machine() -> String {
    let field = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    let kilobytes = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    format!(
        "{}, {} threads, {} of memory, {} {}",
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned()),
        std::thread::available_parallelism().map_or(1, usize::from),
        kilobytes.map_or("unknown size".to_owned(), |kb| quantity(
            Group::Memory,
            kb * 1024.0
        )),
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

fn said_by(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .current_dir(command::root())
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_else(|_| format!("unknown {program}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_three_digits() {
        for (value, expected) in [
            (0.5, "0.50 ns"),
            (12.34, "12.3 ns"),
            (999.0, "999 ns"),
            (1234.0, "1.23 µs"),
            (45_678_900.0, "45.7 ms"),
            (12e12, "12,000 s"),
        ] {
            assert_eq!(quantity(Group::Load, value), expected);
        }
        assert_eq!(quantity(Group::Memory, 2_500_000.0), "2.50 MB");
    }
}
