//! The table, and the generated part of `README.md`.

use crate::command;
use crate::figures::{Figure, Group, Plan};
use crate::measure::Outcome;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;
use std::{fs, io};

const BEGIN: &str = "<!-- generated: begin -->";
const END: &str = "<!-- generated: end -->";

/// A figure as a line for a terminal.
pub fn line(figure: &Figure) -> String {
    let name = format!("{}: {}", figure.group.name(), figure.name);
    match &figure.result {
        Err(reason) => format!("{name:<56} {reason}"),
        Ok(outcome) => format!(
            "{name:<56} {:>10} {:>10} {:>10} (goal {}){}",
            quantity(figure.group, outcome.ours),
            quantity(figure.group, outcome.theirs),
            ratio(outcome.ratio),
            ratio(figure.goal),
            if outcome.ratio < figure.goal {
                " MISSED"
            } else {
                ""
            },
        ),
    }
}

/// Replaces the generated part of `README.md`.
///
/// # Errors
/// When the file cannot be read or written, or has no such part.
pub fn write(plan: &Plan, figures: &[Figure]) -> io::Result<PathBuf> {
    let path = command::root().join("bench/README.md");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or_else(no_markers)?;
    let (_, after) = rest.split_once(END).ok_or_else(no_markers)?;
    let generated = generated(plan, figures);
    fs::write(&path, format!("{before}{BEGIN}\n{generated}{END}{after}"))?;
    Ok(path)
}

fn no_markers() -> io::Error {
    io::Error::other(format!("README.md lacks `{BEGIN}` or `{END}`"))
}

fn generated(plan: &Plan, figures: &[Figure]) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = setting(&mut text, plan);
    for group in Group::ALL {
        let figures: Vec<&Figure> = figures.iter().filter(|f| f.group == group).collect();
        if !figures.is_empty() {
            let _ = table(&mut text, group, &figures);
        }
    }
    text
}

fn setting(text: &mut String, plan: &Plan) -> std::fmt::Result {
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
        "| command | `cargo run --release -p bench -- --rounds {} --seed {}` |",
        plan.effort.rounds, plan.seed
    )
}

fn table(text: &mut String, group: Group, figures: &[&Figure]) -> std::fmt::Result {
    writeln!(text, "\n### {}\n", title(group))?;
    writeln!(text, "| | ours | `cedar-policy` | ratio | range | goal | |")?;
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
                ratio(figure.goal),
                if outcome.ratio < figure.goal {
                    "**missed**"
                } else {
                    "met"
                },
            )?,
        }
    }
    Ok(())
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Load => "Loading",
        Group::Command => "The command, from start to exit",
        Group::PeakMemory => "The most memory in use while loading",
        Group::Memory => "Memory in use after loading, for each part",
        Group::Decide => "Deciding a request",
    }
}

fn quantity(group: Group, value: f64) -> String {
    let steps: &[(f64, &str)] = match group {
        Group::Load | Group::Command | Group::Decide => {
            &[(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")]
        }
        Group::PeakMemory | Group::Memory => &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")],
    };
    let smallest = &steps[steps.len() - 1];
    let (unit, name) = steps
        .iter()
        .find(|(unit, _)| value >= *unit)
        .unwrap_or(smallest);
    format!("{} {name}", three_digits(value / unit))
}

fn ratio(value: f64) -> String {
    format!("{}×", three_digits(value))
}

fn range(outcome: &Outcome) -> String {
    let (low, high) = outcome.range;
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
