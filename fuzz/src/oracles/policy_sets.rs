//! A policy set that was changed in place must hold what the changes say, and
//! decide as the set of the same policies that is built anew.

use super::{Comparison, Difference};
use crate::case::{Case, Change, PolicySetCase};
use crate::generators::policy_sets::ID_ANNOTATION;
use crate::minimize::{self, without_one};
use crate::question::Question;
use crate::report;
use cedar_core::ast::LinkError;
use cedar_core::{Authorizer, Policy, PolicyId, PolicySet, Template};
use reference_model::Answer;
use std::collections::{BTreeMap, BTreeSet};

/// Applies the changes one after the other. After each, the set must hold what it
/// should, in every way of asking, and decide a request as one built anew; in the end
/// all requests.
pub fn compare(case: &PolicySetCase) -> Comparison {
    let mut comparison = Comparison::default();
    let mut set = PolicySet::new();
    let mut held = Held::default();
    for (index, change) in case.changes.iter().enumerate() {
        let (before, held_before) = (set.clone(), held.contents());
        let (found, wanted) = match change {
            Change::Merge(policies, templates, rename) => {
                let other = built(policies, templates);
                merge(&mut set, &mut held, &other, *rename)
            }
            _ => (apply(&mut set, change), held.apply(change)),
        };
        let question = |what: &str| format!("after change {index}: {what}");
        same(&mut comparison, question("outcome"), &found, &wanted);
        same(
            &mut comparison,
            question("contents"),
            &contents(&set),
            &held.contents(),
        );
        // Of two sets with the same ids and links, nothing is said here.
        let differs = held_before != held.contents();
        if differs && set == before {
            same(&mut comparison, question("equality"), "equal", "changed");
        }
        if let Some(request) = case.requests.get(index % case.requests.len().max(1)) {
            let decide = |set| Authorizer::new().is_authorized(request, set, &case.entities);
            let [found, wanted] = [&set, &held.built()].map(decide);
            let [found, wanted] = [found, wanted].map(|found| Answer::from(&found).to_string());
            same(&mut comparison, question("decision"), &found, &wanted);
        }
    }
    let anew = held.built();
    let equal = (set == anew).to_string();
    same(
        &mut comparison,
        "equality".to_owned(),
        &equal,
        &true.to_string(),
    );
    compare_renamed(&mut comparison, &set, &held);
    for (index, request) in case.requests.iter().enumerate() {
        let decide = |set| Authorizer::new().is_authorized(request, set, &case.entities);
        let [found, wanted] = [&set, &anew].map(|set| Answer::from(&decide(set)).to_string());
        same(&mut comparison, format!("request {index}"), &found, &wanted);
    }
    comparison
}

/// With ids from annotations, the set must be the one of the renamed policies.
fn compare_renamed(comparison: &mut Comparison, set: &PolicySet, held: &Held) {
    let found = set.with_ids_from_annotation(ID_ANNOTATION).ok();
    let wanted = held.renamed(ID_ANNOTATION);
    let shown = |contents: Option<String>| contents.unwrap_or_else(|| "a clash".to_owned());
    same(
        comparison,
        "ids from annotations".to_owned(),
        &shown(found.as_ref().map(contents)),
        &shown(wanted.as_ref().map(Held::contents)),
    );
    if let (Some(found), Some(wanted)) = (found, wanted)
        && found != wanted.built()
    {
        let question = "ids from annotations, equality".to_owned();
        same(comparison, question, "different", "equal");
    }
}

fn same(comparison: &mut Comparison, question: String, found: &str, wanted: &str) {
    match found == wanted {
        true => comparison.agreements += 1,
        false => comparison.differences.push(Difference {
            question,
            sides: ["changed in place", "as the changes say"],
            engine: found.to_owned(),
            model: wanted.to_owned(),
        }),
    }
}

