//! The public face, first as a skeleton: signatures are settled, bodies follow.
#![allow(unused_variables, missing_docs, dead_code)]
use crate::*;

/// A cluster: its nodes, queue, jobs and clock.
#[derive(Clone, Debug)]
pub struct Cluster {}

impl Cluster {
    pub fn new(options: ClusterOptions) -> Result<Cluster> {
        todo!()
    }
    pub fn act_as(&mut self, user: &str, is_admin: bool) {
        todo!()
    }
    pub fn name(&self) -> &str {
        todo!()
    }
    pub fn user(&self) -> &str {
        todo!()
    }
    pub fn is_admin(&self) -> bool {
        todo!()
    }
    pub fn is_asynchronous(&self) -> bool {
        todo!()
    }
    pub fn set_is_asynchronous(&mut self, on: bool) {
        todo!()
    }
    pub fn now(&self) -> Time {
        todo!()
    }
    pub fn advance(&mut self, millis: Time) -> Result<()> {
        todo!()
    }
    pub fn advance_to(&mut self, time: Time) -> Result<()> {
        todo!()
    }
    pub fn next_event_time(&self) -> Option<Time> {
        todo!()
    }
    pub fn add_job(&mut self, job: &JobSpec) -> Result<JobId> {
        todo!()
    }
    pub fn add_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        todo!()
    }
    pub fn add_task(&mut self, job: JobId, task: &TaskSpec) -> Result<TaskId> {
        todo!()
    }
    pub fn add_tasks(&mut self, job: JobId, tasks: &[TaskSpec]) -> Result<Vec<TaskId>> {
        todo!()
    }
    pub fn submit_job(&mut self, job: JobId) -> Result<()> {
        todo!()
    }
    pub fn submit_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        todo!()
    }
    pub fn queue_job(&mut self, job: &JobSpec) -> Result<JobId> {
        todo!()
    }
    pub fn queue_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        todo!()
    }
    pub fn modify_job(&mut self, job: JobId, spec: &JobSpec) -> Result<()> {
        todo!()
    }
    pub fn modify_job_term(&mut self, job: JobId, term: &str, value: &str) -> Result<()> {
        todo!()
    }
    pub fn cancel_job(&mut self, job: JobId, message: &str) -> Result<()> {
        todo!()
    }
    pub fn cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<()> {
        todo!()
    }
    pub fn try_cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<CancelReport> {
        todo!()
    }
    pub fn cancel_task(&mut self, job: JobId, task: TaskId, message: &str) -> Result<()> {
        todo!()
    }
    pub fn cancel_tasks(&mut self, job: JobId, tasks: &[TaskId], message: &str) -> Result<()> {
        todo!()
    }
    pub fn requeue_job(&mut self, job: JobId) -> Result<()> {
        todo!()
    }
    pub fn requeue_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        todo!()
    }
    pub fn requeue_task(&mut self, job: JobId, task: TaskId) -> Result<()> {
        todo!()
    }
    pub fn requeue_tasks(&mut self, job: JobId, tasks: &[TaskId]) -> Result<()> {
        todo!()
    }
    pub fn complete_task(&mut self, job: JobId, task: TaskId, attempt: u32, exit_code: i32) -> Result<()> {
        todo!()
    }
    pub fn get_job(&self, job: JobId) -> Result<Job> {
        todo!()
    }
    pub fn get_task(&self, job: JobId, task: TaskId) -> Result<Task> {
        todo!()
    }
    pub fn list_all_jobs(&self) -> Vec<Job> {
        todo!()
    }
    pub fn list_jobs(&self, submitted_by: Option<&str>, status: JobStatus) -> Vec<Job> {
        todo!()
    }
    pub fn list_jobs_on_node(&self, node: &str) -> Result<Vec<Job>> {
        todo!()
    }
    pub fn list_tasks(&self, job: JobId) -> Result<Vec<Task>> {
        todo!()
    }
    pub fn list_tasks_on_node(&self, node: &str) -> Result<Vec<Task>> {
        todo!()
    }
    pub fn job_columns(&self) -> JobColumns {
        todo!()
    }
    pub fn queued_jobs(&self) -> Vec<JobId> {
        todo!()
    }
    pub fn get_job_counter(&self, job: JobId) -> Result<[i64; 6]> {
        todo!()
    }
    pub fn cluster_counter(&self) -> ClusterCounter {
        todo!()
    }
    pub fn parameters(&self) -> Vec<(String, String)> {
        todo!()
    }
    pub fn set_cluster_parameter(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        todo!()
    }
    pub fn environment_variables(&self) -> Vec<(String, String)> {
        todo!()
    }
    pub fn set_environment_variable(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        todo!()
    }
    pub fn error_message(&self) -> String {
        todo!()
    }
    pub fn record_error(&self, error: ClusterError) -> ClusterError {
        todo!()
    }
    pub fn compute_nodes(&self) -> Vec<ComputeNode> {
        todo!()
    }
    pub fn pause_node(&mut self, name: &str) -> Result<()> {
        todo!()
    }
    pub fn resume_node(&mut self, name: &str) -> Result<()> {
        todo!()
    }
    pub fn approve_node(&mut self, name: &str) -> Result<()> {
        todo!()
    }
    pub fn fail_node(&mut self, name: &str) -> Result<()> {
        todo!()
    }
    pub fn restore_node(&mut self, name: &str) -> Result<()> {
        todo!()
    }
    pub fn explain_job(&self, job: JobId) -> Result<Explanation> {
        todo!()
    }
    pub fn preview_cancel_jobs(&self, jobs: &[JobId], carry_on: bool) -> CancelPreview {
        todo!()
    }
    pub fn listen(&mut self, on: bool) {
        todo!()
    }
    pub fn take_events(&mut self) -> Vec<Event> {
        todo!()
    }
    pub fn event_count(&self) -> u64 {
        todo!()
    }
    pub fn to_snapshot(&self) -> Vec<u8> {
        todo!()
    }
    pub fn from_snapshot(bytes: &[u8]) -> Result<Cluster> {
        todo!()
    }
    pub fn state_digest(&self) -> String {
        todo!()
    }
    pub fn check_invariants(&self) {
        todo!()
    }
}
