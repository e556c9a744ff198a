//! Job files and task files: what they say, what is refused and where, and that they come back as they were.

use ccp_scheduler::{
    Cluster, ClusterError, ClusterOptions, ErrorCode, JobPriority, JobSpec, Runtime, SIMULATION_TERM,
    Simulation, TIME_MAX, TaskSpec,
};

const NAMESPACE: &str = "http://www.microsoft.com/ComputeCluster/";

/// A job file with these attributes and this in it.
fn job(attributes: &str, content: &str) -> String {
    format!("<Job xmlns=\"{NAMESPACE}\" {attributes}>{content}</Job>")
}

/// The same with one task.
fn with_task(attributes: &str, content: &str) -> String {
    job("", &format!("<ExtendedTerms/><Tasks><Task {attributes}>{content}</Task></Tasks>"))
}

const EMPTY: &str = "<ExtendedTerms/><Tasks/>";
const EMPTY_TASK: &str = "<EnvironmentVariables/><ExtendedTerms/>";

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Line and column, from the text before a `^` in it, and the text without it.
fn marked(text: &str) -> (String, u32, u32) {
    let (before, _) = text.split_once('^').unwrap();
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() as u32 + 1;
    (text.replacen('^', "", 1), line, column)
}

#[track_caller]
fn refused(text: &str, says: &str) {
    let (text, line, column) = marked(text);
    let error = JobSpec::from_xml(&text).unwrap_err();
    assert!(error.problem.contains(says), "{text}\n{error}");
    assert_eq!((error.line, error.column), (line, column), "{text}\n{error}");
}

#[test]
fn a_file_as_the_documentation_shows_it() {
    let text = r#"<?xml version="1.0" encoding="utf-8" ?>
<Job xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
     xmlns:xsd="http://www.w3.org/2001/XMLSchema"
     xmlns="http://www.microsoft.com/ComputeCluster/"
     Name="rendering" IsExclusive="true">
  <ExtendedTerms>
    <Term>
      <Name>Frames</Name>
      <Value>1000</Value>
    </Term>
  </ExtendedTerms>
  <Tasks>
    <Task Name="first" CommandLine="render.exe" IsExclusive="true">
      <EnvironmentVariables>
        <Variable>
          <Name>SCENE</Name>
          <Value>harbour</Value>
        </Variable>
      </EnvironmentVariables>
      <ExtendedTerms>
        <Term>
          <Name>Quality</Name>
          <Value>draft</Value>
        </Term>
      </ExtendedTerms>
    </Task>
  </Tasks>
</Job>
"#;
    let task = TaskSpec {
        name: "first".to_owned(),
        command_line: "render.exe".to_owned(),
        is_exclusive: true,
        environment_variables: vec![pair("SCENE", "harbour")],
        extended_task_terms: vec![pair("Quality", "draft")],
        ..TaskSpec::default()
    };
    let expected = JobSpec {
        name: "rendering".to_owned(),
        extended_job_terms: vec![pair("Frames", "1000")],
        tasks: vec![task],
        ..JobSpec::default()
    };
    assert_eq!(JobSpec::from_xml(text).unwrap(), expected);
}

#[test]
fn what_is_left_out_has_its_default() {
    assert_eq!(JobSpec::from_xml(&job("", EMPTY)).unwrap(), JobSpec::default());
    let text = format!("<Task xmlns=\"{NAMESPACE}\" CommandLine=\"a\">{EMPTY_TASK}</Task>");
    let task = TaskSpec::from_xml(&text).unwrap();
    assert_eq!(task, TaskSpec { command_line: "a".to_owned(), ..TaskSpec::default() });
    assert!(task.is_rerunnable, "as the interface says, and not the schema's page");
}

