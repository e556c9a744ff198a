//! What a job file or task file says, by the schema: which elements and attributes there are, and in which order.

use super::parser::{Attribute, Element, Parser, Read, XmlError, boolean, int, quoted, unknown_attribute};
use super::{SIMULATION_TERM, given_twice, is_simulation_term};
use crate::lifecycle::{JobPriority, JobStatus};
use crate::modify::split_names;
use crate::spec::{JobSpec, Simulation, TaskSpec};
use crate::time::Runtime;

pub(super) fn document<T>(
    text: &str,
    encoding: Option<&str>,
    root: &str,
    read: impl for<'a> Fn(&mut Parser<'a>, &Element<'a>) -> Read<T>,
) -> Read<T> {
    let (mut parser, element) = Parser::new(text, encoding)?;
    if element.name != root {
        let other = if root == "Job" { "a job file" } else { "a task file" };
        return Err(element.place.error(&[
            "The first element of ",
            other,
            " is ",
            root,
            ", not ",
            &quoted(element.name),
            ".",
        ]));
    }
    not_nil(&element)?;
    let read = read(&mut parser, &element)?;
    parser.end()?;
    Ok(read)
}

pub(super) fn read_job<'a>(parser: &mut Parser<'a>, element: &Element<'a>) -> Read<JobSpec> {
    let mut job = JobSpec::default();
    for attribute in &element.attributes {
        match attribute.name {
            "Name" => job.name = attribute.text(),
            "Priority" => job.priority = attribute.one_of(&JobPriority::ALL, JobPriority::name)?,
            "MinimumNumberOfProcessors" => job.minimum_number_of_processors = attribute.int()?,
            "MaximumNumberOfProcessors" => job.maximum_number_of_processors = attribute.int()?,
            "Runtime" => job.runtime = Some(attribute.runtime()?),
            "RunUntilCanceled" => job.run_until_canceled = attribute.boolean()?,
            "IsExclusive" => job.is_exclusive = attribute.boolean()?,
            "AskedNodes" => job.asked_nodes = split_names(&attribute.value),
            "SoftwareLicense" => job.software_license = attribute.text(),
            "Project" => job.project = attribute.text(),
            "User" => job.user = attribute.text(),
            // Only a job in a cluster has these: they must be what they are, and are ignored.
            "Id" => drop(attribute.int()?),
            "Status" => drop(attribute.one_of(&JobStatus::ALL, JobStatus::name)?),
            "IsBackfill" => drop(attribute.boolean()?),
            "AllocatedNodes" | "SubmittedBy" | "ErrorMessage" => (),
            name => return Err(unknown_attribute(attribute.place, name)),
        }
    }
    const ORDER: &str = "A Job has an ExtendedTerms and a Tasks in it, in this order";
    let terms = required(parser, "Job", "ExtendedTerms", ORDER)?;
    job.extended_job_terms = read_pairs(parser, &terms, "Term")?;
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

pub(super) fn read_task<'a>(parser: &mut Parser<'a>, element: &Element<'a>) -> Read<TaskSpec> {
    let mut task = TaskSpec::default();
    let mut has_command = false;
    for attribute in &element.attributes {
        match attribute.name {
            "CommandLine" => {
                task.command_line = attribute.text();
                has_command = true;
            }
            "Name" => task.name = attribute.text(),
            "Depend" => task.depend = split_names(&attribute.value),
            "MinimumNumberOfProcessors" => task.minimum_number_of_processors = attribute.int()?,
            "MaximumNumberOfProcessors" => task.maximum_number_of_processors = attribute.int()?,
            "Runtime" => task.runtime = attribute.runtime()?,
            "IsExclusive" => task.is_exclusive = attribute.boolean()?,
            "IsRerunnable" => task.is_rerunnable = attribute.boolean()?,
            "RequiredNodes" => task.required_nodes = split_names(&attribute.value),
            "WorkDirectory" => task.work_directory = attribute.text(),
            "Stdin" => task.stdin = attribute.text(),
            "Stdout" => task.stdout = attribute.text(),
            "Stderr" => task.stderr = attribute.text(),
            // As for jobs.
            "Id" | "ParentJobId" | "ExitCode" => drop(attribute.int()?),
            "Status" => drop(attribute.one_of(&JobStatus::ALL, JobStatus::name)?),
            "AllocatedNodes" | "ErrorMessage" => (),
            name => return Err(unknown_attribute(attribute.place, name)),
        }
    }
    if !has_command {
        return Err(element.place.error(&["A Task needs a CommandLine."]));
    }
    const ORDER: &str = "A Task has an EnvironmentVariables and an ExtendedTerms in it, in this order";
    let variables = required(parser, "Task", "EnvironmentVariables", ORDER)?;
    task.environment_variables = read_pairs(parser, &variables, "Variable")?;
    let terms = required(parser, "Task", "ExtendedTerms", ORDER)?;
    let pairs = read_pairs(parser, &terms, "Term")?;
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

/// The pairs of `<Term><Name>…</Name><Value>…</Value></Term>`; what is left out is empty.
fn read_pairs<'a>(parser: &mut Parser<'a>, list: &Element<'a>, item: &str) -> Read<Vec<(String, String)>> {
    let (mut pairs, mut places) = (Vec::new(), Vec::new());
    while let Some(element) = parser.child(list.name)? {
        expect(&element, item, &[list.name, " has only ", item, " elements in it"].concat())?;
        not_in_nil(list, &element)?;
        no_attributes(&element)?;
        let (mut name, mut value) = (None, None);
        while let Some(part) = parser.child(item)? {
            let target = match part.name {
                "Name" if name.is_none() && value.is_none() => &mut name,
                "Value" if value.is_none() => &mut value,
                found => {
                    return Err(part.place.error(&[
                        "A ",
                        item,
                        " has a Name and then a Value in it; ",
                        &quoted(found),
                        " is out of place.",
                    ]));
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
        return Err(places[at].error(&[
            "The term ",
            &quoted(&pairs[at].0),
            " is given twice; case does not matter.",
        ]));
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
    Err(element.place.error(&[order, ": here ", name, " is expected, not ", &quoted(element.name), "."]))
}

fn finished(parser: &mut Parser<'_>, parent: &str, order: &str) -> Read<()> {
    match parser.child(parent)? {
        Some(element) => {
            Err(element.place.error(&[order, ": here ", &quoted(element.name), " is too much."]))
        }
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
    fn text(&self) -> String {
        self.value.clone()
    }

    #[cold]
    fn must_be(&self, what: &str) -> XmlError {
        self.place.error(&[self.name, " must be ", what, ", not ", &quoted(&self.value), "."])
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