fn built(policies: &[Policy], templates: &[Template]) -> PolicySet {
    let mut set = PolicySet::new();
    for template in templates {
        let added = set.add_template(template.clone());
        added.expect("the ids are distinct");
    }
    for policy in policies {
        match policy.link() {
            None => set.add(policy.clone()).expect("the ids are distinct"),
            Some(link) => set
                .link(&link.template_id, policy.id().clone(), link.values.clone())
                .expect("the template has been linked so before"),
        }
    }
    set
}

fn apply(set: &mut PolicySet, change: &Change) -> String {
    let show = |error: &dyn std::error::Error| error.to_string();
    let outcome = match change {
        Change::Add(policy) => set.add(policy.clone()).map_err(|e| show(&e)),
        Change::AddTemplate(template) => set.add_template(template.clone()).map_err(|e| show(&e)),
        Change::Link(template, id, values) => set
            .link(template, id.clone(), values.clone())
            .map_err(|e| show(&e)),
        Change::Remove(id) => set.remove_static(id).map(drop).map_err(|e| show(&e)),
        Change::RemoveTemplate(id) => set.remove_template(id).map(drop).map_err(|e| show(&e)),
        Change::Unlink(id) => set.unlink(id).map(drop).map_err(|e| show(&e)),
        Change::Merge(..) => Ok(()),
    };
    // Of several links, a template may name any.
    let outcome = outcome.map_err(|error| match error.split_once(" while ") {
        Some((start, _)) => start.to_owned(),
        None => error,
    });
    outcome.err().unwrap_or_else(|| "done".to_owned())
}

/// Merges `other` into both; what came of it, and what should have.
///
/// Which fresh ids there are is the engine's choice: they must be unused before.
fn merge(
    set: &mut PolicySet,
    held: &mut Held,
    other: &PolicySet,
    rename: bool,
) -> (String, String) {
    let clashes = held.clashes(other);
    let wanted = match clashes.is_empty() || rename {
        true => format!("renamed {clashes:?}"),
        false => "a clash".to_owned(),
    };
    let Ok(renamed) = set.merge(other, rename) else {
        return ("a clash".to_owned(), wanted);
    };
    let old: BTreeSet<&PolicyId> = renamed.keys().collect();
    let fresh: BTreeSet<&PolicyId> = renamed.values().collect();
    let is_fresh = |id: &&PolicyId| {
        let is_other = other.policy(id).is_some() || other.template(id).is_some();
        !is_other && held.is_free(id)
    };
    if fresh.len() < old.len() || !fresh.iter().all(is_fresh) {
        return (format!("{renamed:?} has ids that are in use"), wanted);
    }
    let found = format!("renamed {old:?}");
    let new_id = |id: &PolicyId| renamed.get(id).unwrap_or(id).clone();
    for template in other.templates() {
        let template = template.with_id(new_id(template.id()));
        held.templates.insert(template.id().clone(), template);
    }
    for policy in other.policies() {
        let id = new_id(policy.id());
        let policy = match policy.link() {
            None => policy.with_id(id),
            Some(link) => {
                let Some(template) = held.templates.get(&new_id(&link.template_id)) else {
                    return ("a link without its template".to_owned(), wanted);
                };
                match template.link(id, link.values.clone()) {
                    Ok(link) => link,
                    Err(error) => return (error.to_string(), wanted),
                }
            }
        };
        held.policies.insert(policy.id().clone(), policy);
    }
    (found, wanted)
}

/// What the set should hold.
#[derive(Default)]
struct Held {
    policies: BTreeMap<PolicyId, Policy>,
    templates: BTreeMap<PolicyId, Template>,
}

impl Held {
    fn is_free(&self, id: &PolicyId) -> bool {
        !self.policies.contains_key(id) && !self.templates.contains_key(id)
    }

    /// A set that holds it.
    fn built(&self) -> PolicySet {
        let policies: Vec<Policy> = self.policies.values().cloned().collect();
        let templates: Vec<Template> = self.templates.values().cloned().collect();
        built(&policies, &templates)
    }

    fn links_of(&self, template: &PolicyId) -> impl Iterator<Item = &PolicyId> {
        let of_template = move |policy: &&Policy| {
            policy
                .link()
                .is_some_and(|link| link.template_id == *template)
        };
        self.policies.values().filter(of_template).map(Policy::id)
    }

