//! The reports of a small example.

use super::*;
use crate::input::Source;
use cedar_core::coverage::Coverage;
use cedar_core::{Context, Entities, Request};
use cedar_parser::{parse_entity_uid, parse_policy_set};

const POLICIES: &str = "\
permit (principal == U::\"<a>\", action, resource)
when { context has x && context.x };
";

fn covered() -> (Coverage, Source) {
    let policies = parse_policy_set(POLICIES).unwrap();
    let mut coverage = Coverage::new(&policies);
    for context in ["{}", "{\"x\": true}"] {
        let uid = parse_entity_uid("U::\"<a>\"").unwrap();
        let context = Context::from_json_str(context).unwrap();
        let request = Request::new(uid.clone(), uid.clone(), uid, context);
        coverage.record(&request, &policies, &Entities::empty());
    }
    (coverage, Source::new("a&b.cedar", POLICIES))
}

#[test]
fn the_lcov_report() {
    let (coverage, source) = covered();
    let expected = "\
TN:
SF:a&b.cedar
FN:1,policy0
FNDA:1,policy0
FNF:1
FNH:1
BRDA:1,0,0,1
BRDA:1,0,1,1
BRDA:1,1,0,2
BRDA:1,1,1,0
BRDA:2,2,0,1
BRDA:2,2,1,1
BRDA:2,3,0,1
BRDA:2,3,1,1
BRDA:2,4,0,1
BRDA:2,4,1,0
BRF:10
BRH:8
DA:1,2
DA:2,2
LF:2
LH:2
end_of_record
";
    assert_eq!(lcov(&coverage, &source), expected);
}

#[test]
fn the_page_shows_the_source_as_it_is() {
    let (coverage, source) = covered();
    let page = html(&coverage, &source);
    let start = page.find("<pre>").unwrap() + "<pre>".len();
    let end = page.find("</pre>").unwrap();
    let mut shown = String::new();
    for part in page[start..end].split('<') {
        shown.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let shown = shown
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    assert_eq!(shown, POLICIES);
    let marked = |class: &str, text: &str| {
        let start = format!("<span class=\"{class}\"");
        let stretch = page.split(start.as_str()).skip(1);
        let mut texts = stretch.filter_map(|part| part.split_once('>')?.1.split_once('<'));
        texts.any(|(found, _)| found == text)
    };
    assert!(
        marked("some", "principal == U::&quot;&lt;a&gt;&quot;"),
        "{page}"
    );
    assert!(marked("all", "context has x"), "{page}");
    assert!(marked("some", "context.x"), "{page}");
    assert!(page.contains("<h1>a&amp;b.cedar</h1>"));
}
