//! Questions that applications ask a schema, by name.

use super::schema::{Action, ActionId, EntityTypeId, Schema};
use crate::validation::RequestEnvironment;
use cedar_core::{EntityTypeName, EntityUid};
use std::collections::BTreeSet;

impl Schema {
    /// The types that some action takes as its principal, each once.
    pub fn principals(&self) -> impl Iterator<Item = &EntityTypeName> {
        self.names_of(self.actions().map(Action::principals))
    }

    /// The types that some action takes as its resource, each once.
    pub fn resources(&self) -> impl Iterator<Item = &EntityTypeName> {
        self.names_of(self.actions().map(Action::resources))
    }

    /// The types of the principal for an action; `None` if it is not declared.
    pub fn principals_for_action<'s>(
        &'s self,
        action: &EntityUid,
    ) -> Option<impl Iterator<Item = &'s EntityTypeName> + use<'s>> {
        let action = self.action(self.action_id(action)?);
        Some(self.names_of([action.principals()]))
    }

    /// The types of the resource for an action; `None` if it is not declared.
    pub fn resources_for_action<'s>(
        &'s self,
        action: &EntityUid,
    ) -> Option<impl Iterator<Item = &'s EntityTypeName> + use<'s>> {
        let action = self.action(self.action_id(action)?);
        Some(self.names_of([action.resources()]))
    }

    /// The actions that apply to a principal and a resource of these types.
    pub fn actions_for_principal_and_resource<'s>(
        &'s self,
        principal: &EntityTypeName,
        resource: &EntityTypeName,
    ) -> impl Iterator<Item = &'s EntityUid> + use<'s> {
        let types = self
            .entity_type_id(principal)
            .zip(self.entity_type_id(resource));
        self.actions()
            .filter(move |action| {
                types.is_some_and(|(principal, resource)| {
                    action.principals().contains(&principal)
                        && action.resources().contains(&resource)
                })
            })
            .map(Action::uid)
    }

    /// The kinds of request there can be: for each action all combinations of
    /// its principals and resources.
    pub fn request_environments(&self) -> impl Iterator<Item = RequestEnvironment> {
        self.actions().flat_map(move |action| {
            action.principals().iter().flat_map(move |principal| {
                action
                    .resources()
                    .iter()
                    .map(move |resource| RequestEnvironment {
                        principal_type: self.entity_type(*principal).name().clone(),
                        action: action.uid().clone(),
                        resource_type: self.entity_type(*resource).name().clone(),
                    })
            })
        })
    }

    /// The types that an entity of a type can have as ancestors; `None` if the
    /// type is not declared.
    pub fn ancestors<'s>(
        &'s self,
        entity_type: &EntityTypeName,
    ) -> Option<impl Iterator<Item = &'s EntityTypeName> + use<'s>> {
        let ancestors = self.ancestor_types(self.entity_type_id(entity_type)?);
        Some(ancestors.map(|id| self.entity_type(id).name()))
    }

    /// The actions that some action is in.
    pub fn action_groups(&self) -> impl Iterator<Item = &EntityUid> {
        let groups: BTreeSet<ActionId> = self
            .actions()
            .flat_map(|action| action.parents().iter().copied())
            .collect();
        groups.into_iter().map(|id| self.action(id).uid())
    }

    fn names_of<'a>(
        &'a self,
        ids: impl IntoIterator<Item = impl IntoIterator<Item = &'a EntityTypeId>>,
    ) -> impl Iterator<Item = &'a EntityTypeName> {
        let ids: BTreeSet<EntityTypeId> = ids.into_iter().flatten().copied().collect();
        ids.into_iter().map(|id| self.entity_type(id).name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let schema = Schema::from_cedar_text(
            "entity A in B; entity B in C; entity C, D;
             action g; action a in g appliesTo { principal: [A, B], resource: C };
             action b appliesTo { principal: [A, A], resource: [C, D, C] };",
        )
        .unwrap();
        let name = |text: &str| EntityTypeName::from_normalized(text).unwrap();
        let uid = |id: &str| cedar_parser::parse_entity_uid(&format!("Action::\"{id}\"")).unwrap();
        let names = |names: Vec<&EntityTypeName>| -> Vec<String> {
            names.iter().map(ToString::to_string).collect()
        };
        assert_eq!(names(schema.principals().collect()), ["A", "B"]);
        assert_eq!(names(schema.resources().collect()), ["C", "D"]);
        let principals = schema.principals_for_action(&uid("b")).unwrap();
        assert_eq!(names(principals.collect()), ["A"]);
        let resources = schema.resources_for_action(&uid("b")).unwrap();
        assert_eq!(names(resources.collect()), ["C", "D"]);
        assert!(schema.principals_for_action(&uid("z")).is_none());
        let actions = schema.actions_for_principal_and_resource(&name("A"), &name("D"));
        assert_eq!(actions.collect::<Vec<_>>(), [&uid("b")]);
        assert_eq!(schema.request_environments().count(), 4);
        assert_eq!(
            names(schema.ancestors(&name("A")).unwrap().collect()),
            ["B", "C"]
        );
        assert!(schema.ancestors(&name("Z")).is_none());
        assert_eq!(schema.action_groups().collect::<Vec<_>>(), [&uid("g")]);
    }
}
