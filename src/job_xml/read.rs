//! What a job file or task file says, by the schema: which elements and attributes there are, and in which order.

use super::parser::{Attribute, Element, Parser, Read, XmlError, boolean, int, unknown_attribute};
use super::{SIMULATION_TERM, given_twice, is_simulation_term};
use crate::lifecycle::{JobPriority, JobStatus};
use crate::modify::split_names;
use crate::spec::{JobSpec, Simulation, TaskSpec};
use crate::time::Runtime;

/// A job file's job.
pub(super) fn job(text: &str, encoding: Option<&str>) -> Read<JobSpec> {
    let (mut parser, root) = document(text, encoding, "Job", "The first element of a job file is Job")?;
    let job = read_job(&mut parser, &root)?;
    parser.end()?;
    Ok(job)
}

/// A task file's task.
pub(super) fn task(text: &str, encoding: Option<&str>) -> Read<TaskSpec> {
    let (mut parser, root) = document(text, encoding, "Task", "The first element of a task file is Task")?;
    let task = read_task(&mut parser, &root)?;
    parser.end()?;
    Ok(task)
}

fn document<'a>(
    text: &'a str,
    encoding: Option<&str>,
    name: &str,
    rule: &str,
) -> Read<(Parser<'a>, Element<'a>)> {
    let (parser, root) = Parser::new(text, encoding)?;
    if root.name != name {
        return Err(root.place.about(&[rule, ", not "], root.name, "."));
    }
    not_nil(&root)?;
    Ok((parser, root))
}

