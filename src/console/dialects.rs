//! Commands of other schedulers, for what they have in common with CCP: each becomes a command of CCP, which is run in
//! its place. What has no counterpart gets a sentence.

use super::line::quote;
use super::print::fold;
use super::{Failure, usage};

struct Foreign {
    name: &'static str,
    about: &'static str,
    to: fn(&[String]) -> Read,
}

/// The command of CCP, or why there is none.
type Read = Result<String, Failure>;

const FOREIGN: &[Foreign] = &[
    Foreign {
        name: "scancel",
        about: "Slurm: scancel ID... is job cancel. There is no message.",
        to: |words| job("cancel", words),
    },
    Foreign {
        name: "scontrol",
        about: "Slurm: scontrol requeue, show job, show node, update NodeName=N State=DRAIN or RESUME.",
        to: scontrol,
    },
    Foreign {
        name: "squeue",
        about: "Slurm: squeue [--me] [-u USER] is job list, of everybody.",
        to: squeue,
    },
    Foreign { name: "sinfo", about: "Slurm: sinfo is node list.", to: |words| alone("node list", words) },
    Foreign { name: "sbatch", about: MAKE, to: |_| usage(&[MAKE]) },
    Foreign { name: "srun", about: MAKE, to: |_| usage(&[MAKE]) },
    Foreign {
        name: "stop-hpcjob",
        about: "HPC Pack: Stop-HpcJob -Id 1,2 [-Message TEXT] is job cancel.",
        to: stop_hpc_job,
    },
    Foreign {
        name: "get-hpcjob",
        about: "HPC Pack: Get-HpcJob is job list /all, with -Id N job view.",
        to: get_hpc_job,
    },
    Foreign {
        name: "get-hpcnode",
        about: "HPC Pack: Get-HpcNode is node list.",
        to: |words| alone("node list", words),
    },
    Foreign { name: "new-hpcjob", about: MAKE, to: |_| usage(&[MAKE]) },
    Foreign { name: "submit-hpcjob", about: MAKE, to: |_| usage(&[MAKE]) },
    Foreign { name: "qdel", about: "PBS: qdel ID... is job cancel.", to: |words| job("cancel", words) },
    Foreign { name: "qrerun", about: "PBS: qrerun ID... is job requeue.", to: |words| job("requeue", words) },
    Foreign {
        name: "qstat",
        about: "PBS: qstat [-u USER] is job list, of everybody; qstat ID is job view.",
        to: qstat,
    },
    Foreign {
        name: "pbsnodes",
        about: "PBS: pbsnodes -a is node list, -o NODE node pause, -r NODE node resume.",
        to: pbsnodes,
    },
    Foreign { name: "qsub", about: MAKE, to: |_| usage(&[MAKE]) },
    Foreign { name: "bkill", about: "LSF: bkill [-C TEXT] ID... is job cancel.", to: bkill },
    Foreign {
        name: "brequeue",
        about: "LSF: brequeue ID... is job requeue.",
        to: |words| job("requeue", words),
    },
    Foreign {
        name: "bjobs",
        about: "LSF: bjobs [-a] [-u USER|all] is job list; bjobs ID is job view.",
        to: bjobs,
    },
    Foreign { name: "bhosts", about: "LSF: bhosts is node list.", to: |words| alone("node list", words) },
    Foreign {
        name: "badmin",
        about: "LSF: badmin hclose NODE is node pause, hopen NODE node resume.",
        to: badmin,
    },
    Foreign { name: "bsub", about: MAKE, to: |_| usage(&[MAKE]) },
];

const MAKE: &str = "In CCP a job of one task is made by: job submit /numprocessors:4 /runtime:00:01:00 COMMAND (and job submit /? names the other flags).";

pub(super) fn names() -> Vec<&'static str> {
    FOREIGN.iter().map(|foreign| foreign.name).collect()
}

pub(super) fn about(name: &str) -> Option<&'static str> {
    FOREIGN.iter().find(|foreign| foreign.name == name).map(|foreign| foreign.about)
}