#[test]
fn every_attribute_that_is_used() {
    let attributes = r#"Name="n" Priority="Highest" MinimumNumberOfProcessors=" 2 " MaximumNumberOfProcessors="+03"
        Runtime="01:02:03" RunUntilCanceled="1" IsExclusive="false" AskedNodes="N1, N2" SoftwareLicense="a:1"
        Project="p" User="d\u""#;
    let spec = JobSpec::from_xml(&job(attributes, EMPTY)).unwrap();
    let expected = JobSpec {
        name: "n".to_owned(),
        priority: JobPriority::Highest,
        minimum_number_of_processors: 2,
        maximum_number_of_processors: 3,
        runtime: Some(Runtime::from_seconds(93_780)),
        run_until_canceled: true,
        is_exclusive: false,
        asked_nodes: vec!["N1".to_owned(), "N2".to_owned()],
        software_license: "a:1".to_owned(),
        project: "p".to_owned(),
        user: "d\\u".to_owned(),
        ..JobSpec::default()
    };
    assert_eq!(spec, expected);

    let attributes = r#"CommandLine="c" Name="n" Depend="a,b" MinimumNumberOfProcessors="2"
        MaximumNumberOfProcessors="3" Runtime="00:00:01" IsExclusive="true" IsRerunnable="0" RequiredNodes="N1"
        WorkDirectory="w" Stdin="i" Stdout="o" Stderr="e""#;
    let spec = JobSpec::from_xml(&with_task(attributes, EMPTY_TASK)).unwrap();
    let expected = TaskSpec {
        command_line: "c".to_owned(),
        name: "n".to_owned(),
        depend: vec!["a".to_owned(), "b".to_owned()],
        minimum_number_of_processors: 2,
        maximum_number_of_processors: 3,
        runtime: Runtime::from_seconds(60),
        is_exclusive: true,
        is_rerunnable: false,
        required_nodes: vec!["N1".to_owned()],
        work_directory: "w".to_owned(),
        stdin: "i".to_owned(),
        stdout: "o".to_owned(),
        stderr: "e".to_owned(),
        ..TaskSpec::default()
    };
    assert_eq!(spec.tasks, [expected]);
}

#[test]
fn what_only_a_job_in_a_cluster_has_is_ignored() {
    let ignored = r#"Id="7" Status="Cancelled" AllocatedNodes="N1" IsBackfill="true" SubmittedBy="d\u"
        ErrorMessage="no""#;
    assert_eq!(JobSpec::from_xml(&job(ignored, EMPTY)).unwrap(), JobSpec::default());
    let ignored = r#"CommandLine="" Id="1" ParentJobId="7" ExitCode="-1" Status="Failed" ErrorMessage="no"
        AllocatedNodes="N1""#;
    assert_eq!(JobSpec::from_xml(&with_task(ignored, EMPTY_TASK)).unwrap().tasks, [TaskSpec::default()]);
}

#[test]
fn prefixes_nil_comments_and_sections_mean_what_they_mean() {
    let text = format!(
        r#"<?xml version='1.0'?><!-- a --><?tool b?>
        <c:Job xmlns:c='{NAMESPACE}' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'
               i:schemaLocation='{NAMESPACE} job.xsd' Name='&lt;&#x41;&apos;&#10;'>
          <c:ExtendedTerms><c:Term i:nil='true'/><c:Term><c:Value> a&amp;<![CDATA[<b>]]><!-- c -->&#9;
</c:Value></c:Term></c:ExtendedTerms><c:Tasks i:nil='1'></c:Tasks></c:Job><!-- d -->
        "#
    );
    let spec = JobSpec::from_xml(&text).unwrap();
    assert_eq!(spec.name, "<A'\n");
    assert_eq!(spec.extended_job_terms, [pair("", " a&<b>\t\n")]);
    let windows = text.replace('\n', "\r\n");
    assert_eq!(JobSpec::from_xml(&windows).unwrap(), spec, "line ends are those of XML");
}

