//! The nodes, and which processors are idle: a set of nodes for each number of idle processors, so that the node
//! rule (most idle first, then name) is a walk over words of 64 nodes, and whole nodes move 64 at a time.

use crate::jobs::{Span, Spans, bits};
use crate::lifecycle::NodeStatus;
use crate::sorting::sort;
use crate::spec::NodeSpec;
use crate::time::Time;
use std::cmp::Reverse;

/// A set of nodes by index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mask(pub(crate) Vec<u64>);

impl Mask {
    pub(crate) fn new(nodes: usize) -> Mask {
        Mask(vec![0; nodes.div_ceil(64)])
    }

    pub(crate) fn of(nodes: usize, members: impl IntoIterator<Item = u32>) -> Mask {
        let mut mask = Mask::new(nodes);
        for node in members {
            mask.insert(node);
        }
        mask
    }

    pub(crate) fn has(&self, node: u32) -> bool {
        self.0[node as usize / 64] >> (node % 64) & 1 == 1
    }

    pub(crate) fn insert(&mut self, node: u32) {
        self.0[node as usize / 64] |= 1 << (node % 64);
    }

    fn remove(&mut self, node: u32) {
        self.0[node as usize / 64] &= !(1 << (node % 64));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(word, mask)| bits(*mask).map(move |bit| word as u32 * 64 + bit))
    }
}

/// The nodes of one number of idle processors.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Class {
    members: Mask,
    count: u32,
    /// All words before this one are empty.
    first: usize,
}

impl Class {
    fn new(nodes: usize) -> Class {
        Class { members: Mask::new(nodes), count: 0, first: 0 }
    }

    fn add(&mut self, word: u32, mask: u64) {
        let word = word as usize;
        debug_assert_eq!(self.members.0[word] & mask, 0);
        self.members.0[word] |= mask;
        self.count += mask.count_ones();
        self.first = self.first.min(word);
    }

    fn take(&mut self, word: u32, mask: u64) {
        debug_assert_eq!(self.members.0[word as usize] & mask, mask);
        self.members.0[word as usize] &= !mask;
        self.count -= mask.count_ones();
    }

    /// Moves `first` on to the first word that is not empty.
    fn skip_empty(&mut self) {
        while self.members.0.get(self.first).is_some_and(|word| *word == 0) {
            self.first += 1;
        }
    }
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) capacity: u32,
    pub(crate) memory: i32,
    /// What administrators made it: Ready, Paused or Pending.
    pub(crate) status: NodeStatus,
    /// When it crashed, if it has.
    pub(crate) crashed: Option<Time>,
    /// The head node has noticed.
    pub(crate) lost: bool,
}

impl Node {
    /// As the head node believes.
    pub(crate) fn visible_status(&self) -> NodeStatus {
        if self.lost { NodeStatus::Unreachable } else { self.status }
    }

    /// New jobs and tasks may start there.
    pub(crate) fn is_available(&self) -> bool {
        self.visible_status() == NodeStatus::Ready
    }
}

/// What kind of processors a job wants.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub(crate) exclusive: bool,
    /// Only these nodes.
    pub(crate) allowed: Option<&'a Mask>,
    /// At least so many on these: (node, processors), by node.
    pub(crate) demands: &'a [(u32, u32)],
}

/// All nodes by name; an index is a place in that order.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    nodes: Vec<Node>,
    /// Processors that are neither held nor closed, by node; counted on also while the node is not available. Beside
    /// the nodes, so that a job that takes or gives back thousands of them touches 4 bytes of each.
    idle: Vec<u32>,
    /// New jobs and tasks may start there.
    available: Mask,
    /// Available, and nothing idle: the class that `classes` does not have.
    full: Mask,
    /// The order in which they were given.
    listing: Vec<u32>,
    /// By number of idle processors, most first, of available nodes with at least one: where in `class_store` they are.
    classes: Vec<(Reverse<u32>, u32)>,
    class_store: Vec<Class>,
    /// Those in `class_store` that are empty and in no use.
    spare_classes: Vec<u32>,
    /// By number of processors: which nodes have so many.
    of_capacity: Vec<(u32, Mask)>,
    /// Idle processors of available nodes.
    pub(crate) idle_total: i64,
    /// All processors; nodes never come or go.
    pub(crate) capacity_total: i64,
}

