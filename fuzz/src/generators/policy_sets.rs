//! Changes of a policy set: ids that clash, templates that have links, sets that
//! overlap.

use super::policies;
use super::universe::Universe;
use super::{entities, requests};
use crate::case::{Change, PolicySetCase};
use crate::choices::Choices;
use cedar_core::ast::{Annotation, AnnotationKey, SlotValues, Span};
use cedar_core::{Policy, PolicyId, SlotId, Template};
use smol_str::format_smolstr;

/// The annotation by which some policies are called something else.
pub const ID_ANNOTATION: &str = "id";
/// How many changes a case has.
const CHANGES: usize = 14;
/// How many ids there are: few, so that they clash.
const IDS: usize = 6;
/// How many bodies there are: few, so that the same one comes again.
const BODIES: usize = 4;
/// How many policies a crowd has: more than the engine looks through one by one.
const CROWD: usize = 20;
/// How many bodies the policies of a crowd have.
const CROWD_BODIES: usize = 12;

/// The changes that `bytes` determine, with entities and requests.
pub fn case(bytes: &[u8]) -> PolicySetCase {
    let mut choices = Choices::new(bytes);
    let universe = Universe::generate(&mut choices);
    let entities = entities::generate(&mut choices, &universe);
    let requests = requests::generate(&mut choices, &universe);
    let mut some = |with_slots: bool| -> Vec<Template> {
        let make = |_| {
            let template = match with_slots {
                true => policies::template(&mut choices, &universe, id(0)),
                false => policies::static_template(&mut choices, &universe, id(0)),
            };
            annotated(&mut choices, template)
        };
        (0..if with_slots { BODIES } else { CROWD_BODIES })
            .map(make)
            .collect()
    };
    let (templates, statics) = (some(true), some(false));
    let mut changes = Changes {
        choices,
        universe,
        templates,
        statics,
        ids: IDS,
        merged: None,
    };
    let mut all = match changes.choices.below(10) {
        0..4 => changes.replaced_template(),
        4..7 => vec![changes.crowd()],
        _ => Vec::new(),
    };
    all.extend((0..CHANGES).map(|_| changes.change()));
    PolicySetCase {
        changes: all,
        entities,
        requests,
    }
}

/// Some bodies say what their policies are to be called: as other policies are, or not.
fn annotated(choices: &mut Choices<'_>, template: Template) -> Template {
    let key = AnnotationKey::new(ID_ANNOTATION).ok();
    let Some(key) = key.filter(|_| choices.chance(12)) else {
        return template;
    };
    let mut body = template.body().clone();
    let value = id(choices.below(2 * CROWD)).as_str().into();
    let annotation = Annotation {
        value: Some(value),
        span: Span::NONE,
    };
    body.annotations.insert(key, annotation);
    Template::new(template.id().clone(), body)
}

fn id(number: usize) -> PolicyId {
    PolicyId::new(format_smolstr!("policy{number}"))
}

struct Changes<'b> {
    choices: Choices<'b>,
    universe: Universe,
    templates: Vec<Template>,
    statics: Vec<Template>,
    /// How many ids there are.
    ids: usize,
    /// What was merged last.
    merged: Option<(Vec<Policy>, Vec<Template>)>,
}

impl Changes<'_> {
    fn change(&mut self) -> Change {
        match self.choices.below(16) {
            0..4 => Change::Add(self.policy()),
            4..8 if self.ids > IDS => Change::Remove(self.any_id()),
            4..6 => Change::AddTemplate(self.template()),
            6..10 => {
                let (template, link) = (self.any_id(), self.any_id());
                Change::Link(template, link, self.values())
            }
            10 | 11 => Change::Remove(self.any_id()),
            12 => Change::RemoveTemplate(self.any_id()),
            13 => Change::Unlink(self.any_id()),
            _ => self.merge(),
        }
    }

    /// So many policies that the engine files them. Most changes that follow remove
    /// some or add others.
    fn crowd(&mut self) -> Change {
        self.ids = CROWD + 2;
        let policies = (0..CROWD).map(|number| {
            let body = self.statics[self.choices.below(CROWD_BODIES)].body();
            Policy::new_static(id(number), body.clone()).expect("there are no slots")
        });
        Change::Merge(policies.collect(), Vec::new(), true)
    }

    /// A template with a link, and then another one under the same id.
    fn replaced_template(&mut self) -> Vec<Change> {
        let (template, link) = (id(0), id(1));
        let mut changes = Vec::new();
        for _ in 0..2 {
            let body = self.choices.below(BODIES);
            let added = self.templates[body].with_id(template.clone());
            let mut value = |slot| {
                let index = self.universe.any_type(&mut self.choices);
                let uid = self.universe.any_uid(&mut self.choices, index);
                added.body().has_slot(slot).then_some(uid)
            };
            let values = SlotValues {
                principal: value(SlotId::Principal),
                resource: value(SlotId::Resource),
            };
            changes.extend([
                Change::AddTemplate(added),
                Change::Link(template.clone(), link.clone(), values),
                Change::Unlink(link.clone()),
                Change::RemoveTemplate(template.clone()),
            ]);
        }
        // The second one stays, with its link.
        changes.truncate(6);
        changes
    }

    fn any_id(&mut self) -> PolicyId {
        id(self.choices.below(self.ids))
    }

    fn template(&mut self) -> Template {
        let id = self.any_id();
        self.templates[self.choices.below(BODIES)].with_id(id)
    }

    fn policy(&mut self) -> Policy {
        let id = self.any_id();
        let bodies = match self.ids > IDS {
            true => CROWD_BODIES,
            false => BODIES,
        };
        let body = self.statics[self.choices.below(bodies)].body().clone();
        Policy::new_static(id, body).expect("there are no slots")
    }

    fn values(&mut self) -> SlotValues {
        let mut value = || {
            let index = self.universe.any_type(&mut self.choices);
            let uid = self.universe.any_uid(&mut self.choices, index);
            self.choices.chance(75).then_some(uid)
        };
        SlotValues {
            principal: value(),
            resource: value(),
        }
    }

    /// Policies and templates under distinct ids, and links of them; or once more what
    /// was merged before, which does not clash with itself.
    fn merge(&mut self) -> Change {
        if let Some((policies, templates)) = self.merged.clone()
            && self.choices.chance(40)
        {
            return Change::Merge(policies, templates, self.choices.chance(60));
        }
        let (mut policies, mut templates) = (Vec::new(), Vec::new());
        for number in 0..IDS {
            match self.choices.below(6) {
                0 | 1 => {
                    let body = self.statics[self.choices.below(BODIES)].body().clone();
                    let policy = Policy::new_static(id(number), body);
                    policies.push(policy.expect("there are no slots"));
                }
                2 => {
                    let which = self.choices.below(BODIES);
                    templates.push(self.templates[which].with_id(id(number)));
                }
                3 => {
                    let values = self.values();
                    if let Some(template) = self.choices.pick(&templates)
                        && let Ok(link) = template.link(id(number), values)
                    {
                        policies.push(link);
                    }
                }
                _ => {}
            }
        }
        self.merged = Some((policies.clone(), templates.clone()));
        Change::Merge(policies, templates, self.choices.chance(60))
    }
}
