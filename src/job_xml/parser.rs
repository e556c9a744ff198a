//! A strict reader of XML without DTDs: elements, attributes and text, with their places, in one pass.
//!
//! quick-xml splits the text and resolves namespaces. It lets much pass that XML forbids; what may occur in a job file
//! is refused here, so that what we read others read too. Nothing nests deeper than whoever reads goes down, and
//! there are no entities but XML's own five, so no small text becomes a large one.

use quick_xml::XmlVersion;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::{EscapeError, resolve_predefined_entity};
use quick_xml::events::attributes::{AttrError, Attributes};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceError, ResolveResult};
use quick_xml::reader::NsReader;
use std::fmt;

/// The namespace of all elements.
pub(super) const NAMESPACE: &str = "http://www.microsoft.com/ComputeCluster/";
/// The namespace of `nil`.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// No element has nearly so many attributes; each is compared with all.
const ATTRIBUTES_MAX: usize = 64;
/// A hundred thousand tasks are some 20 MB.
pub(super) const BYTES_MAX: usize = 1 << 26;

/// Why a text is no job file or no task file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// A sentence that helps. Free wording.
    pub problem: String,
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

impl std::error::Error for XmlError {}

/// What reading gives. One word: it passes through every function here.
pub(super) type Read<T> = Result<T, Box<XmlError>>;

/// A place in the text.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Place<'a> {
    pub(super) fn start_of(text: &'a str) -> Place<'a> {
        Place { text, at: 0 }
    }

    pub(super) fn end_of(text: &'a str) -> Place<'a> {
        Place { text, at: text.len() }
    }

    /// "\n", "\r\n" and "\r" end a line.
    #[cold]
    pub(super) fn error(self, problem: &[&str]) -> Box<XmlError> {
        let (mut line, mut column) = (1, 1);
        for (at, char) in self.text.char_indices().take_while(|(at, _)| *at < self.at) {
            if char == '\n' || char == '\r' && !self.text[at..].starts_with("\r\n") {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        Box::new(XmlError { line, column, problem: problem.concat() })
    }

    /// The same with something of the text in it, between quotes.
    #[cold]
    pub(super) fn about(self, before: &[&str], what: &str, after: &str) -> Box<XmlError> {
        self.error(&[&before.concat(), &quoted(what), after])
    }

    fn on(self, bytes: usize) -> Place<'a> {
        Place { at: self.at + bytes, ..self }
    }
}

/// An attribute that is in no namespace.
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: String,
    pub(super) place: Place<'a>,
}

/// The beginning of an element.
pub(super) struct Element<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Says that there is nothing in it: `xsi:nil="true"`.
    pub(super) nil: bool,
    pub(super) place: Place<'a>,
}

enum Item<'a> {
    Start(Element<'a>),
    End,
    /// Blanks between elements; in an element of text they are its text.
    Blank(String),
    Text(String),
    /// The end of the document.
    Nothing,
}

/// The document from some place on.
pub(super) struct Parser<'a> {
    text: &'a str,
    reader: NsReader<&'a [u8]>,
    /// Where the last item begins.
    at: usize,
}

impl<'a> Parser<'a> {
    /// Behind the beginning of the document's root. `encoding` is that of the bytes which the text comes from, where
    /// it comes from bytes: what the document says of itself must agree.
    pub(super) fn new(text: &'a str, encoding: Option<&str>) -> Read<(Parser<'a>, Element<'a>)> {
        if text.len() > BYTES_MAX {
            return Err(Place::start_of(text).error(&["This is longer than 64 MiB."]));
        }
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        if let Some((at, char)) = text.char_indices().find(|(_, char)| !is_allowed(*char)) {
            return Err(Place { text, at }.error(&["XML cannot have ", &code_point(char), " in it."]));
        }
        let mut reader = NsReader::from_str(text);
        let config = reader.config_mut();
        config.check_comments = true;
        config.expand_empty_elements = true;
        let mut parser = Parser { text, reader, at: 0 };
        parser.declaration(encoding)?;
        loop {
            match parser.item()? {
                Item::Start(root) => return Ok((parser, root)),
                Item::Blank(_) => (),
                _ => {
                    return Err(parser
                        .here()
                        .error(&["Here an XML document must begin: <Job …> or <Task …>."]));
                }
            }
        }
    }