impl Nodes {
    /// Specs are checked: names unique, processors positive.
    pub(crate) fn new(specs: &[NodeSpec]) -> Nodes {
        let mut by_name: Vec<(&str, u32)> = specs.iter().map(|spec| spec.name.as_str()).zip(0..).collect();
        sort(&mut by_name);
        let listing: Vec<u32> = by_name.into_iter().map(|named| named.1).collect();
        let nodes: Vec<Node> = listing
            .iter()
            .map(|&at| {
                let spec = &specs[at as usize];
                let lost = spec.status == NodeStatus::Unreachable;
                Node {
                    name: spec.name.clone(),
                    capacity: spec.number_of_processors as u32,
                    memory: spec.memory,
                    status: if lost { NodeStatus::Ready } else { spec.status },
                    crashed: None,
                    lost,
                }
            })
            .collect();
        let mut place = vec![0; listing.len()];
        for (index, &at) in listing.iter().enumerate() {
            place[at as usize] = index as u32;
        }
        let mut capacities: Vec<(u32, u32)> = nodes.iter().map(|node| node.capacity).zip(0..).collect();
        sort(&mut capacities);
        let alike = capacities.chunk_by(|a, b| a.0 == b.0);
        let of_capacity =
            alike.map(|alike| (alike[0].0, Mask::of(nodes.len(), alike.iter().map(|node| node.1)))).collect();
        let capacity_total = nodes.iter().map(|node| i64::from(node.capacity)).sum();
        let mut all = Nodes {
            capacity_total,
            idle: nodes.iter().map(|node| node.capacity).collect(),
            available: Mask::new(nodes.len()),
            full: Mask::new(nodes.len()),
            nodes,
            listing: place,
            classes: Vec::new(),
            class_store: Vec::new(),
            spare_classes: Vec::new(),
            of_capacity,
            idle_total: 0,
        };
        for index in 0..all.nodes.len() as u32 {
            if all.node(index).is_available() {
                all.add_idle(index);
            }
        }
        all
    }

    /// The idle processors of a node.
    pub(crate) fn idle(&self, index: u32) -> u32 {
        self.idle[index as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, index: u32) -> &Node {
        &self.nodes[index as usize]
    }

    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        self.nodes.binary_search_by(|node| node.name.as_str().cmp(name)).ok().map(|index| index as u32)
    }

    /// In the order in which they were given.
    pub(crate) fn listing(&self) -> &[u32] {
        &self.listing
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Node)> {
        self.nodes.iter().enumerate().map(|(index, node)| (index as u32, node))
    }

    /// The class of so many idle processors, made if it is not there.
    fn class(&mut self, idle: u32) -> &mut Class {
        let at = match self.classes.binary_search_by_key(&Reverse(idle), |class| class.0) {
            Ok(at) => self.classes[at].1,
            Err(place) => {
                let at = self.spare_classes.pop().unwrap_or_else(|| {
                    self.class_store.push(Class::new(self.nodes.len()));
                    self.class_store.len() as u32 - 1
                });
                self.classes.insert(place, (Reverse(idle), at));
                at
            }
        };
        &mut self.class_store[at as usize]
    }

    /// A class without nodes is none; what it is made of serves the next one.
    fn drop_class(&mut self, idle: u32) {
        if let Ok(place) = self.classes.binary_search_by_key(&Reverse(idle), |class| class.0) {
            let (_, at) = self.classes.remove(place);
            self.class_store[at as usize].first = usize::MAX;
            self.spare_classes.push(at);
        }
    }

