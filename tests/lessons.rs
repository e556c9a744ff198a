//! The lessons are proved: each file is read, played and searched by code that shares nothing with the page but the
//! files and the scheduler. What is checked stands in `docs/lessons.md`.

#[path = "lessons/calls.rs"]
mod calls;
#[path = "lessons/file.rs"]
mod file;
#[path = "lessons/judge.rs"]
mod judge;
#[path = "lessons/random.rs"]
mod random;
#[path = "lessons/read.rs"]
mod read;
#[path = "lessons/search.rs"]
mod search;
#[path = "lessons/texts.rs"]
mod texts;
#[path = "lessons/values.rs"]
mod values;
#[path = "lessons/world.rs"]
mod world;

use file::{Answer, FactMark, Lesson, Rule};
use judge::{holds, lost, mistake, reached};
use random::Random;
use search::Search;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use values::{Shown, States};
use world::{Notes, World};

/// In the order in which they are taught.
const ORDER: [&str; 12] = [
    "stop-it-say-why",
    "three-tasks-three-endings",
    "the-one-you-stopped",
    "it-stopped-at-the-third",
    "nothing-happened-on-purpose",
    "one-call-or-five",
    "one-processor-a-whole-node",
    "sixteen-processors-two-jobs",
    "an-honest-limit",
    "before-it-is-gone",
    "the-id-on-the-sticky-note",
    "a-node-dies",
];

/// A lesson, a mistake or none, and what the values are after it.
type Expected = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// As a person worked them out from the rules.
#[rustfmt::skip]
const VALUES: &[Expected] = &[
    ("stop-it-say-why", "", &[("freed", "4"), ("started", "09:00"), ("most", "320")]),
    ("three-tasks-three-endings", "", &[("mesh", "5 min"), ("runEnd", "09:35"), ("solveRuns", "2"), ("leftAlone", "09:30")]),
    ("three-tasks-three-endings", "copied", &[("copy", "2"), ("copyEnd", "09:40")]),
    ("the-one-you-stopped", "overruled", &[("failedAt", "09:40"), ("finishedAt", "09:50"), ("aRuns", "1"), ("bRuns", "2")]),
    ("it-stopped-at-the-third", "stopped", &[
        ("done", "1 and 2"), ("failed", "3"), ("failedName", "smoke-test"), ("failedStatus", "Finished"), ("place", "3"),
        ("size", "6"), ("left", "4–6"), ("then", "4 and 5"), ("firstEnd", "10:00"),
    ]),
    ("it-stopped-at-the-third", "again", &[("failed", "1"), ("failedStatus", "Cancelled")]),
    ("nothing-happened-on-purpose", "units", &[
        ("units", "321"), ("characters", "320"), ("most", "320"), ("over", "1"), ("spanner", "2"), ("sent", "321"), ("drafts", "3"),
    ]),
    ("nothing-happened-on-purpose", "list", &[("failed", "4"), ("failedStatus", "Queued")]),
    ("one-call-or-five", "started", &[("began", "2"), ("choStart", "09:00"), ("waiting", "4")]),
    ("one-call-or-five", "killed", &[("killed", "2")]),
    ("one-processor-a-whole-node", "copied", &[
        ("busy", "1"), ("closed", "7"), ("all", "8"), ("small", "4"), ("tiny", "3"), ("watcher", "1"), ("copy", "5"),
    ]),
    ("sixteen-processors-two-jobs", "cores", &[
        ("needs", "16"), ("freeNow", "16"), ("onSecond", "3"), ("onFourth", "5 and 6"), ("first", "8"), ("fourth", "12"),
        ("started", "09:00"), ("few", "2"), ("latest", "09:30"), ("perNode", "8"),
    ]),
    ("an-honest-limit", "long", &[
        ("needs", "20 min"), ("room", "50 min"), ("reserved", "10:00"), ("could", "10:10"), ("latest", "09:40"),
        ("alone", "11:00"), ("done", "09:30"),
    ]),
    ("an-honest-limit", "short", &[("over", "09:25")]),
    ("before-it-is-gone", "raised", &[
        ("deadline", "09:00"), ("left", "2 min"), ("days", "5"), ("daysNow", "10"), ("align", "90 min"), ("finishedAt", "09:58"),
        ("newDeadline", "Thu 09:58"), ("newInNow", "Thu 09:00"), ("cancelledAt", "Mon 09:00"),
    ]),
    ("before-it-is-gone", "lowered", &[("daysNow", "4")]),
    ("the-id-on-the-sticky-note", "trusted", &[
        ("left", "Sat 08:50"), ("given", "Sat 14:00"), ("ran", "43 h"), ("lostNow", "43 h"), ("noteFrom", "2 Mar"), ("days", "5"),
    ]),
    ("a-node-dies", "", &[
        ("noticed", "09:13"), ("died", "09:10"), ("beats", "3"), ("interval", "60"), ("startedAt", "09:13"), ("finishedAt", "09:43"),
        ("alone", "12:30"), ("deadline", "10:00"), ("latest", "09:30"), ("needs", "30 min"),
    ]),
];