    fn apply(&mut self, change: &Change) -> String {
        let refused = match change {
            Change::Add(policy) if self.is_free(policy.id()) => {
                self.policies.insert(policy.id().clone(), policy.clone());
                None
            }
            Change::AddTemplate(template) if self.is_free(template.id()) => {
                self.templates
                    .insert(template.id().clone(), template.clone());
                None
            }
            Change::Add(policy) => Some(in_use(policy.id())),
            Change::AddTemplate(template) => Some(in_use(template.id())),
            Change::Link(template, id, values) => match self.templates.get(template) {
                None => Some(LinkError::NoSuchTemplate(template.clone()).to_string()),
                Some(_) if !self.is_free(id) => Some(in_use(id)),
                Some(template) => match template.link(id.clone(), values.clone()) {
                    Ok(link) => {
                        self.policies.insert(id.clone(), link);
                        None
                    }
                    Err(error) => Some(error.to_string()),
                },
            },
            Change::Remove(id) => match self.policies.get(id).map(|policy| policy.link().is_some())
            {
                None => Some(format!("no static policy has the id `{id}`")),
                Some(true) => Some(format!(
                    "the policy `{id}` is linked from a template, not static"
                )),
                Some(false) => {
                    self.policies.remove(id);
                    None
                }
            },
            Change::RemoveTemplate(id) if self.links_of(id).next().is_some() => {
                Some(format!("the template `{id}` cannot be removed"))
            }
            Change::RemoveTemplate(id) => match self.templates.remove(id) {
                Some(_) => None,
                None => Some(format!("no template has the id `{id}`")),
            },
            Change::Unlink(id) => match self.policies.get(id).and_then(Policy::link) {
                None => Some(format!("no linked policy has the id `{id}`")),
                Some(_) => {
                    self.policies.remove(id);
                    None
                }
            },
            Change::Merge(..) => None,
        };
        refused.unwrap_or_else(|| "done".to_owned())
    }

    /// The same under the ids that the annotation `key` gives to policies and templates;
    /// `None` if two would have the same.
    fn renamed(&self, key: &str) -> Option<Held> {
        let new_id = |id: &PolicyId, annotation: Option<&str>| match annotation {
            Some(annotated) => PolicyId::new(annotated),
            None => id.clone(),
        };
        let mut renamed = Held::default();
        let mut new_templates = BTreeMap::new();
        for (id, template) in &self.templates {
            let new = new_id(id, template.body().annotation(key));
            renamed
                .templates
                .insert(new.clone(), template.with_id(new.clone()));
            new_templates.insert(id, new);
        }
        for (id, policy) in &self.policies {
            let policy = match policy.link() {
                None => policy.with_id(new_id(id, policy.body().annotation(key))),
                Some(link) => {
                    let template = new_templates.get(&link.template_id)?;
                    let template = renamed.templates.get(template)?;
                    template.link(id.clone(), link.values.clone()).ok()?
                }
            };
            if renamed.templates.contains_key(policy.id()) {
                return None;
            }
            renamed.policies.insert(policy.id().clone(), policy);
        }
        let is_as_large = renamed.policies.len() == self.policies.len()
            && renamed.templates.len() == self.templates.len();
        is_as_large.then_some(renamed)
    }

    /// The ids of `other` that name something else here.
    fn clashes(&self, other: &PolicySet) -> BTreeSet<PolicyId> {
        let templates: BTreeSet<PolicyId> = other
            .templates()
            .filter(|template| {
                !self.is_free(template.id()) && self.templates.get(template.id()) != Some(*template)
            })
            .map(|template| template.id().clone())
            .collect();
        let policies = other.policies().filter(|policy| {
            let of_renamed = policy
                .link()
                .is_some_and(|link| templates.contains(&link.template_id));
            let is_same = self.policies.get(policy.id()) == Some(*policy);
            !self.is_free(policy.id()) && (!is_same || of_renamed)
        });
        let policies: Vec<PolicyId> = policies.map(|policy| policy.id().clone()).collect();
        templates.into_iter().chain(policies).collect()
    }