    /// Where all the nodes of a class, so many, come to have the same number of idle processors, and the class keeps its
    /// place among the others, it needs another number and no more. So it is mostly with one node, or few that are large.
    fn rename_class(&mut self, from: u32, to: u32, nodes: u32) -> bool {
        let Ok(at) = self.classes.binary_search_by_key(&Reverse(from), |class| class.0) else { return false };
        let above = at.checked_sub(1).map_or(u32::MAX, |at| self.classes[at].0.0);
        let below = self.classes.get(at + 1).map_or(0, |class| class.0.0);
        let keeps = self.class_store[self.classes[at].1 as usize].count == nodes && below < to && to < above;
        if keeps {
            self.classes[at].0 = Reverse(to);
        }
        keeps
    }

    /// The classes, most idle first, each with the nodes that have no other processors than so many.
    fn by_idle(&self) -> impl Iterator<Item = (u32, &Class, Option<&Mask>)> {
        self.classes.iter().map(|&(Reverse(idle), at)| {
            let whole = self.of_capacity.binary_search_by_key(&idle, |nodes| nodes.0).ok();
            (idle, &self.class_store[at as usize], whole.map(|at| &self.of_capacity[at].1))
        })
    }

    /// Enters an available node into the class of its idle processors.
    fn add_idle(&mut self, index: u32) {
        self.available.insert(index);
        let idle = self.idle(index);
        if idle > 0 {
            self.class(idle).add(index / 64, 1 << (index % 64));
            self.idle_total += i64::from(idle);
        } else {
            self.full.insert(index);
        }
    }

    fn take_idle(&mut self, index: u32) {
        self.available.remove(index);
        let idle = self.idle(index);
        if idle > 0 {
            let class = self.class(idle);
            class.take(index / 64, 1 << (index % 64));
            if class.count == 0 {
                self.drop_class(idle);
            }
            self.idle_total -= i64::from(idle);
        } else {
            self.full.remove(index);
        }
    }

    /// Changes a node; its idle processors appear or disappear with its availability.
    pub(crate) fn change(&mut self, index: u32, change: impl FnOnce(&mut Node)) {
        if self.available.has(index) {
            self.take_idle(index);
        }
        change(&mut self.nodes[index as usize]);
        if self.node(index).is_available() {
            self.add_idle(index);
        }
    }

    /// Changes how many processors of a node are idle.
    fn set_idle(&mut self, index: u32, idle: u32) {
        let available = self.available.has(index);
        if available {
            self.take_idle(index);
        }
        self.idle[index as usize] = idle;
        if available {
            self.add_idle(index);
        }
    }

    /// Nothing of the node is held or closed any more.
    pub(crate) fn empty(&mut self, index: u32) {
        self.set_idle(index, self.node(index).capacity);
    }

    /// The suitable processors of a wish, all together.
    pub(crate) fn suitable(&self, wish: Wish<'_>) -> i64 {
        if !wish.exclusive && wish.allowed.is_none() {
            return self.idle_total;
        }
        let mut sum = 0;
        for (idle, class, whole) in self.by_idle() {
            for word in class.first..class.members.0.len() {
                let mask = suitable_word(class, whole, wish, word);
                sum += i64::from(idle) * i64::from(mask.count_ones());
            }
        }
        sum
    }

    /// The suitable processors of a wish on one node.
    pub(crate) fn suitable_on(&self, index: u32, wish: Wish<'_>) -> u32 {
        let idle = self.idle(index);
        let fits = self.available.has(index)
            && wish.allowed.is_none_or(|allowed| allowed.has(index))
            && (!wish.exclusive || idle == self.node(index).capacity);
        if fits { idle } else { 0 }
    }

    /// Where the node rule places `wanted` processors, at most what is suitable, nothing changed: first the
    /// demands, then most idle first, then by name.
    pub(crate) fn place(&self, wanted: i64, wish: Wish<'_>) -> Spans {
        if wish.demands.is_empty() {
            self.place_freely(wanted, wish)
        } else {
            self.place_demands(wanted, wish)
        }
    }

