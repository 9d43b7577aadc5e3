//! Policy sets: static policies, templates and links.

use super::super::{Speller, Spelling, Syntax};
use super::writing::Written;
use serde_json::{Map, Value, json};

impl Speller<'_, '_> {
    pub(super) fn policy_set_json(&mut self) -> Spelling {
        let before = self.mistakes;
        let mut ids = Ids::default();
        let [mut statics, mut templates] = [(); 2].map(|()| Vec::new());
        let (mut links, mut links_meant) = (Vec::new(), Vec::new());
        let mut meant = json!({"staticPolicies": {}, "templates": {}});
        for _ in 0..self.choices.between(1, 4) {
            let id = ids.next(self);
            let mut meaning = self.policy_meaning();
            let written = self.policy_written(&mut meaning);
            let slots = slots_of(&meaning);
            let is_template = !slots.is_empty() || self.choices.chance(10);
            if !is_template {
                statics.push((id.clone(), written));
                meant["staticPolicies"][id] = meaning;
                continue;
            }
            templates.push((id.clone(), written));
            for _ in 0..self.choices.below(3) {
                let new_id = ids.next(self);
                let (written, values) = self.slot_values(&slots);
                links.push(Written::object([
                    ("templateId", Written::text(&id)),
                    ("newId", Written::text(&new_id)),
                    ("values", written),
                ]));
                links_meant.push(json!({"templateId": id, "newId": new_id, "values": values}));
            }
            meant["templates"][id] = meaning;
        }
        meant["templateLinks"] = Value::Array(links_meant);
        let written = Written::object([
            ("staticPolicies", Written::Object(statics)),
            ("templates", Written::Object(templates)),
            ("templateLinks", Written::Array(links)),
        ]);
        self.document(Syntax::PolicySetJson, &written, meant, before)
    }

    fn slot_values(&mut self, slots: &[&str]) -> (Written, Value) {
        let mut written = Vec::new();
        let mut meant = Map::new();
        for slot in slots {
            let uid = self.any_uid();
            written.push(((*slot).to_owned(), self.uid_written(&uid)));
            meant.insert((*slot).to_owned(), json!({ "__entity": uid }));
        }
        (Written::Object(written), Value::Object(meant))
    }
}

/// Ids that were not used before; some are odd.
#[derive(Default)]
struct Ids(usize);

impl Ids {
    fn next(&mut self, speller: &mut Speller<'_, '_>) -> String {
        self.0 += 1;
        let (_, odd) = speller.string();
        match self.0 {
            1 if speller.choices.chance(20) => String::new(),
            number => format!("{odd}{number}"),
        }
    }
}

/// The slots of a policy in its canonical form.
fn slots_of(policy: &Value) -> Vec<&'static str> {
    let has = |variable: &str| {
        let constraint = &policy[variable];
        constraint.get("slot").is_some() || constraint["in"].get("slot").is_some()
    };
    let slots = [("principal", "?principal"), ("resource", "?resource")];
    let slots = slots.into_iter().filter(|(variable, _)| has(variable));
    slots.map(|(_, slot)| slot).collect()
}
