//! Schemas, and policies to validate against them.

use super::pick;
use fastrand::Rng;
use std::fmt::Write;

/// A schema of `entity_types` entity types and `actions` actions: a tenth of the
/// types are groups, the actions are in ten groups, and each applies to four
/// types of principal and four of resource.
pub fn schema(seed: u64, entity_types: usize, actions: usize) -> String {
    let random = &mut Rng::with_seed(seed);
    let mut text = String::from(
        "type Address = { street: String, city: String, zip?: String };\n\
         type Audit = { by: T0, at: datetime, note?: String };\n",
    );
    let groups = (entity_types / 10).max(1);
    for i in 0..entity_types {
        let parent = format!("T{}", random.usize(..groups));
        let other = random.usize(..entity_types);
        let _ = writeln!(
            text,
            "entity T{i} in [{parent}] {{ name: String, level: Long, active: Bool, owner: T{other}, \
             labels: Set<String>, address?: Address, audit: Audit, network?: ipaddr, \
             price?: decimal }} tags String;"
        );
    }
    for i in 0..10 {
        let _ = writeln!(text, "action group{i};");
    }
    for i in 0..actions.saturating_sub(10) {
        let mut types = || -> String {
            let chosen: Vec<String> = (0..4)
                .map(|_| format!("T{}", random.usize(..entity_types)))
                .collect();
            chosen.join(", ")
        };
        let (principals, resources) = (types(), types());
        let _ = writeln!(
            text,
            "action action{i} in [group{}] appliesTo {{ principal: [{principals}], \
             resource: [{resources}], context: {{ hour: Long, mfa?: Bool, source: ipaddr, \
             target: T{} }} }};",
            i % 10,
            random.usize(..entity_types)
        );
    }
    text
}

/// `n` policies for [`schema`], most of which pass: for one action, for a group
/// of actions, for types, for all requests.
pub fn policies(seed: u64, n: usize, entity_types: usize, actions: usize) -> String {
    let random = &mut Rng::with_seed(seed);
    let mut text = String::new();
    for _ in 0..n {
        let action = random.usize(..actions.saturating_sub(10).max(1));
        let (a, b) = (random.usize(..entity_types), random.u16(..));
        let scope = match random.u8(..10) {
            0..6 => format!("principal, action == Action::\"action{action}\", resource"),
            6 => format!(
                "principal in T{}::\"g{b}\", action == Action::\"action{action}\", resource",
                a % 5
            ),
            7 => format!(
                "principal, action in Action::\"group{}\", resource",
                action % 10
            ),
            8 => format!("principal is T{a}, action, resource"),
            _ => format!("principal, action, resource == T{a}::\"x{b}\""),
        };
        let condition = pick(
            random,
            &[
                "resource.owner.name == principal.name && context.hour >= 8 && context.hour < 18",
                "principal has address && principal.address.city like \"Spring*\"",
                "resource.labels.containsAny([\"red\", \"green\"]) || principal.level > resource.level + 2",
                "context.source.isInRange(ip(\"10.0.0.0/8\")) && context has mfa && context.mfa",
                "if principal.active then resource.audit.at < datetime(\"2025-01-01\") else false",
                "principal.hasTag(\"team\") && resource.hasTag(\"team\") \
                 && principal.getTag(\"team\") == resource.getTag(\"team\")",
                "resource has price && resource.price.lessThan(decimal(\"10.5\")) \
                 && !(context.target.level == 3)",
                "principal.level == resource.name",
            ],
        );
        let _ = writeln!(text, "permit ({scope}) when {{ {condition} }};");
    }
    text
}

/// A schema with one action for `types` types of principal and as many of
/// resource, so that it has `types * types` kinds of request, and 100 policies:
/// each reads one attribute of the principal, for one type of it.
pub fn many_environments(types: usize) -> (String, String) {
    let names: Vec<String> = (0..types).map(|i| format!("T{i}")).collect();
    let mut schema = String::new();
    for name in &names {
        let _ = writeln!(schema, "entity {name} {{ level: Long }};");
    }
    let all = names.join(", ");
    let _ = writeln!(
        schema,
        "action act appliesTo {{ principal: [{all}], resource: [{all}] }};"
    );
    let mut policies = String::new();
    for i in 0..100 {
        let _ = writeln!(
            policies,
            "permit (principal is T{}, action, resource) when {{ principal.level == {i} }};",
            i % types
        );
    }
    (schema, policies)
}