/// What such a line is in CCP; `None` for lines that are no other scheduler's.
pub(super) fn translate(line: &str) -> Option<Read> {
    let first = line.split_whitespace().next().map(fold)?;
    if first == "node" {
        return online(line);
    }
    let foreign = FOREIGN.iter().find(|foreign| foreign.name == first)?;
    let words = match shell_words(line, first.contains('-')) {
        Some(words) => words,
        None => return Some(usage(&["A quote is not closed."])),
    };
    if words[1..].iter().any(|word| word == "--help" || word == "-h" || word == "/?") {
        return Some(usage(&[foreign.about]));
    }
    Some((foreign.to)(&words[1..]))
}

/// `node offline` and `node online`, HPC Pack's words for pause and resume.
fn online(line: &str) -> Option<Read> {
    let mut words = line.splitn(3, char::is_whitespace);
    let (_, verb, rest) = (words.next(), words.next()?, words.next().unwrap_or_default());
    let verb = match fold(verb).as_str() {
        "offline" => "pause",
        "online" => "resume",
        _ => return None,
    };
    Some(Ok(["node ", verb, " ", rest].concat()))
}

/// Whether a sign closes what `opened` has opened. For PowerShell typographic quotes are quotes too.
fn is_quote(sign: char, opened: char, powershell: bool) -> bool {
    const SINGLE: [char; 5] = ['\'', '‘', '’', '‚', '‛'];
    const DOUBLE: [char; 4] = ['"', '“', '”', '„'];
    let kinds: [&[char]; 2] = if powershell { [&SINGLE, &DOUBLE] } else { [&SINGLE[..1], &DOUBLE[..1]] };
    kinds.iter().any(|kind| kind.contains(&sign) && kind.contains(&opened))
}

/// Words as a Unix shell splits them, or PowerShell, where `''` within such quotes is one that stands for itself.
fn shell_words(line: &str, powershell: bool) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_default();
        match sign {
            '\\' if !powershell => word.extend(signs.next()),
            _ if is_quote(sign, sign, powershell) => loop {
                match signs.next()? {
                    '\\' if sign == '"' && !powershell => word.extend(signs.next()),
                    inner if is_quote(inner, sign, powershell) => {
                        let twice = |next: &char| powershell && is_quote(*next, sign, true);
                        if signs.next_if(twice).is_none() {
                            break;
                        }
                        word.push(inner);
                    }
                    inner => word.push(inner),
                }
            },
            _ => word.push(sign),
        }
    }
    words.extend(word);
    Some(words)
}

/// Ids as such schedulers write them, as 1,3-5.
fn id_list(words: &[String]) -> Read {
    let mut list: Vec<String> = Vec::new();
    for part in words.iter().flat_map(|word| word.split(',')) {
        let bare = part.trim_matches(['{', '}', '[', ']']);
        // A number of PBS with its server.
        let bare = match bare.split_once('.') {
            Some((id, server)) if server.starts_with(|sign: char| sign.is_ascii_alphabetic()) => id,
            _ => bare,
        };
        let id = bare.replacen("..", "-", 1);
        if !id.starts_with(|sign: char| sign.is_ascii_digit())
            || !id.chars().all(|sign| sign.is_ascii_digit() || sign == '-')
        {
            return usage(&[
                "\"",
                part,
                "\" has no counterpart in CCP, where a job is known by its number alone.",
            ]);
        }
        list.push(id);
    }
    if list.is_empty() { usage(&["Which jobs? Name them by their numbers."]) } else { Ok(list.join(",")) }
}

fn job(verb: &str, words: &[String]) -> Read {
    match words.iter().find(|word| word.starts_with('-')) {
        Some(option) => no_option(option),
        None => Ok(["job ", verb, " ", &id_list(words)?].concat()),
    }
}

fn no_option(option: &str) -> Read {
    usage(&["The option ", option, " has no counterpart here: CCP's own commands (help) have what it can."])
}

/// A command whose options all ask for other columns, which there are none of.
fn alone(ccp: &str, words: &[String]) -> Read {
    match words.first() {
        Some(option) => no_option(option),
        None => Ok(ccp.to_owned()),
    }
}

fn node(verb: &str, name: &str) -> Read {
    Ok(["node ", verb, " ", &quote(name)].concat())
}

