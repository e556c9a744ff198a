//! The most important behaviours of the scheduler, each as a short script in the format of `tests/golden/README.md`.

mod model;
mod script;

use script::check::check;

#[test]
fn higher_priority_first_then_first_come_first_served() {
    check(
        "cluster
           node name=N1
         queue task=1m
         queue task=1m priority=Lowest
         queue task=1m
         queue task=1m
         queue task=1m priority=Highest
         expect queue 5,3,4,2
         term 4 Priority AboveNormal
         expect queue 5,4,3,2
         term 4 Priority Normal          # keeps its number
         expect queue 5,3,4,2
         cancel 3 later
         requeue 3                       # draws a new one
         expect queue 5,4,3,2",
    );
}

#[test]
fn no_preemption() {
    check(
        "cluster
           node name=N1
         queue task=10m priority=Lowest
         queue task=1m priority=Highest
         expect job 1 Running
         expect job 2 Queued",
    );
}

#[test]
fn a_job_takes_what_it_can_get_between_minimum_and_maximum() {
    check(
        "cluster
           node name=N1 procs=4
           node name=N2 procs=4
         queue min=2 max=3 shared task=1m
         queue min=2 max=9 shared task=2m
         expect job 1 Running on=N1:3
         expect job 2 Running on=N1:1,N2:4
         next
         expect job 1 Finished
         expect job 2 Running on=N1:1,N2:4   # fixed for the run",
    );
}

#[test]
fn most_idle_node_first_then_by_name() {
    check(
        "cluster
           node name=N10 procs=2
           node name=N9 procs=2
           node name=A procs=1
           node name=B procs=3
         queue procs=1 shared task=1m
         expect job 1 Running on=B:1
         queue procs=1 shared task=1m
         expect job 2 Running on=B:1         # B, N10 and N9 have two each
         queue procs=3 shared task=1m
         expect job 3 Running on=N10:2,N9:1
         queue procs=2 shared task=1m
         expect job 4 Running on=A:1,B:1",
    );
}

#[test]
fn exclusive_and_shared_jobs_keep_off_each_others_nodes() {
    check(
        "cluster
           node name=N1 procs=4
           node name=N2 procs=2
         queue procs=1 shared task=5m
         queue procs=1 task=5m
         queue procs=2 shared task=5m
         queue procs=1 task=1m
         expect job 1 Running on=N1:1
         expect job 2 Running on=N2:1
         expect job 3 Running on=N1:2
         expect job 4 Queued
         expect node N1 Ready idle=1
         expect node N2 Ready idle=0",
    );
}

#[test]
fn backfill_ends_before_the_shadow_time() {
    check(
        "cluster
           node name=N1 procs=2
         queue shared limit=00:00:10 task=10m
         queue procs=2 shared limit=00:00:10 task=10m
         queue shared limit=00:00:11 task=1m
         queue shared limit=00:00:10 task=1m
         expect queue 2,3
         expect job 4 Running backfill=true",
    );
}

#[test]
fn backfill_beside_the_head() {
    check(
        "cluster
           node name=N1 procs=3
           node name=N2 procs=3
         queue procs=3 shared limit=00:00:10 asked=N1 task=10m
         queue procs=2 limit=00:00:10 asked=N1 task=10m
         queue procs=2 shared task=1m       # no limit, but not on the head's node
         expect job 3 Running on=N2:2 backfill=true
         advance 10m
         expect job 2 Running start=600000 backfill=false",
    );
}

#[test]
fn backfill_with_fewer_processors_leaves_the_head_its_place() {
    check(
        "cluster
           node name=N1 procs=8
         queue procs=4 shared limit=00:00:10 task=10m
         queue procs=6 shared limit=00:00:10 task=10m
         queue min=1 max=4 shared limit=01:00:00 task=20m
         expect job 3 Running on=N1:2 backfill=true
         queue min=1 max=2 shared limit=01:00:00 task=20m
         expect job 4 Queued                 # the margin is used up
         advance 10m
         expect job 2 Running start=600000",
    );
}

#[test]
fn without_a_shadow_only_limited_jobs_pass() {
    check(
        "cluster
           node name=N1 procs=2
           node name=N2 procs=2
         queue procs=1 shared keep asked=N1
         queue procs=2 shared asked=N1 task=1m
         queue shared asked=N1 task=1m
         queue shared asked=N1 limit=00:00:05 task=1m
         queue min=1 max=3 shared task=1m
         expect job 3 Queued
         expect job 4 Running on=N1:1 backfill=true
         expect job 5 Running on=N2:2 backfill=true   # outside what the head asked for",
    );
}

#[test]
fn lookahead_counts_those_right_behind_the_head() {
    check(
        "cluster parameter=\"BackfillLookahead=2\"
           node name=N1 procs=2
         queue procs=1 shared limit=00:01:00 task=60m
         queue procs=2 shared limit=00:01:00 task=60m
         queue procs=2 shared limit=00:00:01 task=1m
         queue procs=2 shared limit=00:00:01 task=1m
         queue procs=1 shared limit=00:00:01 task=1m
         expect queue 2,3,4,5
         cancel 4 \"\"
         expect job 5 Running backfill=true",
    );
}

#[test]
fn demands_above_the_cluster_are_refused() {
    check(
        "cluster
           node name=N1 procs=2 status=Paused
           node name=N2 procs=2
         queue procs=4 task=1m               # whatever the nodes' status
         queue procs=5 task=1m
         ! ClusterSizeLessThanMinimum
         queue procs=3 asked=N1 task=1m
         ! ClusterSizeLessThanMinimum
         queue procs=4
           task procs=3 needs=N1 for=1m
         ! ClusterSizeLessThanMinimum",
    );
}

