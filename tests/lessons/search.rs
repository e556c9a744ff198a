//! Whether the goal can be reached from here with a few calls: by trying.

use crate::calls::offered;
use crate::file::{Call, Lesson};
use crate::judge::{Ways, hopeless, reached};
use crate::world::World;
use std::collections::BTreeMap;

/// So many instants ahead are looked at before each call.
const INSTANTS: usize = 5;

/// What was found before: the number of calls that do not suffice, by digest.
#[derive(Default)]
pub(crate) struct Search {
    vain: BTreeMap<String, usize>,
    copies: bool,
    /// Calls that were made.
    pub(crate) tried: usize,
}

impl Search {
    /// Whether `calls` calls or fewer reach the goal, each made at once or at one of the next instants.
    pub(crate) fn reaches(&mut self, lesson: &Lesson, world: &World, calls: usize) -> bool {
        // Most ways need no copies, and with them there are many more.
        let copied = lesson.allow.iter().any(|offer| offer == "copyJob");
        [false, true].into_iter().take(1 + usize::from(copied)).any(|copies| {
            (0..=calls).any(|calls| {
                self.copies = copies;
                self.within(lesson, world.clone(), calls)
            })
        })
    }

    fn within(&mut self, lesson: &Lesson, mut world: World, calls: usize) -> bool {
        let ways = Ways::of(lesson, &world);
        let mut passed = Vec::new();
        for _ in 0..INSTANTS {
            if reached(lesson, &world) {
                return true;
            }
            if lesson.goal.iter().any(|goal| hopeless(&goal.is, &world, ways)) {
                break;
            }
            // How jobs have ended is no part of the digest.
            let key = format!("{} {} {:?}", self.copies, world.cluster.state_digest(), world.ended);
            if self.vain.get(&key).is_some_and(|vain| *vain >= calls) {
                break;
            }
            passed.push(key);
            if calls > 0 {
                let copies = self.copies;
                let offered = offered(lesson, &world).into_iter();
                for step in offered.filter(|step| copies || !matches!(step.call, Call::CopyJob(..))) {
                    self.tried += 1;
                    let mut then = world.clone();
                    if then.perform(&step).changed && self.within(lesson, then, calls - 1) {
                        return true;
                    }
                }
            }
            if !world.next() {
                break;
            }
        }
        for key in passed {
            self.vain.insert(key, calls);
        }
        false
    }
}
