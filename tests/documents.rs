//! What the documents claim: files, tests, error codes, dependencies and links that they name are there.
//!
//! A test is named in one of two ways: as `file::name` in code, or in code in a column of a table whose head is the
//! file. Of a JavaScript test the beginning of its name will do.

use ccp_scheduler::ErrorCode;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const DOCUMENTS: [&str; 11] = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/choices.md",
    "docs/conformance.md",
    "docs/performance.md",
    "bench/README.md",
    "docs/lessons.md",
    "docs/page.md",
    "docs/console.md",
];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A file of the repository with line ends as we write them.
fn read(name: &str) -> String {
    let text = std::fs::read_to_string(path(name));
    text.unwrap_or_else(|error| panic!("{name}: {error}")).replace('\r', "")
}

/// All files below a folder that end like this, by their names in the repository.
fn files(folder: &str, end: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&name, end)),
            false if name.ends_with(end) => found.push(name),
            false => {}
        }
    }
    found.sort();
    found
}

/// What stands in `code` on a line.
fn code(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The lines of a document outside of fenced blocks.
fn prose(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let outside = |line: &&str| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    };
    text.lines().filter(outside).collect()
}

/// The cells of each row of a table, the head's and the rule's too.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(row.split('|').map(str::trim).collect())
}

/// Whether a file has a test of that name.
fn has_test(file: &str, name: &str) -> bool {
    let text = read(file);
    if !file.ends_with(".rs") {
        return text.contains(&format!("test(\"{name}")) || text.contains(&format!("test(`{name}"));
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let function = format!("fn {name}() {{");
    let Some(at) = lines.iter().position(|line| *line == function) else { return false };
    lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).any(|line| *line == "#[test]")
}

