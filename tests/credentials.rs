//! Whose password is known, who is asked for it, and that no password is anywhere.

use ccp_scheduler::*;

const SECRET: &str = "correct horse battery staple";

fn cluster() -> Cluster {
    let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap();
    cluster.listen(true);
    cluster
}

fn job() -> JobSpec {
    JobSpec::new("job", 1, vec![TaskSpec::lasting(60_000, 1)])
}

fn of<'a>(user: &'a str, password: &'a str) -> Credentials<'a> {
    Credentials { user: Some(user), password: Some(password), is_console: true }
}

fn user_of(cluster: &Cluster, id: JobId) -> String {
    cluster.get_job(id).unwrap().user
}

#[test]
fn given_cached_or_asked_for() {
    let mut cluster = cluster();
    let asked = |cluster: &mut Cluster, credentials: Credentials<'_>| {
        let digest = cluster.state_digest();
        let error = cluster.queue_job_with(&job(), credentials).unwrap_err();
        assert_eq!((error.code, cluster.state_digest()), (ErrorCode::CredentialsNeeded, digest));
        error.message
    };
    // User and password: used, and not cached by that.
    let id = cluster.queue_job_with(&job(), of("LAB\\ann", SECRET)).unwrap();
    assert_eq!((user_of(&cluster, id), cluster.cached_credentials().len()), ("LAB\\ann".to_owned(), 0));
    // A user without a password: cached, or asked for.
    let message = asked(&mut cluster, Credentials { user: Some("LAB\\ann"), ..Credentials::default() });
    assert!(message.contains("LAB\\ann") && message.contains("dialog"), "{message}");
    assert!(asked(&mut cluster, of("LAB\\ann", "")).contains("console"));
    asked(&mut cluster, Credentials::default());
    cluster.set_cached_credentials(of("LAB\\ann", SECRET)).unwrap();
    let id = cluster.queue_job_with(&job(), of("LAB\\ann", "")).unwrap();
    assert_eq!(user_of(&cluster, id), "LAB\\ann");
    // Neither: the only one that is cached.
    let id = cluster.queue_job_with(&job(), Credentials::default()).unwrap();
    assert_eq!(user_of(&cluster, id), "LAB\\ann");
    // A user that is none counts as none.
    for user in ["", "ann", "LAB\\", "\\ann", "LAB\\ann\\x"] {
        let id = cluster.queue_job_with(&job(), of(user, SECRET)).unwrap();
        assert_eq!(user_of(&cluster, id), "LAB\\ann", "{user:?}");
    }
    // Of several one has to be asked for.
    cluster.set_cached_credentials(Credentials { user: None, ..of("", SECRET) }).unwrap();
    assert_eq!(cluster.cached_credentials(), ["CLUSTER\\Administrator", "LAB\\ann"]);
    asked(&mut cluster, Credentials::default());
    asked(&mut cluster, of("LAB\\bob", ""));
    cluster.queue_job_with(&job(), of("LAB\\ann", "")).unwrap();
}

#[test]
fn each_caller_has_a_cache_of_his_own() {
    let mut cluster = cluster();
    cluster.set_cached_credentials(of("LAB\\run", SECRET)).unwrap();
    cluster.set_cached_credentials(of("LAB\\run", "another")).unwrap();
    cluster.set_cached_credentials(of("LAB\\two", SECRET)).unwrap();
    cluster.act_as("LAB\\ann", false);
    assert_eq!(cluster.cached_credentials().len(), 0);
    cluster.delete_cached_credentials(None);
    cluster.set_cached_credentials(of("LAB\\run", SECRET)).unwrap();
    cluster.delete_cached_credentials(Some("LAB\\nobody"));
    cluster.delete_cached_credentials(Some("LAB\\run"));
    assert_eq!(cluster.cached_credentials().len(), 0);
    cluster.act_as("CLUSTER\\Administrator", true);
    assert_eq!(cluster.cached_credentials(), ["LAB\\run", "LAB\\two"]);
    cluster.delete_cached_credentials(Some(""));
    assert_eq!(cluster.cached_credentials().len(), 0);
    let error = cluster.set_cached_credentials(of("LAB\\run", "")).unwrap_err();
    assert_eq!(error.code, ErrorCode::CredentialsNeeded);
    let error = cluster.set_cached_credentials(of("run", SECRET)).unwrap_err();
    assert_eq!(error.code, ErrorCode::ArgumentOutOfRange);
}