/// What an attribute's value is read into. Only a job in a cluster has what is ignored; it must be what it is all the
/// same.
enum Into<'t> {
    Text(&'t mut String),
    Names(&'t mut Vec<String>),
    Int(&'t mut i32),
    Flag(&'t mut bool),
    Priority(&'t mut JobPriority),
    Limit(&'t mut Option<Runtime>),
    NothingAsText,
    NothingAsInt,
    NothingAsFlag,
    NothingAsStatus,
}

fn read_attributes(element: &Element<'_>, targets: &mut [(&str, Into<'_>)]) -> Read<()> {
    for attribute in &element.attributes {
        let Some((_, into)) = targets.iter_mut().find(|(name, _)| *name == attribute.name) else {
            return Err(unknown_attribute(attribute.place, attribute.name));
        };
        match into {
            Into::Text(text) => text.clone_from(&attribute.value),
            Into::Names(names) => **names = split_names(&attribute.value),
            Into::Int(number) => **number = attribute.int()?,
            Into::Flag(flag) => **flag = attribute.boolean()?,
            Into::Priority(priority) => {
                **priority = attribute.one_of(&JobPriority::ALL, JobPriority::name)?
            }
            Into::Limit(limit) => **limit = Some(attribute.runtime()?),
            Into::NothingAsText => (),
            Into::NothingAsInt => drop(attribute.int()?),
            Into::NothingAsFlag => drop(attribute.boolean()?),
            Into::NothingAsStatus => drop(attribute.one_of(&JobStatus::ALL, JobStatus::name)?),
        }
    }
    Ok(())
}

fn read_job<'a>(parser: &mut Parser<'a>, element: &Element<'a>) -> Read<JobSpec> {
    let mut job = JobSpec::default();
    read_attributes(
        element,
        &mut [
            ("Name", Into::Text(&mut job.name)),
            ("Priority", Into::Priority(&mut job.priority)),
            ("MinimumNumberOfProcessors", Into::Int(&mut job.minimum_number_of_processors)),
            ("MaximumNumberOfProcessors", Into::Int(&mut job.maximum_number_of_processors)),
            ("Runtime", Into::Limit(&mut job.runtime)),
            ("RunUntilCanceled", Into::Flag(&mut job.run_until_canceled)),
            ("IsExclusive", Into::Flag(&mut job.is_exclusive)),
            ("AskedNodes", Into::Names(&mut job.asked_nodes)),
            ("SoftwareLicense", Into::Text(&mut job.software_license)),
            ("Project", Into::Text(&mut job.project)),
            ("User", Into::Text(&mut job.user)),
            ("Id", Into::NothingAsInt),
            ("Status", Into::NothingAsStatus),
            ("IsBackfill", Into::NothingAsFlag),
            ("AllocatedNodes", Into::NothingAsText),
            ("SubmittedBy", Into::NothingAsText),
            ("ErrorMessage", Into::NothingAsText),
        ],
    )?;
    const ORDER: &str = "A Job has an ExtendedTerms and a Tasks in it, in this order";
    let terms = required(parser, "Job", "ExtendedTerms", ORDER)?;
    job.extended_job_terms = read_pairs(parser, &terms, "Term", TERMS)?;
    let tasks = required(parser, "Job", "Tasks", ORDER)?;
    while let Some(task) = parser.child(tasks.name)? {
        expect(&task, "Task", "A Tasks has only Task elements in it")?;
        not_in_nil(&tasks, &task)?;
        not_nil(&task)?;
        job.tasks.push(read_task(parser, &task)?);
    }
    finished(parser, "Job", ORDER)?;
    Ok(job)
}

fn read_task<'a>(parser: &mut Parser<'a>, element: &Element<'a>) -> Read<TaskSpec> {
    let mut task = TaskSpec::default();
    let mut limit = None;
    read_attributes(
        element,
        &mut [
            ("CommandLine", Into::Text(&mut task.command_line)),
            ("Name", Into::Text(&mut task.name)),
            ("Depend", Into::Names(&mut task.depend)),
            ("MinimumNumberOfProcessors", Into::Int(&mut task.minimum_number_of_processors)),
            ("MaximumNumberOfProcessors", Into::Int(&mut task.maximum_number_of_processors)),
            ("Runtime", Into::Limit(&mut limit)),
            ("IsExclusive", Into::Flag(&mut task.is_exclusive)),
            ("IsRerunnable", Into::Flag(&mut task.is_rerunnable)),
            ("RequiredNodes", Into::Names(&mut task.required_nodes)),
            ("WorkDirectory", Into::Text(&mut task.work_directory)),
            ("Stdin", Into::Text(&mut task.stdin)),
            ("Stdout", Into::Text(&mut task.stdout)),
            ("Stderr", Into::Text(&mut task.stderr)),
            ("Id", Into::NothingAsInt),
            ("ParentJobId", Into::NothingAsInt),
            ("ExitCode", Into::NothingAsInt),
            ("Status", Into::NothingAsStatus),
            ("AllocatedNodes", Into::NothingAsText),
            ("ErrorMessage", Into::NothingAsText),
        ],
    )?;
    task.runtime = limit.unwrap_or_default();
    if !element.attributes.iter().any(|attribute| attribute.name == "CommandLine") {
        return Err(element.place.error(&["A Task needs a CommandLine."]));
    }
    const ORDER: &str = "A Task has an EnvironmentVariables and an ExtendedTerms in it, in this order";
    let variables = required(parser, "Task", "EnvironmentVariables", ORDER)?;
    task.environment_variables = read_pairs(
        parser,
        &variables,
        "Variable",
        "An EnvironmentVariables has only Variable elements in it",
    )?;
    let terms = required(parser, "Task", "ExtendedTerms", ORDER)?;
    let pairs = read_pairs(parser, &terms, "Term", TERMS)?;
    finished(parser, "Task", ORDER)?;
    for (name, value) in pairs {
        if !is_simulation_term(&name) {
            task.extended_task_terms.push((name, value));
        } else if let Some(simulation) = simulation_from(&value) {
            task.simulation = Some(simulation);
        } else {
            let problem = " must say Duration=MILLISECONDS,ExitCode=CODE; the duration may be Infinite.";
            return Err(terms.place.error(&["The term ", SIMULATION_TERM, problem]));
        }
    }
    Ok(task)
}

const TERMS: &str = "An ExtendedTerms has only Term elements in it";

/// The pairs of `<Term><Name>…</Name><Value>…</Value></Term>`; what is left out is empty.
fn read_pairs<'a>(
    parser: &mut Parser<'a>,
    list: &Element<'a>,
    item: &str,
    rule: &str,
) -> Read<Vec<(String, String)>> {
    let (mut pairs, mut places) = (Vec::new(), Vec::new());
    while let Some(element) = parser.child(list.name)? {
        expect(&element, item, rule)?;
        not_in_nil(list, &element)?;
        no_attributes(&element)?;
        let (mut name, mut value) = (None, None);
        while let Some(part) = parser.child(item)? {
            let target = match part.name {
                "Name" if name.is_none() && value.is_none() => &mut name,
                "Value" if value.is_none() => &mut value,
                found => {
                    let rule = [item, " has a Name and then a Value in it: "];
                    return Err(part.place.about(&rule, found, " is out of place."));
                }
            };
            not_in_nil(&element, &part)?;
            not_nil(&part)?;
            no_attributes(&part)?;
            *target = Some(parser.text_of(&part)?);
        }
        if !element.nil {
            pairs.push((name.unwrap_or_default(), value.unwrap_or_default()));
            places.push(element.place);
        }
    }
    if let (Some(at), "Term") = (given_twice(&pairs), item) {
        return Err(places[at].about(&["The term "], &pairs[at].0, " is given twice; case does not matter."));
    }
    Ok(pairs)
}