fn of_user(user: &str) -> Read {
    Ok(["job list /user:", &quote(user)].concat())
}

/// What commands that list jobs are given.
#[derive(Default)]
struct Listing {
    user: Option<String>,
    /// Whether `-a` is there.
    all: bool,
    ids: Vec<String>,
}

/// `-u USER` (also as one word, or `--user=USER`), `-a`, ids. Nothing else is passed over.
fn listing(words: &[String]) -> Result<Listing, Failure> {
    let mut found = Listing::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let user = word.strip_prefix("--user=").or_else(|| word.strip_prefix("--user"));
        let user = user.or_else(|| word.strip_prefix("-u"));
        match user {
            Some("") => found.user = words.next().cloned(),
            Some(user) => found.user = Some(user.to_owned()),
            None if word == "-a" => found.all = true,
            None if word.starts_with('-') => return no_option(word).map(|_| found),
            None => found.ids.push(word.clone()),
        }
    }
    Ok(found)
}

fn scontrol(words: &[String]) -> Read {
    let text = |at: usize| words.get(at).map_or("", String::as_str);
    match (fold(text(0)).as_str(), fold(text(1)).as_str()) {
        ("requeue", _) => job("requeue", &words[1..]),
        ("show", "job" | "jobs") => match words.get(2) {
            Some(id) => Ok(["job view ", &id_list(std::slice::from_ref(id))?, " /detailed"].concat()),
            None => Ok("job list /all".to_owned()),
        },
        ("show", "node" | "nodes") => match words.get(2) {
            Some(name) => node("view", name),
            None => Ok("node view /all".to_owned()),
        },
        ("update", _) => update(&words[1..]),
        _ => usage(&[
            "Of scontrol there are: requeue, show job, show node, update NodeName=N State=DRAIN or RESUME, update JobId=N TimeLimit=T.",
        ]),
    }
}

/// `Name=Value` pairs of `scontrol update`.
fn update(words: &[String]) -> Read {
    let value = |name: &str| {
        let pairs = words.iter().filter_map(|word| word.split_once('='));
        pairs.into_iter().find(|pair| pair.0.eq_ignore_ascii_case(name)).map(|pair| pair.1)
    };
    if let (Some(name), Some(state)) = (value("NodeName"), value("State")) {
        return match fold(state).as_str() {
            "drain" => node("pause", name),
            "resume" => node("resume", name),
            _ => usage(&[
                "Of the states of a node, DRAIN (node pause) and RESUME (node resume) have counterparts.",
            ]),
        };
    }
    if let (Some(id), Some(limit)) = (value("JobId"), value("TimeLimit"))
        && let Some(runtime) = slurm_time(limit)
    {
        return Ok(["job modify ", &id_list(&[id.to_owned()])?, " /runtime:", &runtime].concat());
    }
    usage(&["Of scontrol update there are NodeName=N State=DRAIN or RESUME, and JobId=N TimeLimit=T."])
}

/// "2-01:30:00", "01:30:00" or minutes, as a run-time limit.
fn slurm_time(text: &str) -> Option<String> {
    if fold(text) == "unlimited" {
        return Some("Infinite".to_owned());
    }
    let (days, rest) = text.split_once('-').unwrap_or(("0", text));
    let parts: Vec<u32> = rest.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let minutes = |hours: u32, minutes: u32| hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60);
    let seconds = match (&parts[..], text.contains('-')) {
        (&[hours, minute, second], _) => minutes(hours, minute)?.checked_add(second)?,
        (&[hours, minute], true) => minutes(hours, minute)?,
        (&[hours], true) => minutes(hours, 0)?,
        (&[minute, second], false) => minutes(0, minute)?.checked_add(second)?,
        (&[minute], false) => minutes(0, minute)?,
        _ => return None,
    };
    let days: u32 = days.parse().ok()?;
    let all = days.checked_mul(86_400)?.checked_add(seconds)?;
    Some(crate::time::Runtime::from_seconds(all).to_string())
}

fn squeue(words: &[String]) -> Read {
    match words {
        [me] if me == "--me" => Ok("job list".to_owned()),
        _ => everybodys(words),
    }
}