    fn here(&self) -> Place<'a> {
        Place { text: self.text, at: self.at }
    }

    /// Where a part of the text is: quick-xml hands out parts of it and does not copy.
    fn place_of(&self, part: &str) -> Place<'a> {
        let at = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        Place { text: self.text, at: at.min(self.text.len()) }
    }

    /// That part with the lifetime of the text.
    fn part(&self, part: &str) -> &'a str {
        let at = self.place_of(part).at;
        self.text.get(at..at + part.len()).unwrap_or_default()
    }

    /// `<?xml version="1.0" encoding="utf-8" standalone="yes"?>`, if the document begins so.
    fn declaration(&mut self, encoding: Option<&str>) -> Read<()> {
        let begins = self.text.strip_prefix("<?xml").is_some_and(|rest| rest.starts_with(BLANKS));
        if !begins {
            return Ok(());
        }
        let Event::Decl(declaration) = self.event()? else {
            return Err(self.here().error(&["The XML declaration must end with ?>."]));
        };
        let known: &[&str] = match encoding {
            // A text has no encoding any more, and .NET writes "utf-16" into those that it makes.
            None => &["utf-8", "utf-16"],
            Some("utf-16") => &["utf-16"],
            Some(_) => &["utf-8"],
        };
        const ORDER: [&str; 3] = ["version", "encoding", "standalone"];
        let mut next = 0;
        for attribute in Attributes::new(&declaration, "xml".len()) {
            let attribute = attribute.map_err(|error| self.attribute_error(&declaration, &error))?;
            let (name, value) = (attribute.key.as_ref(), attribute.value.as_ref());
            let place = self.place_of(name);
            match ORDER.iter().position(|known| *known == name) {
                Some(at) if at >= next && (next > 0 || at == 0) => next = at + 1,
                _ => {
                    return Err(place.error(&[
                        "An XML declaration has a version, an encoding and standalone, in this order.",
                    ]));
                }
            }
            if name == "version" && value != "1.0" {
                return Err(place.about(&["Only XML 1.0 is understood, not "], value, "."));
            }
            if name == "encoding" && !known.iter().any(|known| known.eq_ignore_ascii_case(value)) {
                let is = encoding.unwrap_or("utf-8");
                let rule = ["The text is ", is, ", but this says "];
                return Err(place.about(&rule, value, ": save it as utf-8 and say so here."));
            }
        }
        if next == 0 {
            return Err(self.here().error(&["The XML declaration must say version=\"1.0\"."]));
        }
        Ok(())
    }

    fn event(&mut self) -> Read<Event<'a>> {
        self.at = self.reader.buffer_position() as usize;
        self.reader.read_event().map_err(|error| self.broken(&error))
    }

    fn item(&mut self) -> Read<Item<'a>> {
        loop {
            let item = match self.event()? {
                Event::Start(start) | Event::Empty(start) => Item::Start(self.element(&start)?),
                Event::End(_) => Item::End,
                Event::Text(text) => {
                    if let Some(at) = text.find("]]>") {
                        return Err(self
                            .here()
                            .on(at)
                            .error(&["]]> ends a CDATA section, and here is none: write ]]&gt;."]));
                    }
                    let content = text.xml10_content().into_owned();
                    if content.trim_matches(BLANKS).is_empty() {
                        Item::Blank(content)
                    } else {
                        Item::Text(content)
                    }
                }
                Event::CData(text) => Item::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let char = reference.resolve_char_ref().map_err(|error| self.broken(&error))?;
                    let predefined = || resolve_predefined_entity(&reference).map(str::to_owned);
                    match char.map(String::from).or_else(predefined) {
                        Some(text) => Item::Text(self.checked(text, self.here())?),
                        None => return Err(self.unknown_entity(self.here(), &reference)),
                    }
                }
                Event::Comment(_) | Event::PI(_) => continue,
                Event::Decl(_) => {
                    return Err(self
                        .here()
                        .error(&["An XML declaration stands at the very beginning, or not at all."]));
                }
                Event::DocType(_) => {
                    return Err(self.here().error(&["A job file has no DTD: leave <!DOCTYPE …> out."]));
                }
                Event::Eof => Item::Nothing,
            };
            return Ok(item);
        }
    }

    fn element(&self, start: &BytesStart<'_>) -> Read<Element<'a>> {
        let place = self.here();
        let (namespace, name) = self.reader.resolver().resolve_element(start.name());
        let name = self.part(name.as_ref());
        let problem = match &namespace {
            ResolveResult::Bound(namespace) if namespace.as_ref() == NAMESPACE => String::new(),
            ResolveResult::Bound(namespace) => [", not in ", &quoted(namespace.as_ref()), "."].concat(),
            ResolveResult::Unbound => [": write xmlns=\"", NAMESPACE, "\" in the first element."].concat(),
            ResolveResult::Unknown(prefix) => return Err(undeclared(place, prefix)),
        };
        if !problem.is_empty() {
            return Err(place.about(
                &[],
                name,
                &[" must be in the namespace ", NAMESPACE, &problem].concat(),
            ));
        }
        let mut element = Element { name, attributes: Vec::new(), nil: false, place };
        for (count, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|error| self.attribute_error(start, &error))?;
            let key = attribute.key;
            let place = self.place_of(key.as_ref());
            if count == ATTRIBUTES_MAX {
                return Err(place.error(&["No element has so many attributes."]));
            }
            if !self.text[..place.at].ends_with(BLANKS) {
                return Err(place.about(&["There must be a blank before "], key.as_ref(), "."));
            }
            if key.as_ref().contains('<') || attribute.value.contains('<') {
                return Err(place.error(&["A < in an attribute is written &lt;."]));
            }
            let value_place = self.place_of(&attribute.value);
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| match &error {
                Error::Escape(EscapeError::UnrecognizedEntity(at, name)) => {
                    self.unknown_entity(value_place.on(at.start.saturating_sub(1)), name)
                }
                Error::Escape(EscapeError::UnterminatedEntity(at)) => {
                    unclosed_reference(value_place.on(at.start))
                }
                _ => bad_reference(value_place),
            })?;
            let value = self.checked(value.into_owned(), value_place)?;
            if key.as_namespace_binding().is_some() {
                continue;
            }
            match self.reader.resolver().resolve_attribute(key) {
                (ResolveResult::Unbound, name) => {
                    element.attributes.push(Attribute { name: self.part(name.as_ref()), value, place });
                }
                (ResolveResult::Bound(namespace), name) if namespace.as_ref() == INSTANCE => {
                    match name.as_ref() {
                        "nil" => {
                            element.nil =
                                boolean(&value).ok_or_else(|| place.error(&["nil must be true or false."]))?
                        }
                        // Where a schema may be found is not what the file says.
                        "schemaLocation" | "noNamespaceSchemaLocation" => (),
                        _ => return Err(unknown_attribute(place, key.as_ref())),
                    }
                }
                (ResolveResult::Unknown(prefix), _) => return Err(undeclared(place, &prefix)),
                _ => return Err(unknown_attribute(place, key.as_ref())),
            }
        }
        Ok(element)
    }

    /// The next element in `parent`; `None` at its end.
    pub(super) fn child(&mut self, parent: &str) -> Read<Option<Element<'a>>> {
        loop {
            match self.item()? {
                Item::Start(element) => return Ok(Some(element)),
                Item::End => return Ok(None),
                Item::Blank(_) => (),
                Item::Text(_) => {
                    return Err(self.here().error(&["A ", parent, " has no text in it, only elements."]));
                }
                Item::Nothing => return Err(self.cut_off(parent)),
            }
        }
    }

    /// All of an element that has nothing but text.
    pub(super) fn text_of(&mut self, element: &Element<'a>) -> Read<String> {
        let mut all = String::new();
        loop {
            match self.item()? {
                Item::Blank(text) | Item::Text(text) => all.push_str(&text),
                Item::End => return Ok(all),
                Item::Start(child) => {
                    return Err(child.place.error(&["A ", element.name, " has text in it, no elements."]));
                }
                Item::Nothing => return Err(self.cut_off(element.name)),
            }
        }
    }

    /// The end of the document, behind the end of its root.
    pub(super) fn end(&mut self) -> Read<()> {
        loop {
            match self.item()? {
                Item::Nothing => return Ok(()),
                Item::Blank(_) => (),
                _ => {
                    return Err(self
                        .here()
                        .error(&["The file must end with its first element; this is too much."]));
                }
            }
        }
    }

    /// Where the last item is: after `child` gave `None`, where the parent ends.
    pub(super) fn place(&self) -> Place<'a> {
        self.here()
    }

    fn cut_off(&self, inside: &str) -> Box<XmlError> {
        Place::end_of(self.text).error(&["The file ends here, but ", inside, " is not closed."])
    }

    /// A reference may stand for a character that the text itself could not have.
    fn checked(&self, text: String, place: Place<'a>) -> Read<String> {
        match text.chars().find(|char| !is_allowed(*char)) {
            Some(char) => Err(place.error(&[
                "XML cannot have ",
                &code_point(char),
                " in it, not as a reference either.",
            ])),
            None => Ok(text),
        }
    }

    #[cold]
    fn unknown_entity(&self, place: Place<'a>, name: &str) -> Box<XmlError> {
        place.about(
            &["There is no entity "],
            name,
            ", only &amp; &lt; &gt; &quot; &apos; and numbers like &#10;.",
        )
    }

    #[cold]
    fn attribute_error(&self, start: &str, error: &AttrError) -> Box<XmlError> {
        let (at, problem) = match error {
            AttrError::ExpectedEq(at) => {
                (at, "An attribute is written Name=\"value\"; here the = is missing.")
            }
            AttrError::ExpectedValue(at) | AttrError::UnquotedValue(at) => {
                (at, "The value of an attribute stands between quotes.")
            }
            AttrError::ExpectedQuote(at, _) => (at, "The closing quote is missing."),
            AttrError::Duplicated(at, _) => (at, "This attribute is given twice."),
        };
        self.place_of(start).on(*at).error(&[problem])
    }

    #[cold]
    fn broken(&self, error: &Error) -> Box<XmlError> {
        let place = Place { text: self.text, at: self.reader.error_position() as usize };
        match error {
            Error::Syntax(_) => {
                self.here().error(&["What begins here does not end: a > or a quote is missing."])
            }
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                place.about(&["Here ", &quoted(expected), " should be closed, not "], found, ".")
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                place.about(&["There is no "], name, " that could be closed.")
            }
            Error::IllFormed(IllFormedError::DoubleHyphenInComment) => {
                place.error(&["A comment cannot have -- in it."])
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => unclosed_reference(place),
            Error::Escape(_) => bad_reference(self.here()),
            Error::Namespace(NamespaceError::TooManyBindings(_)) => {
                self.here().error(&["No element has so many attributes."])
            }
            Error::Namespace(_) => {
                self.here().error(&["The prefixes xml and xmlns, and their namespaces, are XML's own."])
            }
            _ => place.error(&["This is not XML."]),
        }
    }
}

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// What XML 1.0 may have in it.
pub(super) fn is_allowed(char: char) -> bool {
    !matches!(char, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

pub(super) fn code_point(char: char) -> String {
    format!("U+{:04X}", u32::from(char))
}

/// As much of a text as a message can have.
#[cold]
pub(super) fn quoted(text: &str) -> String {
    let cut = crate::checks::cut(text, 80);
    ["\"", cut, if cut.len() < text.len() { "…\"" } else { "\"" }].concat()
}

/// As XML Schema has it.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.trim_matches(BLANKS) {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// As XML Schema has it: 32 bits.
pub(super) fn int(text: &str) -> Option<i32> {
    text.trim_matches(BLANKS).parse().ok()
}

#[cold]
pub(super) fn unknown_attribute(place: Place<'_>, name: &str) -> Box<XmlError> {
    place.about(&["There is no attribute "], name, " here.")
}

fn undeclared(place: Place<'_>, prefix: &str) -> Box<XmlError> {
    place.about(&["No namespace has the prefix "], prefix, " here.")
}

fn unclosed_reference(place: Place<'_>) -> Box<XmlError> {
    place.error(&["An & begins something like &amp; or &#10;; by itself it is written &amp;."])
}

fn bad_reference(place: Place<'_>) -> Box<XmlError> {
    place.error(&[
        "A character by its number is written like &#10; or &#xA;, and XML cannot have all of them.",
    ])
}