#[test]
fn a_job_keeps_its_credentials_until_it_has_ended() {
    let mut cluster = cluster();
    let plain = cluster.queue_job(&job()).unwrap();
    assert!(!cluster.has_job_credentials(plain).unwrap());
    let id = cluster.add_job(&job()).unwrap();
    cluster.submit_job_with(id, of("LAB\\ann", SECRET)).unwrap();
    assert!(cluster.has_job_credentials(id).unwrap());
    cluster.set_cached_credentials(of("LAB\\bob", SECRET)).unwrap();
    cluster.set_job_credentials_from_cache(id, None, false).unwrap();
    assert_eq!(user_of(&cluster, id), "LAB\\bob");
    cluster.set_job_credentials(id, "LAB\\cho", "").unwrap();
    assert_eq!(user_of(&cluster, id), "LAB\\cho");
    let copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    assert!(copy.has_job_credentials(id).unwrap());
    assert_eq!(
        (copy.cached_credentials(), copy.state_digest()),
        (vec!["LAB\\bob".to_owned()], cluster.state_digest())
    );
    cluster.advance(60_000).unwrap();
    cluster.requeue_jobs(&[id]).unwrap();
    assert!(cluster.has_job_credentials(id).unwrap(), "it has not ended, it was only stopped");
    cluster.advance(60_000).unwrap();
    assert!(!cluster.has_job_credentials(id).unwrap());
    assert_eq!(user_of(&cluster, id), "LAB\\cho", "only the password is forgotten");
    let error = cluster.set_job_credentials(id, "LAB\\ann", SECRET).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidModifyJobState);
    assert_eq!(cluster.has_job_credentials(99).unwrap_err().code, ErrorCode::InvalidJobId);
    cluster.act_as("LAB\\eve", false);
    let error = cluster.set_job_credentials(plain, "LAB\\eve", SECRET).unwrap_err();
    assert_eq!(error.code, ErrorCode::PermissionDenied);
}

#[test]
fn all_or_nothing_with_credentials_too() {
    let mut cluster = cluster();
    let ids = cluster.add_jobs(&vec![job(); 2]).unwrap();
    let digest = cluster.state_digest();
    let error = cluster.submit_jobs_with(&[ids[0], 99], of("LAB\\ann", SECRET)).unwrap_err();
    assert_eq!((error.code, error.index, cluster.state_digest()), (ErrorCode::InvalidJobId, Some(1), digest));
    cluster.submit_jobs_with(&ids, of("LAB\\ann", SECRET)).unwrap();
    assert!(ids.iter().all(|id| user_of(&cluster, *id) == "LAB\\ann"));
    let ids = cluster.queue_jobs_with(&vec![job(); 2], of("LAB\\bob", SECRET)).unwrap();
    assert!(ids.iter().all(|id| cluster.has_job_credentials(*id).unwrap()));
}

#[test]
fn texts_have_their_limits() {
    let mut cluster = cluster();
    let user = format!("LAB\\{}", "x".repeat(76));
    let long = format!("{user}x");
    cluster.set_cached_credentials(of(&user, &"p".repeat(127))).unwrap();
    let code = |cluster: &mut Cluster, user: &str, password: &str| {
        cluster.set_cached_credentials(of(user, password)).unwrap_err().code
    };
    assert_eq!(code(&mut cluster, &long, SECRET), ErrorCode::TextTooLong);
    assert_eq!(code(&mut cluster, &user, &"p".repeat(128)), ErrorCode::TextTooLong);
}

#[test]
fn no_password_is_anywhere() {
    let mut cluster = cluster();
    let long = SECRET.repeat(9);
    cluster.set_cached_credentials(of("LAB\\ann", SECRET)).unwrap();
    let id = cluster.queue_job_with(&job(), of("LAB\\ann", SECRET)).unwrap();
    cluster.set_job_credentials(id, "LAB\\bob", SECRET).unwrap();
    let command = cluster.get_new_command_id().unwrap();
    cluster.execute_command(command, &TaskSpec::new("set", 1), Some(of("LAB\\ann", SECRET))).unwrap();
    let errors = [
        cluster.set_cached_credentials(of("LAB\\ann", &long)).unwrap_err(),
        cluster.queue_job_with(&job(), of("LAB\\ann", &long)).unwrap_err(),
        cluster.set_job_credentials(99, "LAB\\ann", SECRET).unwrap_err(),
    ];
    let traces = [
        format!("{cluster:?}"),
        format!("{:?}", cluster.take_events()),
        format!("{errors:?}"),
        cluster.error_message(),
        cluster.job_to_xml(id).unwrap(),
        format!("{:?}", of("LAB\\ann", SECRET)),
        String::from_utf8_lossy(&cluster.to_snapshot()).into_owned(),
    ];
    for trace in traces {
        assert!(!trace.contains("horse"), "{trace}");
    }
    // Two passwords leave the same cluster.
    let digest_with = |password: &str| {
        let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap();
        cluster.set_cached_credentials(of("LAB\\ann", password)).unwrap();
        cluster.queue_job_with(&job(), of("LAB\\ann", password)).unwrap();
        cluster.state_digest()
    };
    assert_eq!(digest_with("one"), digest_with("another"));
}