#[test]
fn what_is_no_job_file_is_refused_where_it_stops_being_one() {
    let ns = format!("xmlns=\"{NAMESPACE}\"");
    let cases: &[(String, &str)] = &[
        // No document at all.
        ("^".to_owned(), "must begin"),
        ("^hello".to_owned(), "must begin"),
        (" \n ^\u{1}".to_owned(), "U+0001"),
        ("<!-- ^-- -->".to_owned(), "cannot have --"),
        ("\n^<!-- ".to_owned(), "does not end"),
        ("^<?xml version=\"1.0\"".to_owned(), "does not end"),
        ("<?xml ^encoding=\"utf-8\"?><Job/>".to_owned(), "in this order"),
        ("<?xml ^version=\"1.1\"?><Job/>".to_owned(), "1.0"),
        ("<?xml version=\"1.0\" ^encoding=\"latin1\"?><Job/>".to_owned(), "\"latin1\""),
        ("^<?xml ?><Job/>".to_owned(), "version"),
        (" ^<?xml version=\"1.0\"?><Job/>".to_owned(), "very beginning"),
        // The root.
        ("\r\n^<Job/>".to_owned(), "namespace"),
        ("^<Job xmlns=\"urn:other\"/>".to_owned(), "\"urn:other\""),
        ("^<a:Job/>".to_owned(), "prefix \"a\""),
        (format!("^<job {ns}/>"), "not \"job\""),
        (format!("^<Task {ns} CommandLine=\"a\">{EMPTY_TASK}</Task>"), "not \"Task\""),
        (format!("<Job {ns}>{EMPTY}</Job>^<Job/>"), "namespace"),
        (format!("<Job {ns}>{EMPTY}</Job>^<Job {ns}/>"), "too much"),
        (format!("<Job {ns}>{EMPTY}</Job>^x"), "too much"),
        // Attributes.
        (job("^Nome=\"a\"", EMPTY), "\"Nome\""),
        (job("^name=\"a\"", EMPTY), "\"name\""),
        (job("Name=\"a\" ^Name=\"b\"", EMPTY), "twice"),
        (job("Name=\"a\"^Project=\"b\"", EMPTY), "blank"),
        (job("Name=^a", EMPTY), "quotes"),
        (job("Name^", EMPTY), "= is missing"),
        (job("Name=\"^&nbsp;\"", EMPTY), "\"nbsp\""),
        (job("Name=\"^&#0;\"", EMPTY), "number"),
        (job("Name=\"^&#xD800;\"", EMPTY), "number"),
        (job("Name=\"^&#1;\"", EMPTY), "U+0001"),
        (job("Name=\"a ^& b\"", EMPTY), "&amp;"),
        (job("^Name=\"<\"", EMPTY), "&lt;"),
        (
            job("\n  ^Priority=\"High\"", EMPTY),
            "Lowest, BelowNormal, Normal, AboveNormal, Highest, not \"High\"",
        ),
        (job("^IsExclusive=\"True\"", EMPTY), "true or false"),
        (job("^MinimumNumberOfProcessors=\"2147483648\"", EMPTY), "32 bits"),
        (job("^MaximumNumberOfProcessors=\"\"", EMPTY), "32 bits"),
        (job("^Runtime=\"90\"", EMPTY), "dd:hh:mm"),
        (job("^Id=\"first\"", EMPTY), "32 bits"),
        (job("^Status=\"Canceled\"", EMPTY), "Cancelled"),
        (job("^xml:lang=\"en\"", EMPTY), "\"xml:lang\""),
        (job("^a:Name=\"b\"", EMPTY), "prefix \"a\""),
        // Elements and their order.
        (job("", "^<Tasks/><ExtendedTerms/>"), "ExtendedTerms is expected"),
        (job("", "<ExtendedTerms/>^"), "<Tasks /> is missing"),
        (job("", "^"), "<ExtendedTerms /> is missing"),
        (job("", &format!("{EMPTY}^<Tasks/>")), "too much"),
        (job("", "<ExtendedTerms/>^x<Tasks/>"), "no text"),
        (job("", "<ExtendedTerms/><Tasks>^<Job/></Tasks>"), "Task elements"),
        (job("", "<ExtendedTerms/><Tasks ^Count=\"1\"/>"), "\"Count\""),
        (job("", "<ExtendedTerms>^<Variable/></ExtendedTerms><Tasks/>"), "Term elements"),
        (job("", "<ExtendedTerms><Term><Value/>^<Name/></Term></ExtendedTerms><Tasks/>"), "out of place"),
        (job("", "<ExtendedTerms><Term><Name>^<b/></Name></Term></ExtendedTerms><Tasks/>"), "no elements"),
        (job("", "<ExtendedTerms><Term><Name>a^]]></Name></Term></ExtendedTerms><Tasks/>"), "]]&gt;"),
        (job("", "<ExtendedTerms><Term><Name>^&lol;</Name></Term></ExtendedTerms><Tasks/>"), "\"lol\""),
        (job("", "<ExtendedTerms><Term><Name>^&</Name></Term></ExtendedTerms><Tasks/>"), "&amp;"),
        (job("", "<ExtendedTerms><Term><Name>^&#2;</Name></Term></ExtendedTerms><Tasks/>"), "U+0002"),
        (with_task("", EMPTY_TASK).replace("<Task ", "^<Task "), "CommandLine"),
        (with_task("CommandLine=\"a\" ^Priority=\"Normal\"", EMPTY_TASK), "\"Priority\""),
        (with_task("CommandLine=\"a\"", "<EnvironmentVariables/>^"), "<ExtendedTerms /> is missing"),
        (format!("<Job {ns}>{EMPTY}^</Jop>"), "not \"Jop\""),
        (format!("<Job {ns}>{EMPTY}^"), "not closed"),
        (format!("<Job {ns}><ExtendedTerms>^<Term"), "does not end"),
        (
            job(
                "",
                "<ExtendedTerms><Term><Name>a</Name></Term><Term/>^<Term><Name>A</Name></Term></ExtendedTerms><Tasks/>",
            ),
            "\"A\" is given twice",
        ),
        // Entity bombs need a DTD.
        (
            "^<!DOCTYPE Job [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><Job Name=\"&a;\"/>".to_owned(),
            "DTD",
        ),
        (format!("<Job {ns}>^<!DOCTYPE a>"), "DTD"),
    ];
    for (text, says) in cases {
        refused(text, says);
    }
}