fn qstat(words: &[String]) -> Read {
    everybodys(words)
}

/// Jobs of everybody, or of a user; or one job.
fn everybodys(words: &[String]) -> Read {
    let Listing { user, all, ids } = listing(words)?;
    match (user, all) {
        (_, true) => no_option("-a"),
        (None, _) if !ids.is_empty() => Ok(["job view ", &id_list(&ids)?].concat()),
        (user, _) if ids.is_empty() => of_user(user.as_deref().unwrap_or("*")),
        _ => no_option("-u beside ids"),
    }
}

fn pbsnodes(words: &[String]) -> Read {
    match (words.first().map(String::as_str), words.get(1)) {
        (None | Some("-a"), None) => Ok("node list".to_owned()),
        (Some("-o"), Some(name)) => node("pause", name),
        (Some("-r" | "-c"), Some(name)) => node("resume", name),
        (Some(name), None) if !name.starts_with('-') => node("view", name),
        _ => usage(&["Of pbsnodes there are: -a, -o NODE, -r NODE, and a node's name."]),
    }
}

fn bkill(words: &[String]) -> Read {
    match words {
        [option, message, ids @ ..] if option == "-C" => {
            Ok([&job("cancel", ids)?, " /message:", &quote(message)].concat())
        }
        _ => job("cancel", words),
    }
}

fn bjobs(words: &[String]) -> Read {
    let Listing { user, all, ids } = listing(words)?;
    // Without /user, /all would be everybody's.
    const EVERY: &str = "job list /status:NotSubmitted,Queued,Running,Finished,Failed,Cancelled";
    match user.as_deref() {
        None if !ids.is_empty() => Ok(["job view ", &id_list(&ids)?].concat()),
        Some(_) if !ids.is_empty() => no_option("-u beside ids"),
        None => Ok(if all { EVERY } else { "job list" }.to_owned()),
        Some(user) => {
            let user = of_user(if user == "all" { "*" } else { user })?;
            Ok([user.as_str(), if all { " /all" } else { "" }].concat())
        }
    }
}

fn badmin(words: &[String]) -> Read {
    match (words.first().map(String::as_str), words.get(1)) {
        (Some("hclose"), Some(name)) => node("pause", name),
        (Some("hopen"), Some(name)) => node("resume", name),
        _ => usage(&["Of badmin there are: hclose NODE and hopen NODE."]),
    }
}

fn stop_hpc_job(words: &[String]) -> Read {
    let (ids, message) = hpc_parameters(words)?;
    let message = message.map(|text| [" /message:", &quote(&text)].concat()).unwrap_or_default();
    Ok(["job cancel ", &id_list(&ids)?, &message].concat())
}

fn get_hpc_job(words: &[String]) -> Read {
    if words.is_empty() {
        return Ok("job list /all".to_owned());
    }
    Ok(["job view ", &id_list(&hpc_parameters(words)?.0)?].concat())
}

/// `-Id 1,2 -Message TEXT`; the ids also without their name, and with blanks behind the commas.
fn hpc_parameters(words: &[String]) -> Result<(Vec<String>, Option<String>), Failure> {
    let mut ids: Vec<String> = Vec::new();
    let mut message = None;
    let mut all = words.iter();
    while let Some(word) = all.next() {
        match fold(word).as_str() {
            "-id" => {}
            "-message" => message = all.next().cloned(),
            _ if word.starts_with('-') => return no_option(word).map(|_| (ids, message)),
            _ => ids.extend(word.split(',').filter(|id| !id.is_empty()).map(str::to_owned)),
        }
    }
    Ok((ids, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_slurm_are_read() {
        for (text, runtime) in [
            ("90", Some("00:01:30")),
            ("90:30", Some("00:01:30:30")),
            ("49:30:00", Some("02:01:30")),
            ("2-01", Some("02:01:00")),
            ("2-01:30", Some("02:01:30")),
            ("2-01:30:00", Some("02:01:30")),
            ("UNLIMITED", Some("Infinite")),
            ("4294967295-00:00:00", None),
            ("1:2:3:4", None),
            ("", None),
        ] {
            assert_eq!(slurm_time(text).as_deref(), runtime, "{text}");
        }
    }
}
