//! Contexts and requests against a schema.

use super::error::{DataError, DataErrorKind, RequestError};
use super::value::{read_typed_record, widen};
use crate::schema::{Action, Schema};
use cedar_core::json::{Duplicates, Json, JsonArena};
use cedar_core::{Context, EntityUid, Request};

impl Schema {
    /// Reads the context of a request with this action from JSON. Of a repeated
    /// key the last one counts.
    ///
    /// Values may be written in the shorter forms that their declared types
    /// allow. A record must have exactly the declared attributes; whether each
    /// value has its declared type is for [`Schema::validate_request`] to say.
    ///
    /// # Errors
    /// When the action is not declared, the source is not a record in JSON, or
    /// a record in it lacks an attribute or has one too many.
    pub fn parse_context(&self, action: &EntityUid, source: &str) -> Result<Context, DataError> {
        let arena = JsonArena::default();
        let tree = Json::parse(source, Duplicates::LastWins, &arena).map_err(widen)?;
        self.read_context(action, &tree)
            .map_err(|error| error.located(source))
    }

    /// Reads the context of a request with this action from a JSON document
    /// that was read with [`Duplicates::LastWins`].
    ///
    /// # Errors
    /// As [`Schema::parse_context`].
    pub fn read_context(&self, action: &EntityUid, json: &Json<'_>) -> Result<Context, DataError> {
        let action = self
            .action_id(action)
            .map(|id| self.action(id))
            .ok_or_else(|| DataError::new(DataErrorKind::UndeclaredAction(action.clone())))?;
        let entries = json
            .as_object("an object that is a record")
            .map_err(widen)?;
        read_typed_record(entries, action.context()).map(Context::from_record)
    }

    /// Checks that a request is as this schema says.
    ///
    /// # Errors
    /// Everything that is not, in the order principal, action, resource,
    /// context; at least one.
    pub fn validate_request(&self, request: &Request) -> Result<(), Vec<RequestError>> {
        let mut errors = Vec::new();
        let action = self.action_id(&request.action).map(|id| self.action(id));
        self.check_principal(request, action, &mut errors);
        if action.is_none() {
            errors.push(RequestError::UndeclaredAction(request.action.clone()));
        }
        self.check_resource(request, action, &mut errors);
        if let Some(action) = action
            && let Err(mismatch) = self.check_record(request.context.record(), action.context())
        {
            errors.push(RequestError::InvalidContext {
                action: request.action.clone(),
                mismatch,
            });
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    fn check_principal(
        &self,
        request: &Request,
        action: Option<&Action>,
        errors: &mut Vec<RequestError>,
    ) {
        let principal_type = request.principal.entity_type();
        let Some(id) = self.entity_type_id(principal_type) else {
            let undeclared = RequestError::UndeclaredPrincipalType(principal_type.clone());
            return errors.push(undeclared);
        };
        if let Err(mismatch) = self.check_uid(&request.principal) {
            errors.push(RequestError::InvalidEntity(mismatch));
        }
        if action.is_some_and(|action| !action.principals().contains(&id)) {
            errors.push(RequestError::InvalidPrincipalType {
                action: request.action.clone(),
                principal_type: principal_type.clone(),
            });
        }
    }

    fn check_resource(
        &self,
        request: &Request,
        action: Option<&Action>,
        errors: &mut Vec<RequestError>,
    ) {
        let resource_type = request.resource.entity_type();
        let Some(id) = self.entity_type_id(resource_type) else {
            let undeclared = RequestError::UndeclaredResourceType(resource_type.clone());
            return errors.push(undeclared);
        };
        if let Err(mismatch) = self.check_uid(&request.resource) {
            errors.push(RequestError::InvalidEntity(mismatch));
        }
        if action.is_some_and(|action| !action.resources().contains(&id)) {
            errors.push(RequestError::InvalidResourceType {
                action: request.action.clone(),
                resource_type: resource_type.clone(),
            });
        }
    }
}
