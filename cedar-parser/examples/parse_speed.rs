//! Times the parser: `cargo run --release -p cedar-parser --example parse_speed [POLICIES]`.

use std::fmt::Write;
use std::time::Instant;

fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(10_000);
    let mut text = String::new();
    for i in 0..count {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "permit(principal in Group::\"t{i}\", action in [Action::\"a\", Action::\"b\"], \
             resource in Tenant::\"t{i}\")\nwhen {{ resource.owner == principal && context.mfa == true }};"
        );
    }
    let bytes = text.len();
    for _ in 0..5 {
        let start = Instant::now();
        let parsed = cedar_parser::parse_policies(&text);
        let parsing = start.elapsed();
        let policies = parsed.map_or(0, |policies| policies.len());
        let start = Instant::now();
        let set = cedar_parser::parse_policy_set(&text);
        let loading = start.elapsed();
        println!(
            "{policies} policies, {bytes} bytes: {:.2} µs per policy, {:.2} µs into a set of {}",
            parsing.as_secs_f64() * 1e6 / count as f64,
            loading.as_secs_f64() * 1e6 / count as f64,
            set.map_or(0, |set| set.policies().len()),
        );
    }
}