#[test]
fn required_nodes_are_part_of_the_reservation() {
    check(
        "cluster
           node name=N1 procs=4
           node name=N2 procs=4
         queue procs=4 shared
           task for=1m needs=N2
           task for=1m procs=4
           task for=1m min=2 max=3 needs=N1,N2
         expect job 1 Running on=N1:3,N2:1
         expect task 1 1 Running
         expect task 1 3 Queued
         next
         expect task 1 2 Running             # in the order of addition
         next
         expect task 1 3 Running",
    );
}

#[test]
fn a_task_that_does_not_fit_holds_nobody_back() {
    check(
        "cluster
           node name=N1 procs=3
         queue procs=3 shared
           task for=5m procs=2
           task for=5m procs=2
           task for=1m
           task for=1m exclusive
         expect task 1 1 Running
         expect task 1 2 Queued
         expect task 1 3 Running
         expect task 1 4 Queued
         advance 5m
         expect task 1 2 Running
         advance 5m
         expect task 1 4 Running",
    );
}

#[test]
fn predecessors_only_have_to_end() {
    check(
        "cluster
           node name=N1 procs=4
         queue procs=4
           task name=a for=1m exit=1
           task name=a for=2m
           task name=b for=ever
           task for=1m after=a,b
         advance 2m
         expect task 1 4 Queued
         cancel-task 1 3 enough
         expect task 1 4 Running
         requeue-task 1 1                    # is open again, but the successor runs
         expect task 1 4 Running",
    );
}

#[test]
fn at_one_instant_ends_come_before_limits() {
    check(
        "cluster
           node name=N1 procs=1
         queue limit=00:00:01
           task for=1m limit=00:00:01
         queue limit=00:00:01
           task for=1m
           task for=0
         queue limit=00:00:00
           task for=0
         advance 1m
         expect job 1 Finished end=60000
         expect job 2 Running start=60000
         advance 1m
         expect job 2 Cancelled end=120000   # its second task was still open
         expect task 2 1 Finished
         expect task 2 2 Cancelled by=job
         expect job 3 Finished start=120000 end=120000",
    );
}

#[test]
fn a_job_with_nothing_to_run_waits_its_turn_and_ends() {
    check(
        "cluster
           node name=N1 procs=2
         queue procs=2 task=1m
         queue procs=2
         queue procs=2 keep limit=00:00:02
         expect queue 2,3
         next
         expect job 2 Finished start=60000 end=60000
         expect job 3 Running start=60000
         next
         expect job 3 Cancelled message=\"The job reached its run-time limit of 00:00:02.\"",
    );
}

#[test]
fn paused_nodes_go_on_with_what_they_have() {
    check(
        "cluster
           node name=N1 procs=2
         queue procs=2 shared limit=01:00:00
           task for=1m
           task for=2m
           task for=1m after=none-of-these
         ! UnknownDependency
         queue procs=2 shared
           task for=1m
           task for=2m
           task for=1m
         pause N1
         next
         expect task 1 3 Queued
         next
         expect task 1 2 Finished
         expect next none
         resume N1
         expect task 1 3 Running",
    );
}

#[test]
fn a_lost_node_is_noticed_after_its_heartbeats() {
    check(
        "cluster parameter=\"HeartbeatInterval=10\" parameter=\"InactivityCount=2\"
           node name=N1 procs=1
           node name=N2 procs=1
         queue procs=2 shared
           task for=15s
           task for=25s
         advance 1s
         fail N2
         expect next 15000
         next
         expect next 21000
         set InactivityCount 1               # a change counts at once
         expect node N2 Unreachable
         expect job 1 Queued attempt=2
         expect next none",
    );
}

#[test]
fn a_job_goes_on_with_what_remains_or_returns_to_its_place() {
    check(
        "cluster
           node name=N1 procs=2
           node name=N2 procs=2
         queue min=2 max=4 shared
           task for=1h
           task for=1h
           task for=1h
         queue procs=3 shared task=1h
         fail N1
         restore N1                          # noticed at once
         expect job 1 Running on=N2:2 attempt=1
         expect job 2 Queued
         fail N2
         restore N2
         expect job 1 Running attempt=2 on=N1:2,N2:2
         expect job 2 Queued",
    );
}

#[test]
fn the_batch_runs_one_pass_at_its_end() {
    check(
        "cluster
           node name=N1 procs=1
         queue task=1m
         queue task=1m
         queue task=1m
         cancel 1,2 stop
         expect job 2 Cancelled start=none
         expect job 3 Running",
    );
}

/// Fewer free processors can make a job fit beside the head: the node rule then leads it elsewhere.
#[test]
fn a_refusal_ends_when_the_node_rule_leads_elsewhere() {
    check(
        "cluster
           node name=N1 procs=2
           node name=N2 procs=2
           node name=N3 procs=2
         queue procs=1 shared limit=00:00:01:03 task=44s
         queue procs=4 shared limit=00:00:09:11 asked=N2,N1 task=15s
         queue priority=BelowNormal min=2 max=5 shared limit=00:00:07:12 task=12s
         expect job 1 Running on=N1:1
         expect job 3 Queued                 # on N2 it would delay job 2
         queue procs=2 shared limit=00:00:00:13 task=3s
         expect job 4 Running on=N2:2 backfill=true
         expect job 3 Running on=N3:2 backfill=true",
    );
}
