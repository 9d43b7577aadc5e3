//! Documents and folders. See `workloads::gdrive`.

use super::interned::{Ids, Interned};
use super::{Native, Verdict};
use crate::workloads::{RequestText, Workload};
use std::hash::{BuildHasher, RandomState};

/// The application with its data.
pub struct Gdrive<S = RandomState> {
    entities: Interned,
    users: Ids<S>,
    documents: Ids<S>,
    folders: Ids<S>,
    /// By number; `None` for what is no file.
    files: Vec<Option<File>>,
}

#[derive(Clone)]
struct File {
    owner: u32,
    viewers: u32,
    is_public: bool,
    is_suspended: bool,
}

impl<S: BuildHasher + Default> Native for Gdrive<S> {
    fn load(workload: &Workload) -> Self {
        let entities = Interned::new(&workload.entities);
        let mut files = vec![None; 2 * workload.entities.len()];
        for entity in &workload.entities {
            let attributes = &entity.attributes;
            if let Some(owner) = attributes.get("owner") {
                files[entities.number(&entity.uid) as usize] = Some(File {
                    owner: entities.referred(owner),
                    viewers: entities.referred(&attributes["viewers"]),
                    is_public: attributes["isPublic"] == true,
                    is_suspended: attributes
                        .get("suspended")
                        .is_some_and(|value| value == true),
                });
            }
        }
        Gdrive {
            users: entities.of_type("User"),
            documents: entities.of_type("Document"),
            folders: entities.of_type("Folder"),
            entities,
            files,
        }
    }

    fn decide(&self, request: &RequestText) -> Verdict {
        let mut verdict = Verdict::default();
        let is_document = request.resource.entity_type == "Document";
        let ids = match is_document {
            true => &self.documents,
            false => &self.folders,
        };
        let user = self.users.get(&request.principal.id);
        let file = ids
            .get(&request.resource.id)
            .and_then(|number| self.files[*number as usize].as_ref());
        let (Some(user), Some(file)) = (user, file) else {
            return verdict;
        };
        let is_owner = file.owner == *user;
        let views = || self.entities.is_in(*user, file.viewers);
        match request.action {
            "View" => {
                verdict.permit_if(0, is_owner);
                verdict.permit_if(1, views());
                verdict.permit_if(2, is_document && file.is_public);
            }
            "ChangeOwner" => verdict.permit_if(0, is_owner),
            "CreateFile" => verdict.permit_if(3, !is_document && (is_owner || views())),
            _ => {}
        }
        verdict.forbid_if(4, file.is_suspended);
        verdict
    }
}