    fn place_freely(&self, mut wanted: i64, wish: Wish<'_>) -> Spans {
        let mut spans = Spans::new();
        for (idle, class, whole) in self.by_idle() {
            for word in class.first..class.members.0.len() {
                if wanted <= 0 {
                    return spans;
                }
                let mut mask = suitable_word(class, whole, wish, word);
                let nodes = wanted / i64::from(idle);
                let rest = (wanted % i64::from(idle)) as u32;
                if i64::from(mask.count_ones()) > nodes {
                    let full = lowest(mask, nodes as u32);
                    let next = lowest(mask & !full, 1);
                    mask = full;
                    if rest > 0 {
                        // Full nodes come before the one that gives only the rest.
                        if mask != 0 {
                            spans.push(Span { mask, word: word as u32, count: idle });
                        }
                        spans.push(Span { mask: next, word: word as u32, count: rest });
                        return spans;
                    }
                }
                if mask != 0 {
                    spans.push(Span { mask, word: word as u32, count: idle });
                    wanted -= i64::from(mask.count_ones()) * i64::from(idle);
                }
            }
        }
        spans
    }

    fn place_demands(&self, mut wanted: i64, wish: Wish<'_>) -> Spans {
        let mut spans = Spans::new();
        let span = |node: u32, count: u32| Span { mask: 1 << (node % 64), word: node / 64, count };
        for &(node, demand) in wish.demands {
            spans.push(span(node, demand));
            wanted -= i64::from(demand);
        }
        let free = Wish { demands: &[], ..wish };
        for (idle, class, whole) in self.by_idle() {
            for word in class.first..class.members.0.len() {
                for bit in bits(suitable_word(class, whole, free, word)) {
                    if wanted <= 0 {
                        return spans;
                    }
                    let node = word as u32 * 64 + bit;
                    let demanded = wish.demands.iter().position(|demand| demand.0 == node);
                    let taken = demanded.map_or(0, |at| spans[at].count);
                    let count = i64::from(idle - taken).min(wanted) as u32;
                    wanted -= i64::from(count);
                    match demanded {
                        Some(at) => spans[at].count += count,
                        None => spans.push(span(node, count)),
                    }
                }
            }
        }
        spans
    }

    /// Takes what `place` gave.
    pub(crate) fn take(&mut self, spans: &[Span], exclusive: bool) {
        for &span in spans {
            self.shift(span, exclusive, |idle, _| if exclusive { 0 } else { idle - span.count });
        }
    }

    /// Gives a reservation back.
    pub(crate) fn give_back(&mut self, spans: &[Span], exclusive: bool) {
        for &span in spans {
            self.shift(
                span,
                exclusive,
                |idle, capacity| if exclusive { capacity } else { idle + span.count },
            );
        }
    }

    /// Gives back what many jobs together, none of them exclusive, have held of each node.
    pub(crate) fn give_back_sums(&mut self, sums: &[u32]) {
        for (node, sum) in (0..).zip(sums).filter(|(_, sum)| **sum > 0) {
            self.set_idle(node, self.idle(node) + sum);
        }
    }