#[test]
fn nil_has_nothing_in_it_and_is_not_for_all() {
    let instance = "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"";
    refused(&job(instance, "<ExtendedTerms/><Tasks i:nil=\"true\">^<Task/></Tasks>"), "nothing in it");
    refused(&job(instance, "<ExtendedTerms/><Tasks ^i:nil=\"yes\"/>"), "true or false");
    refused(&job(&format!("{instance} ^i:type=\"Job\""), EMPTY), "\"i:type\"");
    let text = job(&format!("{instance} i:nil=\"true\""), "");
    assert!(JobSpec::from_xml(&text).unwrap_err().problem.contains("cannot be nil"));
}

#[test]
fn an_error_has_its_code_and_place() {
    let error = ClusterError::from(JobSpec::from_xml("<Job>").unwrap_err());
    assert_eq!(error.code, ErrorCode::InvalidXml);
    assert!(
        error.message.starts_with(
            "Line 1, column 1: \"Job\" must be in the namespace http://www.microsoft.com/ComputeCluster/"
        ),
        "{error}"
    );
}

#[test]
fn what_a_message_quotes_is_short() {
    let long = "x".repeat(1_000_000);
    for text in [
        format!("<{long}/>"),
        format!("<{long}:Job/>"),
        format!("<Job xmlns=\"{long}\"/>"),
        job(&format!("{long}=\"a\""), EMPTY),
        job(&format!("Id=\"{long}\""), EMPTY),
        job(&format!("Name=\"&{long};\""), EMPTY),
        job("", &format!("<{long}/>")),
        job("", &format!("{EMPTY}</{long}>")),
        job(
            "",
            &format!(
                "<ExtendedTerms>{0}{0}</ExtendedTerms>",
                format_args!("<Term><Name>{long}</Name></Term>")
            ),
        ),
    ] {
        let error = JobSpec::from_xml(&text).unwrap_err();
        assert!(error.problem.len() < 400, "{}", &error.problem[..400]);
    }
}