/// Seeded walks a lesson, and after how many tried calls of the searches no further one begins: in some lessons they try
/// a thousand times as many. `LESSON_WALKS` asks for so many walks, however long they take.
fn walks() -> (u32, usize) {
    match std::env::var("LESSON_WALKS") {
        Ok(walks) => (walks.parse().expect("a number of walks"), usize::MAX),
        Err(_) => (40, 15_000),
    }
}

fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    let text = std::fs::read_to_string(repository(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    text.replace('\r', "")
}

fn json(name: &str) -> Value {
    serde_json::from_str(&read(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The message files by language.
fn languages() -> BTreeMap<String, Value> {
    let entries = std::fs::read_dir(repository("www/src/messages")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| (name.replace(".json", ""), json(&format!("www/src/messages/{name}")))).collect()
}

fn notes(texts: &Value) -> Notes {
    let notes = texts["notes"].as_object();
    notes
        .into_iter()
        .flatten()
        .map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned()))
        .collect()
}

fn lesson(id: &str) -> (Lesson, World) {
    let file = json(&format!("www/src/lessons/{id}.json"));
    let lesson: Lesson = serde_json::from_value(file).unwrap_or_else(|error| panic!("{id}: {error}"));
    assert_eq!((lesson.format, lesson.id.as_str()), (1, id));
    assert!(
        lesson.controls.iter().all(|one| lesson.allow.contains(one)),
        "{id}: controls that are not allowed"
    );
    let texts = &languages()["en"]["lessons"][id];
    let world = World::open(&lesson, &notes(texts));
    (lesson, world)
}

/// Runs a check on every lesson.
fn each(check: impl Fn(&Lesson, &World)) {
    for id in ORDER {
        let (lesson, start) = lesson(id);
        check(&lesson, &start);
    }
}

/// Goes on without a call until nothing is due any more.
fn run_on(lesson: &Lesson, mut world: World) -> bool {
    for _ in 0..60 {
        if reached(lesson, &world) {
            return true;
        }
        if !world.next() {
            return false;
        }
    }
    panic!("{}: something is due for ever", lesson.id);
}

#[test]
fn every_lesson_opens_as_told() {
    each(|lesson, start| {
        assert_eq!(start.cluster.now(), lesson.opens, "{}: the clock", lesson.id);
        for condition in &lesson.start {
            assert!(holds(condition, start), "{}: {condition:?}", lesson.id);
        }
        assert!((1..=5).contains(&lesson.minutes), "{}: minutes", lesson.id);
        assert!(
            lost(lesson, start).is_none() && mistake(lesson, start).is_none(),
            "{}: a fresh start",
            lesson.id
        );
    });
}

#[test]
fn doing_nothing_never_reaches_the_goal() {
    each(|lesson, start| assert!(!run_on(lesson, start.clone()), "{}", lesson.id));
}

#[test]
fn every_solution_reaches_the_goal_in_par() {
    each(|lesson, start| {
        assert!(!lesson.solutions.is_empty(), "{}: a solution", lesson.id);
        for steps in lesson.solutions.iter().chain(&lesson.detours).chain(&lesson.show_me) {
            let mut world = start.clone();
            for step in steps {
                assert!(!reached(lesson, &world), "{}: {step:?} is not needed", lesson.id);
                let last = world.perform(step);
                assert!(last.changed, "{}: {step:?} changes something: {:?}", lesson.id, last.error);
                assert!(
                    lost(lesson, &world).is_none() || reached(lesson, &world),
                    "{}: lost after {step:?}",
                    lesson.id
                );
            }
            assert!(run_on(lesson, world), "{}: {steps:?}", lesson.id);
        }
        assert!(lesson.solutions.iter().all(|steps| steps.len() == lesson.par), "{}: par", lesson.id);
        assert!(lesson.detours.iter().all(|steps| steps.len() > lesson.par), "{}: detours", lesson.id);
    });
}

/// Each single call that reaches the goal, from the start and at the next four events, is a known one. So par is the
/// least: for a par of two no single call is known.
#[test]
fn no_single_call_reaches_the_goal_but_the_known_ones() {
    each(|lesson, start| {
        assert!(lesson.par == 1 || lesson.known.is_empty(), "{}: known calls below par", lesson.id);
        let mut used = vec![false; lesson.known.len()];
        let mut unknown = Vec::new();
        let mut world = start.clone();
        for _ in 0..5 {
            for step in calls::singles(lesson, &world) {
                let mut then = world.clone();
                let last = then.perform(&step);
                if !last.changed || !run_on(lesson, then) {
                    continue;
                }
                match lesson.known.iter().position(|pattern| judge::call_is(pattern, &last)) {
                    Some(known) => used[known] = true,
                    None => unknown.push(format!("{} ms: {:?}", world.cluster.now() - lesson.opens, step)),
                }
            }
            if !world.next() {
                break;
            }
        }
        assert!(unknown.is_empty(), "{}: these reach the goal too: {unknown:#?}", lesson.id);
        assert!(used.iter().all(|used| *used), "{}: a known call that reaches nothing: {used:?}", lesson.id);
    });
}

#[test]
fn every_mistake_gives_its_text() {
    each(|lesson, start| {
        for it in &lesson.mistakes {
            let mut world = start.clone();
            world.play(&it.rule.example);
            assert!(!reached(lesson, &world), "{}: {} is no mistake", lesson.id, it.rule.id);
            assert_eq!(mistake(lesson, &world), Some(it.rule.id.as_str()), "{}", lesson.id);
            let found = lost(lesson, &world);
            assert_eq!(found.is_some(), it.lost, "{}: after {} lost by {found:?}", lesson.id, it.rule.id);
        }
    });
}

/// What the file says of its examples is true: where the goal is lost three calls do not reach it, else they do.
#[test]
fn lost_is_lost_and_not_lost_is_not() {
    each(|lesson, start| {
        let mut search = Search::default();
        assert!(search.reaches(lesson, start, lesson.par), "{}: the search finds the way", lesson.id);
        let lost_examples = lesson.lost.iter().map(|rule| (rule, true));
        let mistakes = lesson.mistakes.iter().map(|it| (&it.rule, it.lost));
        for (rule, is_lost) in lost_examples.chain(mistakes) {
            let mut world = start.clone();
            world.play(&rule.example);
            assert_eq!(lost(lesson, &world).is_some(), is_lost, "{}: {}", lesson.id, rule.id);
            assert_eq!(search.reaches(lesson, &world, 3), !is_lost, "{}: {}", lesson.id, rule.id);
        }
        for rule in &lesson.lost {
            let mut world = start.clone();
            world.play(&rule.example);
            assert!(holds(&rule.when, &world), "{}: {} holds after its example", lesson.id, rule.id);
        }
    });
}

/// And so it is wherever a newcomer goes: after each step of seeded walks over what the lesson offers.
#[test]
fn wherever_one_goes_lost_is_lost() {
    each(|lesson, start| {
        let mut search = Search::default();
        let (walks, most) = walks();
        for seed in 0..walks {
            if search.tried > most {
                break;
            }
            let mut random = Random::new(seed);
            let mut world = start.clone();
            let mut way = Vec::new();
            for _ in 0..random.whole(1, 8) {
                match random.whole(0, 3) {
                    0 => _ = world.next(),
                    _ => match calls::any(lesson, &world, &mut random) {
                        Some(step) => {
                            way.push(format!("{} ms: {:?}", world.cluster.now() - lesson.opens, step));
                            world.perform(&step);
                        }
                        None => _ = world.next(),
                    },
                }
                if reached(lesson, &world) {
                    break;
                }
                let said = lost(lesson, &world);
                assert_eq!(
                    search.reaches(lesson, &world, 3),
                    said.is_none(),
                    "{}: lost {said:?} at {} ms after {way:#?}",
                    lesson.id,
                    world.cluster.now() - lesson.opens
                );
            }
        }
    });
}

#[test]
fn predictions_have_one_true_answer() {
    each(|lesson, start| {
        let predict = lesson.predict.as_ref().unwrap_or_else(|| panic!("{}: a prediction", lesson.id));
        assert!((2..=4).contains(&predict.answers.len()), "{}: answers", lesson.id);
        let mut world = start.clone();
        world.play(&predict.path);
        for Answer { id, is } in &predict.answers {
            assert_eq!(holds(is, &world), *id == predict.truth, "{}: answer {id}", lesson.id);
        }
    });
}

/// Checks the texts of a lesson in every language.
fn each_text(check: impl Fn(&Lesson, &World, &Value, &str)) {
    let languages = languages();
    each(|lesson, start| {
        for (language, messages) in &languages {
            let place = format!("{language}: {}", lesson.id);
            let own = &messages["lessons"][&lesson.id];
            assert!(own.is_object(), "{place}: no texts");
            check(lesson, start, own, &place);
        }
    });
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().map_or_else(BTreeSet::new, |map| map.keys().cloned().collect())
}

#[test]
fn no_text_is_missing_and_none_is_left_over() {
    each_text(|lesson, _, own, place| {
        let ids = |all: &mut dyn Iterator<Item = &String>| all.cloned().collect::<BTreeSet<String>>();
        let answers = lesson.predict.iter().flat_map(|predict| &predict.answers);
        let pairs = [
            ("goals", ids(&mut lesson.goal.iter().map(|goal| &goal.id))),
            ("mistakes", ids(&mut lesson.mistakes.iter().map(|it| &it.rule.id))),
            ("lost", ids(&mut lesson.lost.iter().map(|rule| &rule.id))),
            ("facts", ids(&mut lesson.facts.iter().map(|fact| &fact.id))),
        ];
        for (key, ids) in pairs {
            assert_eq!(keys(&own[key]), ids, "{place}: {key}");
        }
        assert_eq!(
            keys(&own["predict"]["answers"]),
            ids(&mut answers.map(|answer| &answer.id)),
            "{place}: answers"
        );
        let silent =
            lesson.facts.iter().any(|fact| matches!(fact.mark, FactMark::Question(_) | FactMark::Choice(_)));
        assert_eq!(
            own["silent"].is_string(),
            silent,
            "{place}: what the documentation is silent about is said"
        );
        assert_eq!(own["teacher"].as_array().map(Vec::len), Some(3), "{place}: questions for the room");
        assert!(
            own["hints"].as_array().is_some_and(|hints| (2..=4).contains(&hints.len())),
            "{place}: hints"
        );
        for key in ["title", "idea", "brings", "story", "reward", "onYourCluster"] {
            assert!(own[key].as_str().is_some_and(|text| !text.is_empty()), "{place}: {key}");
        }
    });
}

#[test]
fn every_number_in_a_text_comes_from_a_value() {
    each_text(|lesson, start, own, place| {
        let mut named = BTreeSet::new();
        for (at, text) in texts::texts(own) {
            if let Some(problem) = texts::wrong(&text, lesson, start) {
                panic!("{place}.{at}: {problem}: {text}");
            }
            named.extend(texts::placeholders(&text).into_iter().map(str::to_owned));
        }
        let unsaid: Vec<&String> = lesson.values.keys().filter(|name| !named.contains(*name)).collect();
        assert!(unsaid.is_empty(), "{place}: no text says {unsaid:?}");
    });
}

/// A mistake and what lost it are told when they happen, all else from the start on, and to the end.
#[test]
fn every_text_can_be_said() {
    each_text(|lesson, start, own, place| {
        let can = |at: &str, text: &str, now: &World| {
            let states = States { lesson, start, now };
            for name in texts::placeholders(text) {
                let Some(spec) = lesson.values.get(name) else { continue };
                let shown = states.value(spec);
                let nothing = match &shown {
                    Shown::None => true,
                    Shown::Ids(ids) => ids.is_empty(),
                    Shown::Text(text) => text.is_empty(),
                    Shown::Instant(_) | Shown::Length(_) | Shown::Number(_) => false,
                };
                assert!(!nothing, "{place}.{at}: {{{name}}} is {shown:?} in: {text}");
            }
        };
        let after = |rule: &Rule| {
            let mut world = start.clone();
            world.play(&rule.example);
            world
        };
        for it in &lesson.mistakes {
            can("mistakes", own["mistakes"][&it.rule.id].as_str().unwrap(), &after(&it.rule));
        }
        for rule in &lesson.lost {
            can("lost", own["lost"][&rule.id].as_str().unwrap(), &after(rule));
        }
        let end = values::solved(lesson, start);
        for (at, text) in texts::texts(own) {
            if !at.starts_with("mistakes.") && !at.starts_with("lost.") {
                can(&at, &text, start);
                can(&at, &text, &end);
            }
        }
    });
}

#[test]
fn texts_are_short() {
    each_text(|_, _, own, place| {
        let most = |text: &Value, most: usize, at: &str| {
            let text = text.as_str().unwrap();
            assert!(texts::words(text) <= most, "{place}: {at} has {} words: {text}", texts::words(text));
        };
        most(&own["story"], 60, "the story");
        for (key, words) in [("mistakes", 45), ("lost", 20), ("goals", 14)] {
            own[key].as_object().unwrap().values().for_each(|text| most(text, words, key));
        }
        own["hints"].as_array().unwrap().iter().for_each(|text| most(text, 40, "a hint"));
    });
}

/// A mistake says which job it is about, where it is about one.
#[test]
fn mistakes_name_a_job() {
    each_text(|_, _, own, place| {
        for (id, text) in own["mistakes"].as_object().unwrap() {
            let text = text.as_str().unwrap();
            let named = texts::placeholders(text).iter().any(|name| name.parse::<i32>().is_ok());
            let listed = ["{failed}", "{unsaid}", "{killed}", "{began}", "{touched}"]
                .iter()
                .any(|name| text.contains(name));
            assert!(named || listed, "{place}: {id}: {text}");
        }
    });
}

#[test]
fn what_the_documentation_says_and_where_it_is_silent() {
    let conformance = read("docs/conformance.md");
    let choices = read("docs/choices.md");
    let row = |head: &str, number: i64| {
        let section = conformance.split("\n## ").find(|section| section.starts_with(head));
        section.unwrap().lines().any(|line| line.starts_with(&format!("| {number} |")))
    };
    each(|lesson, _| {
        for fact in &lesson.facts {
            let place = format!("{}: fact {}", lesson.id, fact.id);
            match &fact.mark {
                FactMark::Documented(page) => assert!(!page.is_empty(), "{place}: no page"),
                FactMark::Contradiction(number) => assert!(row("Contradictions", *number), "{place}"),
                FactMark::Question(number) => assert!(row("Open questions", *number), "{place}"),
                FactMark::Choice(head) => {
                    assert!(choices.lines().any(|line| line == format!("## {head}")), "{place}: {head}");
                }
            }
        }
    });
}

#[test]
fn the_note_that_is_a_unit_too_long() {
    each_text(|lesson, _, own, place| {
        if lesson.id == "nothing-happened-on-purpose" {
            let note = own["notes"]["helpdesk"].as_str().unwrap();
            assert_eq!((note.chars().count(), note.encode_utf16().count()), (320, 321), "{place}");
            assert!(
                note.contains('🔧') && note.ends_with(|c: char| c.is_ascii()),
                "{place}: its last unit can go"
            );
        }
    });
}

/// The values as they are read at the start and at the end, and after the mistake that shows them.
#[test]
fn the_values_are_those_of_the_design() {
    for &(id, mistake, expected) in VALUES {
        let (lesson, start) = lesson(id);
        let mut now = start.clone();
        if let Some(it) = lesson.mistakes.iter().find(|it| it.rule.id == mistake) {
            now.play(&it.rule.example);
        } else {
            assert!(mistake.is_empty(), "{id}: no mistake {mistake}");
        }
        let states = States { lesson: &lesson, start: &start, now: &now };
        for (name, wanted) in expected {
            let spec = lesson.values.get(*name).unwrap_or_else(|| panic!("{id}: no value {name}"));
            assert_eq!(values::said(&states.value(spec), lesson.opens), *wanted, "{id}: {name}");
        }
    }
}