    /// Moves the nodes of a span to another number of idle processors, which may depend on how many they have; 64 at
    /// once where all are alike.
    fn shift(&mut self, span: Span, by_capacity: bool, to: impl Fn(u32, u32) -> u32) {
        let first = span.word * 64 + span.mask.trailing_zeros();
        let (from, capacity) = (self.idle(first), self.node(first).capacity);
        let target = to(from, capacity);
        if !self.are_alike(span, from, by_capacity.then_some(capacity)) {
            for index in span.nodes() {
                self.set_idle(index, to(self.idle(index), self.node(index).capacity));
            }
            return;
        }
        let word = span.word as usize;
        if !self.rename_class(from, target, span.mask.count_ones()) {
            if from == 0 {
                self.full.0[word] &= !span.mask;
            } else {
                let class = self.class(from);
                class.take(span.word, span.mask);
                if class.count == 0 {
                    self.drop_class(from);
                } else {
                    class.skip_empty();
                }
            }
            if target == 0 {
                self.full.0[word] |= span.mask;
            } else {
                self.class(target).add(span.word, span.mask);
            }
        }
        self.idle_total += i64::from(span.mask.count_ones()) * (i64::from(target) - i64::from(from));
        if span.mask == u64::MAX {
            self.idle[word * 64..][..64].fill(target);
        } else {
            for index in span.nodes() {
                self.idle[index as usize] = target;
            }
        }
    }

    /// Whether all nodes of a span are available with so many idle processors, of so many if that matters.
    fn are_alike(&self, span: Span, idle: u32, capacity: Option<u32>) -> bool {
        let word = span.word as usize;
        let of_idle = if idle == 0 {
            self.full.0[word]
        } else {
            let class = self.classes.binary_search_by_key(&Reverse(idle), |class| class.0);
            class.map_or(0, |at| self.class_store[self.classes[at].1 as usize].members.0[word])
        };
        let of_capacity = capacity.map_or(u64::MAX, |capacity| {
            let alike = self.of_capacity.binary_search_by_key(&capacity, |nodes| nodes.0);
            alike.map_or(0, |at| self.of_capacity[at].1.0[word])
        });
        span.mask & !(of_idle & of_capacity) == 0
    }

    /// What ending a job gives to others on available nodes: all of a node that it closed.
    pub(crate) fn frees(&self, spans: &[Span], exclusive: bool) -> i64 {
        let mut sum = 0;
        for span in spans {
            let mask = span.mask & self.available.0[span.word as usize];
            if exclusive {
                let nodes = Span { mask, ..*span }.nodes();
                sum += nodes.map(|index| i64::from(self.node(index).capacity)).sum::<i64>();
            } else {
                sum += i64::from(mask.count_ones()) * i64::from(span.count);
            }
        }
        sum
    }

    /// Recomputes the classes from the nodes and compares.
    pub(crate) fn check_invariants(&self) {
        let mut fresh = self.clone();
        (fresh.classes, fresh.class_store, fresh.spare_classes) = Default::default();
        fresh.idle_total = 0;
        (fresh.available, fresh.full) = (Mask::new(self.nodes.len()), Mask::new(self.nodes.len()));
        for index in 0..self.nodes.len() as u32 {
            if fresh.node(index).is_available() {
                fresh.add_idle(index);
            }
        }
        assert_eq!(fresh.idle_total, self.idle_total, "sum of idle processors");
        assert_eq!(
            (&fresh.available, &fresh.full),
            (&self.available, &self.full),
            "available and full nodes"
        );
        let members = |nodes: &Nodes| -> Vec<(u32, Vec<u32>)> {
            nodes.by_idle().map(|(idle, class, _)| (idle, class.members.iter().collect())).collect()
        };
        assert_eq!(members(&fresh), members(self), "nodes by idle processors");
        for class in &self.class_store {
            let skipped = class.members.0.iter().take(class.first);
            assert!(skipped.into_iter().all(|word| *word == 0), "skipped words are empty");
        }
    }
}

/// The nodes of a word of a class that a wish may use.
fn suitable_word(class: &Class, whole: Option<&Mask>, wish: Wish<'_>, word: usize) -> u64 {
    let mut mask = class.members.0[word];
    if wish.exclusive {
        mask &= whole.map_or(0, |whole| whole.0[word]);
    }
    if let Some(allowed) = wish.allowed {
        mask &= allowed.0[word];
    }
    mask
}

