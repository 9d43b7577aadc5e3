//! Lists of tasks. See `workloads::tinytodo`.

use super::interned::{Ids, Interned};
use super::{Native, Verdict};
use crate::workloads::{RequestText, Uid, Workload};
use std::hash::{BuildHasher, RandomState};

/// The application with its data.
pub struct TinyTodo<S = RandomState> {
    entities: Interned,
    users: Ids<S>,
    lists: Ids<S>,
    barred_team: u32,
    /// By number; `None` for what is no list.
    contents: Vec<Option<List>>,
}

#[derive(Clone)]
struct List {
    owner: u32,
    readers: u32,
    editors: u32,
}

impl<S: BuildHasher + Default> Native for TinyTodo<S> {
    fn load(workload: &Workload) -> Self {
        let entities = Interned::new(&workload.entities);
        let mut contents = vec![None; 2 * workload.entities.len()];
        for entity in &workload.entities {
            let attributes = &entity.attributes;
            if let Some(owner) = attributes.get("owner") {
                contents[entities.number(&entity.uid) as usize] = Some(List {
                    owner: entities.referred(owner),
                    readers: entities.referred(&attributes["readers"]),
                    editors: entities.referred(&attributes["editors"]),
                });
            }
        }
        TinyTodo {
            users: entities.of_type("User"),
            lists: entities.of_type("List"),
            barred_team: entities.number(&Uid::new("Team", "team0")),
            entities,
            contents,
        }
    }

    fn decide(&self, request: &RequestText) -> Verdict {
        let mut verdict = Verdict::default();
        let Some(user) = self.users.get(&request.principal.id) else {
            return verdict;
        };
        if request.resource.entity_type == "Application" {
            let is_create = request.action == "CreateList";
            verdict.permit_if(0, is_create || request.action == "GetLists");
            verdict.forbid_if(4, is_create && self.entities.is_in(*user, self.barred_team));
            return verdict;
        }
        let list = self
            .lists
            .get(&request.resource.id)
            .and_then(|number| self.contents[*number as usize].as_ref());
        let Some(list) = list else {
            return verdict;
        };
        verdict.permit_if(1, list.owner == *user);
        let is_in = |team| self.entities.is_in(*user, team);
        match request.action {
            "GetList" => verdict.permit_if(2, is_in(list.readers) || is_in(list.editors)),
            "UpdateList" | "CreateTask" | "UpdateTask" | "DeleteTask" => {
                verdict.permit_if(3, is_in(list.editors));
            }
            _ => {}
        }
        verdict
    }
}