/// The next element in `parent`, which must be this one.
fn required<'a>(parser: &mut Parser<'a>, parent: &str, name: &str, order: &str) -> Read<Element<'a>> {
    match parser.child(parent)? {
        Some(element) => {
            expect(&element, name, order)?;
            no_attributes(&element)?;
            Ok(element)
        }
        None => Err(parser.place().error(&[order, ": here <", name, " /> is missing."])),
    }
}

fn expect(element: &Element<'_>, name: &str, order: &str) -> Read<()> {
    if element.name == name {
        return Ok(());
    }
    Err(element.place.about(&[order, ": here ", name, " is expected, not "], element.name, "."))
}

fn finished(parser: &mut Parser<'_>, parent: &str, order: &str) -> Read<()> {
    match parser.child(parent)? {
        Some(element) => Err(element.place.about(&[order, ": here "], element.name, " is too much.")),
        None => Ok(()),
    }
}

fn no_attributes(element: &Element<'_>) -> Read<()> {
    match element.attributes.first() {
        Some(attribute) => Err(unknown_attribute(attribute.place, attribute.name)),
        None => Ok(()),
    }
}

fn not_nil(element: &Element<'_>) -> Read<()> {
    if element.nil { Err(element.place.error(&["A ", element.name, " cannot be nil."])) } else { Ok(()) }
}

fn not_in_nil(parent: &Element<'_>, child: &Element<'_>) -> Read<()> {
    if parent.nil {
        Err(child.place.error(&["A ", parent.name, " that is nil has nothing in it."]))
    } else {
        Ok(())
    }
}

impl Attribute<'_> {
    #[cold]
    fn must_be(&self, what: &str) -> Box<XmlError> {
        self.place.about(&[self.name, " must be ", what, ", not "], &self.value, ".")
    }

    fn int(&self) -> Read<i32> {
        int(&self.value).ok_or_else(|| self.must_be("a whole number of 32 bits"))
    }

    fn boolean(&self) -> Read<bool> {
        boolean(&self.value).ok_or_else(|| self.must_be("true or false"))
    }

    fn runtime(&self) -> Read<Runtime> {
        self.value.parse().map_err(|()| self.must_be("Infinite, dd:hh:mm or dd:hh:mm:ss"))
    }

    fn one_of<T: Copy>(&self, all: &[T], name: fn(T) -> &'static str) -> Read<T> {
        all.iter().copied().find(|item| name(*item) == self.value).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|item| name(*item)).collect();
            self.must_be(&["one of ", &names.join(", ")].concat())
        })
    }
}

fn simulation_from(text: &str) -> Option<Simulation> {
    let (duration, exit_code) = text.strip_prefix("Duration=")?.split_once(",ExitCode=")?;
    let duration = if duration == "Infinite" { None } else { Some(duration.parse().ok()?) };
    Some(Simulation { duration, exit_code: exit_code.parse().ok()? })
}