/// The lowest `count` set bits of a word, or all of them.
fn lowest(mask: u64, count: u32) -> u64 {
    if count >= mask.count_ones() {
        return mask;
    }
    let mut rest = mask;
    for _ in 0..count {
        rest &= rest - 1;
    }
    mask & !rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    /// The node rule by sorting all nodes: (node, processors), by node.
    fn plain_place(nodes: &Nodes, mut wanted: i64, wish: Wish<'_>) -> Vec<(u32, u32)> {
        let mut place: BTreeMap<u32, u32> = wish.demands.iter().copied().collect();
        wanted -= place.values().map(|count| i64::from(*count)).sum::<i64>();
        let mut order: Vec<(Reverse<u32>, u32)> =
            (0..nodes.len() as u32).map(|at| (Reverse(nodes.suitable_on(at, wish)), at)).collect();
        order.sort_unstable();
        for (Reverse(suitable), at) in order {
            let rest = suitable - place.get(&at).copied().unwrap_or(0).min(suitable);
            let count = i64::from(rest).min(wanted.max(0)) as u32;
            wanted -= i64::from(count);
            if count > 0 {
                *place.entry(at).or_insert(0) += count;
            }
        }
        place.into_iter().collect()
    }

    fn by_node(spans: &[Span]) -> Vec<(u32, u32)> {
        let mut place: Vec<(u32, u32)> =
            spans.iter().flat_map(|span| span.nodes().map(|node| (node, span.count))).collect();
        place.sort_unstable();
        place
    }

    /// Random reservations, given back in any order, on nodes that come and go: the words of 64 nodes give what
    /// sorting all nodes gives.
    #[test]
    fn placements_are_those_of_the_plain_rule() {
        for seed in 1..=40 {
            let mut random = Random::new(seed);
            let count = 1 + random.below(150) as usize;
            let alike = random.below(2) == 0;
            let specs: Vec<NodeSpec> = (0..count)
                .map(|at| {
                    let processors = if alike { 4 } else { 1 + random.below(9) as i32 };
                    NodeSpec::new(&format!("N{at:03}"), processors)
                })
                .collect();
            let mut nodes = Nodes::new(&specs);
            let mut held: Vec<(Spans, bool)> = Vec::new();
            for _ in 0..300 {
                let exclusive = random.below(3) == 0;
                let members: Vec<u32> = (0..count as u32).filter(|_| random.below(3) > 0).collect();
                let mask = Mask::of(count, members);
                let allowed = (random.below(3) == 0).then_some(&mask);
                let free = Wish { exclusive, allowed, demands: &[] };
                let at = random.below(count as u64) as u32;
                let demand = (at, nodes.suitable_on(at, free).min(1 + random.below(4) as u32));
                let demands = if random.below(4) == 0 && demand.1 > 0 { vec![demand] } else { vec![] };
                let wish = Wish { demands: &demands, ..free };
                let suitable: u64 = (0..count as u32).map(|at| u64::from(nodes.suitable_on(at, wish))).sum();
                assert_eq!(nodes.suitable(wish), suitable as i64);
                let least: i64 = demands.iter().map(|demand| i64::from(demand.1)).sum();
                let wanted = (1 + random.below(suitable.max(1)) as i64).max(least);
                match random.below(8) {
                    0..=3 if wanted <= suitable as i64 => {
                        let spans = nodes.place(wanted, wish);
                        assert_eq!(by_node(&spans), plain_place(&nodes, wanted, wish));
                        nodes.take(&spans, exclusive);
                        held.push((spans, exclusive));
                    }
                    4..=6 if !held.is_empty() => {
                        let (spans, exclusive) = held.swap_remove(random.below(held.len() as u64) as usize);
                        nodes.give_back(&spans, exclusive);
                    }
                    7 => nodes.change(at, |node| {
                        node.status = if node.status == NodeStatus::Ready {
                            NodeStatus::Paused
                        } else {
                            NodeStatus::Ready
                        };
                    }),
                    _ => {}
                }
                nodes.check_invariants();
            }
        }
    }
}