#[test]
fn hostile_files_cost_no_more_than_their_length() {
    let nested = format!("<Job xmlns=\"{NAMESPACE}\"><ExtendedTerms>{}", "<a>".repeat(20_000_000));
    assert!(JobSpec::from_xml(&nested).unwrap_err().problem.contains("Term elements"));
    assert_eq!(
        JobSpec::from_xml(&" ".repeat(100_000_000)).unwrap_err().problem,
        "This is longer than 64 MiB."
    );
    // Each would be compared with all before it.
    let mut attributes = String::new();
    for number in 0..1_000_000 {
        attributes.push_str(&format!(" xmlns:a{number}=\"b\""));
    }
    let error = JobSpec::from_xml(&format!("<Job{attributes}/>")).unwrap_err();
    assert_eq!(error.problem, "No element has so many attributes.");
    let many = format!(
        "<EnvironmentVariables>{}</EnvironmentVariables><ExtendedTerms/>",
        "<Variable/>".repeat(100_000)
    );
    let spec = JobSpec::from_xml(&with_task("CommandLine=\"a\"", &many)).unwrap();
    assert_eq!(spec.tasks[0].environment_variables.len(), 100_000);
    let terms: String = (0..100_000).map(|number| format!("<Term><Name>{number}</Name></Term>")).collect();
    let spec =
        JobSpec::from_xml(&job("", &format!("<ExtendedTerms>{terms}</ExtendedTerms><Tasks/>"))).unwrap();
    assert_eq!(spec.extended_job_terms.len(), 100_000);
}

/// Whatever is cut off, put in, taken out or changed: an answer or an error, whose place is in the text.
#[test]
fn no_damage_is_too_much() {
    let mut random = Random(7);
    let text = a_job(&mut random).to_xml().unwrap();
    let chars: Vec<char> = text.chars().collect();
    let others = [
        '<', '>', '&', ';', '"', '\'', '/', '=', '!', '?', '[', ']', '-', ':', ' ', '\n', '\0', 'é',
        '\u{FEFF}',
    ];
    for _ in 0..20_000 {
        let mut damaged = chars.clone();
        for _ in 0..=random.below(2) {
            let at = random.below(damaged.len());
            match random.below(4) {
                0 => damaged.truncate(at.max(1)),
                1 => drop(damaged.remove(at)),
                2 => damaged.insert(at, others[random.below(others.len())]),
                _ => damaged[at] = others[random.below(others.len())],
            }
            damaged.push(' ');
        }
        let damaged: String = damaged.into_iter().collect();
        match JobSpec::from_xml(&damaged) {
            Ok(spec) => assert_eq!(JobSpec::from_xml(&spec.to_xml().unwrap()).unwrap(), spec),
            Err(error) => {
                assert!(error.line as usize <= damaged.matches('\n').count() + 1 && error.column >= 1)
            }
        }
    }
}