    fn contents(&self) -> String {
        let ids = |id: &PolicyId| {
            let of_template = self.templates.contains_key(id);
            shown(
                id,
                self.policies.get(id),
                of_template,
                self.links_of(id).collect(),
            )
        };
        let all: BTreeSet<&PolicyId> = self.policies.keys().chain(self.templates.keys()).collect();
        let lines: String = all.into_iter().map(ids).collect();
        format!(
            "{}{lines}",
            self.policies.is_empty() && self.templates.is_empty()
        )
    }
}

fn in_use(id: &PolicyId) -> String {
    format!("the id `{id}` is already in use")
}

/// What the set says that it holds.
fn contents(set: &PolicySet) -> String {
    let policies = set.policies().map(Policy::id);
    let all: BTreeSet<&PolicyId> = policies.chain(set.templates().map(Template::id)).collect();
    let line = |id: &PolicyId| {
        let has_template = set.template(id).is_some();
        shown(id, set.policy(id), has_template, set.links_of(id).collect())
    };
    let lines: String = all.into_iter().map(line).collect();
    format!("{}{lines}", set.is_empty())
}

fn shown(
    id: &PolicyId,
    policy: Option<&Policy>,
    is_template: bool,
    links: BTreeSet<&PolicyId>,
) -> String {
    let kind = match policy.map(Policy::link) {
        Some(Some(link)) => format!("link of {} with {:?}", link.template_id, link.values),
        Some(None) => "policy".to_owned(),
        None => "no policy".to_owned(),
    };
    let kind = if is_template {
        format!("template, {kind}")
    } else {
        kind
    };
    let links: Vec<&str> = links.into_iter().map(PolicyId::as_str).collect();
    format!("\n{id}: {kind}, links {links:?}")
}

impl Question for PolicySetCase {
    fn ask(&self) -> Comparison {
        compare(self)
    }

    fn describe(&self, comparison: &Comparison) -> String {
        let mut text = String::new();
        for (index, change) in self.changes.iter().enumerate() {
            text.push_str(&format!("== change {index}\n{}\n", describe(change)));
        }
        text.push_str(&format!(
            "== entities\n{}\n",
            report::entities(&self.entities)
        ));
        for (index, request) in self.requests.iter().enumerate() {
            text.push_str(&format!(
                "\n== request {index}\n{}\n",
                report::request(request)
            ));
        }
        text + &report::differences(comparison)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Box<dyn Question>> + '_> {
        let fewer_changes = without_one(&self.changes).map(|changes| PolicySetCase {
            changes,
            ..self.clone()
        });
        let data = Case {
            policies: PolicySet::new(),
            entities: self.entities.clone(),
            requests: self.requests.clone(),
        };
        let less_data = minimize::case::smaller(&data).map(|data| PolicySetCase {
            changes: self.changes.clone(),
            entities: data.entities,
            requests: data.requests,
        });
        let all = fewer_changes.chain(less_data);
        Box::new(all.map(|case| Box::new(case) as Box<dyn Question>))
    }
}

fn describe(change: &Change) -> String {
    match change {
        Change::Add(policy) => format!("add {}", report::policy(policy)),
        Change::AddTemplate(template) => format!("add {}", report::template(template)),
        Change::Link(template, id, values) => {
            format!(
                "link {id}: template {template}{}",
                report::slot_values(values)
            )
        }
        Change::Remove(id) => format!("remove {id}"),
        Change::RemoveTemplate(id) => format!("remove template {id}"),
        Change::Unlink(id) => format!("unlink {id}"),
        Change::Merge(policies, templates, rename) => {
            let templates = templates.iter().map(report::template);
            let added: Vec<String> = templates
                .chain(policies.iter().map(report::policy))
                .collect();
            let how = if *rename { "with" } else { "without" };
            format!("merge {how} renaming\n{}", added.join("\n"))
        }
    }
}
