//! Repositories. See `workloads::github`.

use super::interned::{Ids, Interned};
use super::{Native, Verdict};
use crate::workloads::{RequestText, Workload};
use std::hash::{BuildHasher, RandomState};

/// The application with its data.
pub struct Github<S = RandomState> {
    entities: Interned,
    users: Ids<S>,
    repositories: Ids<S>,
    issues: Ids<S>,
    /// By number; `None` for what is neither.
    subjects: Vec<Option<Subject>>,
}

#[derive(Clone)]
enum Subject {
    Repository(Groups),
    Issue { repository: u32, reporter: u32 },
}

#[derive(Clone)]
struct Groups {
    readers: u32,
    triagers: u32,
    writers: u32,
    maintainers: u32,
    admins: u32,
}

impl<S: BuildHasher + Default> Native for Github<S> {
    fn load(workload: &Workload) -> Self {
        let entities = Interned::new(&workload.entities);
        let mut subjects = vec![None; 2 * workload.entities.len()];
        for entity in &workload.entities {
            let referred = |name: &str| entities.referred(&entity.attributes[name]);
            subjects[entities.number(&entity.uid) as usize] = match entity.uid.entity_type {
                "Repository" => Some(Subject::Repository(Groups {
                    readers: referred("readers"),
                    triagers: referred("triagers"),
                    writers: referred("writers"),
                    maintainers: referred("maintainers"),
                    admins: referred("admins"),
                })),
                "Issue" => Some(Subject::Issue {
                    repository: referred("repository"),
                    reporter: referred("reporter"),
                }),
                _ => None,
            };
        }
        Github {
            users: entities.of_type("User"),
            repositories: entities.of_type("Repository"),
            issues: entities.of_type("Issue"),
            entities,
            subjects,
        }
    }

    fn decide(&self, request: &RequestText) -> Verdict {
        let mut verdict = Verdict::default();
        let ids = match request.resource.entity_type {
            "Issue" => &self.issues,
            _ => &self.repositories,
        };
        let (Some(user), Some(subject)) = (
            self.users.get(&request.principal.id),
            ids.get(&request.resource.id),
        ) else {
            return verdict;
        };
        let is_in = |group| self.entities.is_in(*user, group);
        match &self.subjects[*subject as usize] {
            Some(Subject::Repository(groups)) => match request.action {
                "Pull" | "Fork" => verdict.permit_if(0, is_in(groups.readers)),
                "Push" => verdict.permit_if(2, is_in(groups.writers)),
                "AddReader" | "AddWriter" => verdict.permit_if(6, is_in(groups.admins)),
                "DeleteRepository" => {
                    let is_confirmed = request.context["confirmed"] == true;
                    verdict.permit_if(7, is_in(groups.admins) && is_confirmed);
                }
                _ => {}
            },
            Some(Subject::Issue {
                repository,
                reporter,
            }) => {
                let Some(Subject::Repository(groups)) = &self.subjects[*repository as usize] else {
                    return verdict;
                };
                match request.action {
                    "Triage" => verdict.permit_if(1, is_in(groups.triagers)),
                    "EditIssue" => {
                        verdict.permit_if(3, is_in(groups.writers));
                        verdict.permit_if(4, reporter == user && is_in(groups.readers));
                    }
                    "DeleteIssue" => verdict.permit_if(5, is_in(groups.maintainers)),
                    _ => {}
                }
            }
            None => {}
        }
        verdict
    }
}