#[test]
fn bytes_are_utf_8_or_utf_16() {
    let text = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>{}", job("Name=\"Grüße 🌍\"", EMPTY));
    let expected = JobSpec { name: "Grüße 🌍".to_owned(), ..JobSpec::default() };
    let units: Vec<u16> = format!("\u{FEFF}{text}").encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(JobSpec::from_xml_bytes(&little).unwrap(), expected);
    assert_eq!(JobSpec::from_xml_bytes(&big).unwrap(), expected);
    assert_eq!(JobSpec::from_xml(&text).unwrap(), expected, "a text has no encoding any more");
    let said = JobSpec::from_xml_bytes(text.as_bytes()).unwrap_err();
    assert_eq!((said.line, said.column), (1, 21));
    assert!(said.problem.contains("is utf-8, but this says \"utf-16\""), "{said}");
    let honest = text.replace("utf-16", "UTF-8");
    assert_eq!(JobSpec::from_xml_bytes(honest.as_bytes()).unwrap(), expected);
    let with_mark = format!("\u{FEFF}{honest}");
    assert_eq!(JobSpec::from_xml_bytes(with_mark.as_bytes()).unwrap(), expected);
    assert_eq!(JobSpec::from_xml(&with_mark).unwrap(), expected);

    let latin = [b"<Job\n Name=\"Gr".as_slice(), &[0xFC, 0xDF], b"e\"/>"].concat();
    let error = JobSpec::from_xml_bytes(&latin).unwrap_err();
    assert_eq!((error.line, error.column), (2, 10));
    assert!(error.problem.contains("not UTF-8 (the byte FC)"), "{error}");
    assert!(JobSpec::from_xml_bytes(&little[..little.len() - 1]).unwrap_err().problem.contains("UTF-16"));
    assert!(
        JobSpec::from_xml_bytes(&[0xFF, 0xFE, 0x00, 0xD8])
            .unwrap_err()
            .problem
            .contains("half of a character")
    );
    assert!(JobSpec::from_xml_bytes(b"").is_err());
    let task = format!("<Task xmlns=\"{NAMESPACE}\" CommandLine=\"a\">{EMPTY_TASK}</Task>");
    assert_eq!(TaskSpec::from_xml_bytes(task.as_bytes()).unwrap(), TaskSpec::from_xml(&task).unwrap());
}

#[test]
fn what_is_written_comes_back_as_it_was() {
    for seed in 0..2_000 {
        let spec = a_job(&mut Random(seed));
        let text = spec.to_xml().unwrap();
        let again = JobSpec::from_xml(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        assert_eq!(again, spec, "seed {seed}\n{text}");
        assert_eq!(again.to_xml().unwrap(), text, "seed {seed}");
        for task in &spec.tasks {
            assert_eq!(TaskSpec::from_xml(&task.to_xml().unwrap()).as_ref(), Ok(task), "seed {seed}");
        }
    }
}

#[test]
fn what_xml_cannot_hold_is_not_written() {
    let refused = |spec: JobSpec, says: &str| {
        let error = spec.to_xml().unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidXml);
        assert!(error.message.contains(says), "{error}");
    };
    for char in ['\0', '\u{8}', '\u{1B}', '\u{FFFE}', '\u{FFFF}'] {
        let code = format!("U+{:04X}", u32::from(char));
        refused(JobSpec { name: char.into(), ..JobSpec::default() }, &format!("Name has {code}"));
        refused(
            JobSpec { extended_job_terms: vec![pair("a", &char.to_string())], ..JobSpec::default() },
            &format!("Value has {code}"),
        );
    }
    for name in ["a,b", " a", "a\t", ""] {
        refused(JobSpec { asked_nodes: vec![name.to_owned()], ..JobSpec::default() }, "AskedNodes has");
        let task = TaskSpec { depend: vec!["b".to_owned(), name.to_owned()], ..TaskSpec::default() };
        refused(JobSpec { tasks: vec![task], ..JobSpec::default() }, "Depend has");
    }
    refused(
        JobSpec { extended_job_terms: vec![pair("a", ""), pair("A", "")], ..JobSpec::default() },
        "\"A\" is given twice",
    );
    let term = SIMULATION_TERM.to_lowercase();
    let task = TaskSpec { extended_task_terms: vec![pair(&term, "")], ..TaskSpec::default() };
    refused(JobSpec { tasks: vec![task], ..JobSpec::default() }, SIMULATION_TERM);
}

