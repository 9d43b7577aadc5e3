//! Changes of what an engine has loaded.

/// A change that leaves as many policies and entities as before, or one entity
/// more. Changes are numbered, so that each differs from the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// An entity that was not there.
    AddEntity,
    /// Another entity of the same uid, with another parent.
    ReplaceEntity,
    /// Another group of the same uid, which all entities are in.
    ReplaceGroup,
    /// A policy that was not there, which goes away again.
    AddAndRemovePolicy,
    /// A link that was not there, which goes away again.
    LinkAndUnlink,
}

impl Change {
    /// The uid of the entity that comes, its type first; for a link, that of
    /// the principal.
    pub(super) fn uid(self, index: usize) -> (&'static str, String) {
        match self {
            Change::AddEntity => ("User", format!("new{index}")),
            Change::ReplaceGroup => ("Group", "all".to_owned()),
            _ => ("User", "user0".to_owned()),
        }
    }

    /// The id of the entity's parent, a group.
    pub(super) fn parent(self, index: usize) -> Option<String> {
        match self {
            Change::ReplaceGroup => None,
            _ => Some(format!("group{}", index % 100)),
        }
    }
}

/// The policy of [`Change::AddAndRemovePolicy`].
pub(super) const POLICY: &str = r#"
permit (principal in Group::"tenant1", action == Action::"Read", resource in Tenant::"tenant1")
when { resource.level < 5 };
"#;

/// The id of what comes and goes.
pub(super) const NEW_ID: &str = "new";

/// The id of the template of [`Change::LinkAndUnlink`].
pub(super) const TEMPLATE_ID: &str = "policy10000";
