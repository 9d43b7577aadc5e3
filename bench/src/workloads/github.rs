//! Repositories of organisations; what a user may do follows from nested groups.

use super::{EntityText, REQUESTS, RequestText, Uid, Workload, pick};
use fastrand::Rng;
use serde_json::json;

const POLICIES: &str = r#"
permit (principal, action in [Action::"Pull", Action::"Fork"], resource is Repository)
when { principal in resource.readers };

permit (principal, action == Action::"Triage", resource is Issue)
when { principal in resource.repository.triagers };

permit (principal, action == Action::"Push", resource is Repository)
when { principal in resource.writers };

permit (principal, action == Action::"EditIssue", resource is Issue)
when { principal in resource.repository.writers };

permit (principal, action == Action::"EditIssue", resource is Issue)
when { principal == resource.reporter && principal in resource.repository.readers };

permit (principal, action == Action::"DeleteIssue", resource is Issue)
when { principal in resource.repository.maintainers };

permit (principal, action in [Action::"AddReader", Action::"AddWriter"], resource is Repository)
when { principal in resource.admins };

permit (principal, action == Action::"DeleteRepository", resource is Repository)
when { principal in resource.admins && context.confirmed };
"#;

/// From the least to the most powerful; a member of one is one of all before.
const RANKS: [&str; 5] = ["readers", "triagers", "writers", "maintainers", "admins"];

const ACTIONS: [(&str, &str); 8] = [
    ("Pull", "Repository"),
    ("Fork", "Repository"),
    ("Push", "Repository"),
    ("AddReader", "Repository"),
    ("DeleteRepository", "Repository"),
    ("Triage", "Issue"),
    ("EditIssue", "Issue"),
    ("DeleteIssue", "Issue"),
];

/// `n` each of users, teams, organisations, repositories and issues, five
/// groups for each repository and two for each organisation.
pub fn workload(seed: u64, n: usize) -> Workload {
    let random = &mut Rng::with_seed(seed);
    let mut entities = Vec::with_capacity(12 * n);
    for i in 0..n {
        let members = Uid::new("Group", format!("org{i}-members"));
        let owners = Uid::new("Group", format!("org{i}-owners"));
        entities.push(EntityText::new(
            Uid::new("Organization", format!("org{i}")),
            json!({"members": members.reference(), "owners": owners.reference()}),
            vec![],
        ));
        entities.push(EntityText::new(
            members.clone(),
            json!({}),
            vec![rank(random.usize(..n), "readers")],
        ));
        entities.push(EntityText::new(
            owners,
            json!({}),
            vec![members, rank(random.usize(..n), "admins")],
        ));
        add_repository(&mut entities, random, n, i);
        entities.push(EntityText::new(
            Uid::new("Issue", format!("issue{i}")),
            json!({
                "repository": Uid::new("Repository", format!("repo{i}")).reference(),
                "reporter": user(random.usize(..n)).reference(),
            }),
            vec![],
        ));
        let mut team_parents = vec![any_rank(random, n)];
        if i > 0 {
            team_parents.push(team(random.usize(..i)));
        }
        entities.push(EntityText::new(team(i), json!({}), team_parents));
        let organization = random.usize(..n);
        entities.push(EntityText::new(
            user(i),
            json!({"name": format!("User {i}")}),
            vec![
                team(random.usize(..n)),
                any_rank(random, n),
                Uid::new("Group", format!("org{organization}-members")),
            ],
        ));
    }
    Workload {
        policies: POLICIES.to_owned(),
        links: Vec::new(),
        requests: requests(random, n, &entities),
        entities,
    }
}

fn add_repository(entities: &mut Vec<EntityText>, random: &mut Rng, n: usize, i: usize) {
    for (index, name) in RANKS.iter().enumerate() {
        let below = index.checked_sub(1).map(|below| rank(i, RANKS[below]));
        entities.push(EntityText::new(
            rank(i, name),
            json!({}),
            below.into_iter().collect(),
        ));
    }
    let mut attributes = json!({});
    for name in RANKS {
        attributes[name] = rank(i, name).reference();
    }
    let organization = random.usize(..n);
    entities.push(EntityText::new(
        Uid::new("Repository", format!("repo{i}")),
        attributes,
        vec![Uid::new("Organization", format!("org{organization}"))],
    ));
}

/// Half of the users ask about a repository in one of whose groups they are.
fn requests(random: &mut Rng, n: usize, entities: &[EntityText]) -> Vec<RequestText> {
    let users: Vec<&EntityText> = entities
        .iter()
        .filter(|entity| entity.uid.entity_type == "User")
        .collect();
    (0..REQUESTS)
        .map(|_| {
            let user = pick(random, &users);
            let (action, resource_type) = *pick(random, &ACTIONS);
            let index = match random.bool() {
                true => repository_of(&user.parents[1]),
                false => random.usize(..n),
            };
            let prefix = if resource_type == "Issue" {
                "issue"
            } else {
                "repo"
            };
            RequestText {
                principal: user.uid.clone(),
                action,
                resource: Uid::new(resource_type, format!("{prefix}{index}")),
                context: json!({"confirmed": random.bool()}),
            }
        })
        .collect()
}

/// The repository of a group such as `repo17-readers`.
fn repository_of(group: &Uid) -> usize {
    let digits = group.id.chars().filter(char::is_ascii_digit);
    digits
        .collect::<String>()
        .parse()
        .expect("a group has an index")
}

fn user(index: usize) -> Uid {
    Uid::new("User", format!("user{index}"))
}

fn team(index: usize) -> Uid {
    Uid::new("Team", format!("team{index}"))
}

fn rank(repository: usize, name: &str) -> Uid {
    Uid::new("Group", format!("repo{repository}-{name}"))
}

fn any_rank(random: &mut Rng, n: usize) -> Uid {
    let name = *pick(random, &RANKS);
    rank(random.usize(..n), name)
}