#[test]
fn what_a_task_does_here_stands_in_an_extended_term() {
    let lasting = TaskSpec::lasting(90_000, 1);
    let text = lasting.to_xml().unwrap();
    assert!(text.contains("<Name>ccp-scheduler.Simulation</Name>"), "{text}");
    assert!(text.contains("<Value>Duration=90000,ExitCode=0</Value>"), "{text}");
    let endless = Simulation { duration: None, exit_code: -3 };
    let text = TaskSpec { simulation: Some(endless), ..lasting }.to_xml().unwrap();
    assert!(text.contains("<Value>Duration=Infinite,ExitCode=-3</Value>"), "{text}");

    let with_terms = |terms: &str| {
        with_task(
            "CommandLine=\"a\"",
            &format!("<EnvironmentVariables/>^<ExtendedTerms>{terms}</ExtendedTerms>"),
        )
    };
    let term =
        |value: &str| format!("<Term><Name>CCP-SCHEDULER.simulation</Name><Value>{value}</Value></Term>");
    let spec = JobSpec::from_xml(&with_terms(&term("Duration=5,ExitCode=1")).replace('^', "")).unwrap();
    assert_eq!(spec.tasks[0].simulation, Some(Simulation { duration: Some(5), exit_code: 1 }));
    assert_eq!(spec.tasks[0].extended_task_terms, []);
    for value in ["", "5", "Duration=5", "Duration=x,ExitCode=0", "Duration=5,ExitCode=0.5"] {
        refused(&with_terms(&term(value)), "Duration=MILLISECONDS,ExitCode=CODE");
    }
}

#[test]
fn a_job_of_a_cluster_with_what_only_it_has() {
    let nodes = ClusterOptions::with_nodes([("N1", 2), ("N2", 2)]);
    let mut cluster = Cluster::new(ClusterOptions { user: "LAB\\ana".to_owned(), ..nodes }).unwrap();
    let task = |name: &str, node: &str, minutes: i64| TaskSpec {
        name: name.to_owned(),
        required_nodes: vec![node.to_owned()],
        ..TaskSpec::lasting(minutes * 60_000, 1)
    };
    let tasks = vec![task("short", "N1", 1), task("long", "N2", 9)];
    let spec = JobSpec { is_exclusive: false, ..JobSpec::new("two nodes", 4, tasks) };
    let id = cluster.add_job(&spec).unwrap();
    let added = JobSpec { user: "LAB\\ana".to_owned(), ..spec };
    assert_eq!(JobSpec::from_xml(&cluster.job_to_xml(id).unwrap()).unwrap(), added);
    cluster.submit_job(id).unwrap();
    let digest = cluster.state_digest();
    let text = cluster.job_to_xml(id).unwrap();
    assert_eq!(cluster.state_digest(), digest);
    for part in [
        r#"<Job xmlns="http://www.microsoft.com/ComputeCluster/" Id="1" Status="Running" SubmittedBy="LAB\ana" AllocatedNodes="N1,N2" IsBackfill="false" Name="two nodes""#,
        r#"<Task Id="1" ParentJobId="1" Status="Running" AllocatedNodes="N1" ExitCode="0" Name="short""#,
        r#"<Task Id="2" ParentJobId="1" Status="Running" AllocatedNodes="N2" ExitCode="0" Name="long""#,
    ] {
        assert!(text.contains(part), "{text}");
    }
    let template = JobSpec::from_xml(&text).unwrap();
    let limit = Some(Runtime::Infinite);
    assert_eq!(
        template,
        JobSpec { runtime: limit, ..added },
        "submitted, it has the limit that JobRuntime says"
    );

    cluster.advance(60_000).unwrap();
    cluster.cancel_job(id, "wrong <input>").unwrap();
    let text = cluster.job_to_xml(id).unwrap();
    for part in [
        r#"Status="Cancelled" SubmittedBy="LAB\ana" IsBackfill="false" ErrorMessage="wrong &lt;input&gt;""#,
        r#"<Task Id="1" ParentJobId="1" Status="Finished" ExitCode="0" Name="short""#,
        r#"<Task Id="2" ParentJobId="1" Status="Failed" ExitCode="-1073741510" ErrorMessage="The job was cancelled.""#,
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(cluster.job_to_xml(2).unwrap_err().code, ErrorCode::InvalidJobId);
    cluster.requeue_job(id).unwrap();
    cluster.cancel_job(id, "\u{7}").unwrap();
    assert_eq!(cluster.job_to_xml(id).unwrap_err().code, ErrorCode::InvalidXml);
    assert!(cluster.error_message().contains("U+0007"));
}

#[test]
fn a_job_with_one_task_has_all_of_its_nodes() {
    let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 2), ("N2", 2)])).unwrap();
    let id = cluster.queue_job(&JobSpec::new("wide", 4, vec![TaskSpec::lasting(60_000, 4)])).unwrap();
    assert!(
        cluster
            .job_to_xml(id)
            .unwrap()
            .contains(r#"<Task Id="1" ParentJobId="1" Status="Running" AllocatedNodes="N1,N2""#)
    );
}

