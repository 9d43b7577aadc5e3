//! Asking the model's validator.

use crate::expression_types::EntityTypeIds;
use crate::model::validator as rules;
use crate::model::{impossible_policies, levels, schema_well_formedness, schemas};
use crate::{NoVerdict, to_model};
use cedar_core::ast::PolicyBody;
use cedar_core::{Entities, Entity, Policy, PolicySet, Request, Template};
use cedar_validator::{Schema, ValidationMode};

/// The model's validator for one schema.
///
/// The schema is converted once. A verdict is yes or no: the model says what is
/// accepted, and leaves it to others to say why not.
///
/// The cost of a verdict grows with the number of request environments; that of
/// a template also with the number of declared types for each of its slots.
///
/// ```
/// use cedar_validator::{Schema, ValidationMode};
///
/// let schema = Schema::from_cedar_text(
///     "entity User { age: Long };
///      action view appliesTo { principal: User, resource: User };",
/// )?;
/// let model = reference_model::Validator::new(&schema)?;
/// for (condition, accepted) in [("principal.age > 17", true), ("principal.name > 17", false)] {
///     let text = format!("permit(principal, action, resource) when {{ {condition} }};");
///     let policies = cedar_parser::parse_policy_set(&text)?;
///     assert_eq!(model.accepts(&policies, ValidationMode::Strict)?, accepted);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    pub(crate) schema: schemas::Schema,
    pub(crate) entity_types: EntityTypeIds,
}

impl Validator {
    /// The validator for a schema.
    ///
    /// # Errors
    /// When the schema has declarations that are `external` and not defined.
    pub fn new(schema: &Schema) -> Result<Self, NoVerdict> {
        Ok(Validator {
            schema: to_model::schema(schema)?,
            entity_types: schema
                .entity_type_ids()
                .map(|id| (to_model::text(schema.entity_type(id).name().as_str()), id))
                .collect(),
        })
    }

    /// Whether all policies, templates and links of a set are accepted.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts(&self, policies: &PolicySet, mode: ValidationMode) -> Result<bool, NoVerdict> {
        for template in policies.templates() {
            if !self.accepts_template(template, mode)? {
                return Ok(false);
            }
        }
        for policy in policies.policies() {
            if !self.accepts_policy(policy, mode)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a policy is accepted, static or linked.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_policy(&self, policy: &Policy, mode: ValidationMode) -> Result<bool, NoVerdict> {
        let mode = to_model::mode(mode);
        let accepted = match policy.link() {
            None => {
                let policy = to_model::policy(policy)?;
                rules::policy_validates(&policy, &self.schema, &mode)?
            }
            Some(link) => {
                let template = to_model::template(policy.body());
                let slots = to_model::slot_values(&link.values);
                rules::link_validates(&template, &slots, &self.schema, &mode)?
            }
        };
        Ok(accepted)
    }

    /// Whether a template is accepted, whatever fills its slots.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_template(
        &self,
        template: &Template,
        mode: ValidationMode,
    ) -> Result<bool, NoVerdict> {
        let template = to_model::template(template.body());
        let accepted = rules::template_validates(&template, &self.schema, &to_model::mode(mode))?;
        Ok(accepted)
    }

    /// Whether a policy is accepted, static or linked, and reads no entity more
    /// than `level` steps away from the request.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_policy_at_level(
        &self,
        policy: &Policy,
        mode: ValidationMode,
        level: u32,
    ) -> Result<bool, NoVerdict> {
        let level = i128::from(level);
        if policy.link().is_none() {
            let policy = to_model::policy(policy)?;
            let mode = to_model::mode(mode);
            return Ok(levels::policy_validates_at_level(
                &policy,
                &self.schema,
                &mode,
                level,
            )?);
        }
        // What a link reads, its template reads.
        Ok(self.accepts_policy(policy, mode)? && self.reads_within(policy.body(), mode, level)?)
    }

    /// Whether a template is accepted, whatever fills its slots, and reads no
    /// entity more than `level` steps away from the request.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_template_at_level(
        &self,
        template: &Template,
        mode: ValidationMode,
        level: u32,
    ) -> Result<bool, NoVerdict> {
        self.reads_within(template.body(), mode, i128::from(level))
    }

    /// Whether a static policy or a template is accepted and can never be
    /// satisfied, since its conditions are known to be false in every kind of request.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn is_impossible(
        &self,
        body: &PolicyBody,
        mode: ValidationMode,
    ) -> Result<bool, NoVerdict> {
        let template = to_model::template(body);
        let mode = to_model::mode(mode);
        let is_impossible =
            impossible_policies::template_is_impossible(&template, &self.schema, &mode)?;
        Ok(is_impossible)
    }

    fn reads_within(
        &self,
        template: &PolicyBody,
        mode: ValidationMode,
        level: i128,
    ) -> Result<bool, NoVerdict> {
        let template = to_model::template(template);
        let mode = to_model::mode(mode);
        let verdict = levels::template_validates_at_level(&template, &self.schema, &mode, level)?;
        Ok(verdict)
    }

    /// Whether the schema makes sense: names are declared, hierarchies complete
    /// and without cycles among actions, types such as a schema can write down.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn is_well_formed(&self) -> Result<bool, NoVerdict> {
        Ok(schema_well_formedness::schema_is_well_formed(&self.schema)?)
    }

    /// Whether the schema allows a request.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_request(&self, request: &Request) -> Result<bool, NoVerdict> {
        let request = to_model::request(request);
        Ok(schemas::request_is_valid(&request, &self.schema)?)
    }

    /// Whether every entity of a store is as the schema says, with all its
    /// ancestors, and every declared action is there.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_entities(&self, entities: &Entities) -> Result<bool, NoVerdict> {
        let store = to_model::store(entities);
        Ok(schemas::store_conforms(&store, &self.schema)?)
    }

    /// Whether one entity is as the schema says, if `Entity::parents` are all
    /// its ancestors.
    ///
    /// # Errors
    /// When the model gives no answer.
    pub fn accepts_entity(&self, entity: &Entity) -> Result<bool, NoVerdict> {
        let (uid, data) = to_model::entity(entity);
        Ok(schemas::entity_conforms(&uid, &data, &self.schema)?)
    }
}