#[test]
fn every_test_that_is_named_exists() {
    let mut named = 0;
    for document in DOCUMENTS {
        let text = read(document);
        let mut head: Vec<String> = Vec::new();
        for line in prose(&text) {
            for span in code(line) {
                if let Some((file, test)) = span.split_once("::")
                    && file.contains('/')
                {
                    assert!(has_test(file, test), "{document}: no test {test} in {file}");
                    named += 1;
                }
            }
            let Some(row) = cells(line) else {
                head.clear();
                continue;
            };
            if head.is_empty() {
                head = row.iter().map(|cell| cell.trim_matches('`').to_owned()).collect();
                continue;
            }
            assert_eq!(row.len(), head.len(), "{document}: cells of {line}");
            for (cell, file) in row.iter().zip(&head).filter(|(_, file)| path(file).is_file()) {
                for test in code(cell).filter(|span| !span.contains("::")) {
                    assert!(has_test(file, test), "{document}: no test {test} in {file}");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 100, "the documents name tests: {named}");
}

#[test]
fn every_file_that_is_named_exists() {
    for document in DOCUMENTS {
        let text = read(document);
        for line in prose(&text) {
            let folders = ["src/", "js/", "types/", "tests/", "www/", "scripts/", "cli/", "xtask/", "docs/"];
            for span in code(line).filter(|span| folders.iter().any(|folder| span.starts_with(folder))) {
                let file = span.split("::").next().unwrap();
                assert!(path(file).exists(), "{document}: there is no {file}");
            }
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for document in DOCUMENTS {
        let text = read(document);
        for line in prose(&text) {
            for target in line.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
                let target = target.split('#').next().unwrap();
                let file = path(document).parent().unwrap().join(target);
                assert!(target.starts_with("https://") || file.exists(), "{document}: nothing at {target}");
            }
        }
    }
}

#[test]
fn the_map_of_the_code_names_every_file() {
    let architecture = read("ARCHITECTURE.md");
    let source =
        ["src", "cli/src", "xtask/src", "bench/native/src"].map(|folder| files(folder, ".rs")).concat();
    let bench = ["run", "node", "plain", "memory", "browser", "peers", "draw", "check"]
        .map(|name| format!("bench/{name}.mjs"));
    let script = [files("js", "js"), files("scripts", ".mjs"), bench.to_vec()].concat();
    // The page's files by their folder.
    let page = files("www/src", "").into_iter().map(|file| match file.matches('/').count() {
        2 => file,
        _ => file.split_inclusive('/').take(3).collect(),
    });
    for file in source.into_iter().chain(script).chain(page) {
        let row = format!("\n| `{file}` | ");
        assert_eq!(architecture.matches(&row).count(), 1, "ARCHITECTURE.md has no row for {file}, or two");
    }
}

#[test]
fn the_error_table_is_that_of_the_code() {
    let (readme, source) = (read("README.md"), read("src/error.rs"));
    let rows: Vec<Vec<&str>> = prose(&readme)
        .into_iter()
        .skip_while(|line| !line.starts_with("| Code |"))
        .map_while(cells)
        .collect();
    let mut expected: Vec<[String; 3]> = Vec::new();
    for code in ErrorCode::ALL {
        let variant = format!("\n    {},\n", code.name());
        let before = source.split(&variant).next().unwrap();
        let meaning = before.lines().last().unwrap().trim().trim_start_matches("/// ");
        let hresult = format!("`0x{:08X}`", code.hresult());
        expected.push([format!("`{}`", code.name()), hresult, meaning.to_owned()]);
    }
    assert_eq!(rows[2..], expected);

    let numbers: BTreeSet<i32> = ErrorCode::ALL.iter().map(|code| code.hresult()).collect();
    assert_eq!(numbers.len(), ErrorCode::ALL.len(), "each code has an HRESULT of its own");
    assert!(numbers.iter().all(|number| *number < 0));
}

#[test]
fn the_types_list_every_error_code() {
    let types = read("types/index.d.ts");
    let (_, union) = types.split_once("export type ErrorCode =").unwrap();
    let (union, _) = union.split_once(';').unwrap();
    let listed: Vec<&str> = union.split('"').skip(1).step_by(2).collect();
    assert_eq!(listed, ErrorCode::ALL.iter().map(|code| code.name()).collect::<Vec<_>>());
}

#[test]
fn the_readme_shows_the_life_cycle_of_the_code() {
    let (readme, source) = (read("README.md"), read("src/lifecycle.rs"));
    let (_, fenced) = source.split_once("//! ```text\n").unwrap();
    let (fenced, _) = fenced.split_once("//! ```\n").unwrap();
    let diagram: String =
        fenced.lines().map(|line| format!("{}\n", line.strip_prefix("//! ").unwrap())).collect();
    assert!(readme.contains(&format!("```text\n{diagram}```\n")), "the README has\n{diagram}");
}

/// The names in the tables of dependencies, by the head of the first column.
fn reasons(architecture: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (_, section) = architecture.split_once("\n## Dependencies\n").unwrap();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut head = None;
    for line in section.lines() {
        let Some(row) = cells(line) else {
            head = None;
            continue;
        };
        let head: &String = head.get_or_insert_with(|| row[0].to_owned());
        tables.entry(head.clone()).or_default().extend(code(row[0]).map(str::to_owned));
    }
    tables
}

#[test]
fn every_dependency_has_its_reason() {
    let tables = reasons(&read("ARCHITECTURE.md"));
    let mut crates = BTreeSet::new();
    for manifest in ["Cargo.toml", "bench/native/Cargo.toml", "cli/Cargo.toml", "xtask/Cargo.toml"] {
        let text = read(manifest);
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.ends_with("dependencies]");
            } else if let Some((name, _)) = line.split_once(" = ")
                && inside
                && !line.contains("path = ")
            {
                crates.insert(name.to_owned());
            }
        }
    }
    assert_eq!(crates, tables["Cargo"]);

    let package = read("package.json");
    let (_, rest) = package.split_once("ependencies\": {\n").unwrap();
    let (block, _) = rest.split_once('}').unwrap();
    let packages = block.split('"').skip(1).step_by(4).map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(package.matches("ependencies\"").count(), 1, "there are development dependencies only");
    assert_eq!(packages, tables["npm, for building and testing only"]);
}

#[test]
fn the_page_knows_only_the_package() {
    let known = ["ccp-scheduler", "preact", "preact/hooks", "@preact/signals", "idb"];
    for file in files("www/src", "") {
        let text = read(&file);
        let depth = file.matches('/').count() - 2;
        for line in text.lines().filter(|line| line.contains("from \"") || line.starts_with("import \"")) {
            let Some(name) = line.split('"').nth(1) else { continue };
            let upwards = name.matches("../").count();
            let inside = name.starts_with('.') && upwards <= depth;
            let text = name.contains("../docs/") && name.ends_with(".md");
            assert!(inside || text || known.contains(&name), "{file}: {line}");
        }
    }
}

#[test]
fn the_conformance_page_is_complete() {
    let text = read("docs/conformance.md");
    for (title, count) in [("Cases", 18), ("Contradictions", 13), ("Open questions", 50)] {
        let (_, section) = text.split_once(&format!("\n## {title}\n")).unwrap();
        let numbers: Vec<usize> = section
            .lines()
            .take_while(|line| !line.starts_with("## "))
            .filter_map(|line| cells(line)?[0].parse().ok())
            .collect();
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>(), "{title}");
    }
}

/// In the tables of the interfaces each member stands once in the first column.
#[test]
fn every_member_of_the_interfaces_has_its_row() {
    let text = read("docs/conformance.md");
    for (title, count) in [("ICluster", 67), ("IClusterEnumerable", 4), ("IJob", 38), ("ITask", 39)] {
        let (_, section) = text.split_once(&format!("\n### {title}\n")).unwrap();
        let rows = section.lines().take_while(|line| !line.starts_with('#')).filter_map(cells);
        let members: Vec<String> =
            rows.flat_map(|row| code(row[0]).map(str::to_owned).collect::<Vec<_>>()).collect();
        let different: BTreeSet<&String> = members.iter().collect();
        assert_eq!((members.len(), different.len()), (count, count), "{title}");
    }
}