// ── random specifications ──

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 0
    }

    fn number(&mut self) -> i32 {
        [0, 1, 7, -1, i32::MIN, i32::MAX][self.below(6)]
    }

    /// Any characters that XML may have, the awkward ones above all.
    fn text(&mut self) -> String {
        let awkward = "\t\n\r\r\n &<>\"']]>;#\u{7F}\u{80}\u{85}\u{9F}\u{A0}\u{2028}\u{FEFF}\u{FFFD}\u{D7FF}\u{E000}\u{10FFFF}🌍";
        let awkward: Vec<char> = awkward.chars().collect();
        let one = |random: &mut Random| match random.below(4) {
            0 => char::from(b'a' + random.below(26) as u8),
            1 | 2 => awkward[random.below(awkward.len())],
            _ => loop {
                match char::from_u32(random.below(0x11_0000) as u32) {
                    Some(char) if char >= ' ' && !matches!(char, '\u{FFFE}' | '\u{FFFF}') => break char,
                    _ => (),
                }
            },
        };
        (0..self.below(12)).map(|_| one(self)).collect()
    }

    /// Names that a list can hold.
    fn names(&mut self) -> Vec<String> {
        let names = (0..self.below(4)).map(|_| self.text().replace(',', "").trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    }

    fn pairs(&mut self) -> Vec<(String, String)> {
        (0..self.below(4)).map(|_| (self.text(), self.text())).collect()
    }

    /// Terms whose names differ, whatever their case.
    fn terms(&mut self) -> Vec<(String, String)> {
        let numbered = |(at, (name, value)): (usize, (String, String))| (format!("{name}{at}"), value);
        self.pairs().into_iter().enumerate().map(numbered).collect()
    }

    fn runtime(&mut self) -> Runtime {
        if self.flip() {
            Runtime::Infinite
        } else {
            Runtime::from_seconds(self.below(Runtime::SECONDS_MAX as usize) as u32)
        }
    }
}

fn a_job(random: &mut Random) -> JobSpec {
    JobSpec {
        name: random.text(),
        priority: JobPriority::ALL[random.below(5)],
        minimum_number_of_processors: random.number(),
        maximum_number_of_processors: random.number(),
        runtime: if random.flip() { None } else { Some(random.runtime()) },
        run_until_canceled: random.flip(),
        is_exclusive: random.flip(),
        asked_nodes: random.names(),
        software_license: random.text(),
        project: random.text(),
        user: random.text(),
        extended_job_terms: random.terms(),
        tasks: (0..random.below(4)).map(|_| a_task(random)).collect(),
    }
}

fn a_task(random: &mut Random) -> TaskSpec {
    let duration = [None, Some(0), Some(-5), Some(90_000), Some(TIME_MAX)][random.below(5)];
    let simulation = Simulation { duration, exit_code: random.number() };
    TaskSpec {
        command_line: random.text(),
        name: random.text(),
        depend: random.names(),
        minimum_number_of_processors: random.number(),
        maximum_number_of_processors: random.number(),
        runtime: random.runtime(),
        is_exclusive: random.flip(),
        is_rerunnable: random.flip(),
        required_nodes: random.names(),
        work_directory: random.text(),
        stdin: random.text(),
        stdout: random.text(),
        stderr: random.text(),
        environment_variables: random.pairs(),
        extended_task_terms: random.terms(),
        simulation: random.flip().then_some(simulation),
    }
}
