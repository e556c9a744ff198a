//! A line as cmd.exe reads it, and then the C run-time library of the program that it starts.
//!
//! cmd takes `^` for an escape outside of its quotes, and some signs for itself; `^"` is a quote that it does not see.
//! The library then splits at blanks outside of quotes: `\"` is a quote that stands for itself, and so is `""` inside
//! quotes; other backslashes are what they are.

/// A line's words, and what they were cut out of.
pub(super) struct Words {
    /// The signs that are left by cmd, each with its place in the line as it was typed.
    signs: Vec<(usize, char)>,
    pub(super) list: Vec<Word>,
}

pub(super) struct Word {
    pub(super) text: String,
    /// Its first sign's place in the line as it was typed.
    pub(super) origin: usize,
    /// Its first sign's place among all signs.
    from: usize,
}

/// Why a line is not one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// A sign that cmd would take for itself.
    Sign(&'static str),
    /// A control character.
    Control,
}

impl Broken {
    pub(super) fn sentence(self) -> String {
        match self {
            Broken::Sign(sign) => [
                "cmd.exe would take ",
                sign,
                " for itself. In a task's command line write ^ before each such sign (^&^&); one line is one command here.",
            ]
            .concat(),
            Broken::Control => "A line cannot hold control characters.".to_owned(),
        }
    }
}

const SIGNS: [(char, &str); 4] = [('&', "&"), ('|', "|"), ('<', "<"), ('>', ">")];

impl Words {
    /// The text of a word, "" where there is none.
    pub(super) fn text(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |word| &word.text)
    }

    /// All from a word on, as it stands: how a command line is handed on.
    pub(super) fn rest(&self, at: usize) -> String {
        let from = self.list.get(at).map_or(self.signs.len(), |word| word.from);
        let rest: String = self.signs[from..].iter().map(|sign| sign.1).collect();
        rest.trim_end().to_owned()
    }
}

pub(super) fn split(line: &str) -> Result<Words, Broken> {
    let signs = by_cmd(line)?;
    let mut list = Vec::new();
    let mut at = 0;
    while let Some(&(origin, sign)) = signs.get(at) {
        if is_blank(sign) {
            at += 1;
            continue;
        }
        let from = at;
        let text = by_library(&signs, &mut at);
        list.push(Word { text, origin, from });
    }
    Ok(Words { signs, list })
}

fn is_blank(sign: char) -> bool {
    sign == ' ' || sign == '\t'
}

/// What cmd hands on.
fn by_cmd(line: &str) -> Result<Vec<(usize, char)>, Broken> {
    let mut signs = Vec::with_capacity(line.len());
    let mut quoted = false;
    let mut all = line.char_indices();
    while let Some((at, sign)) = all.next() {
        match sign {
            '"' => quoted = !quoted,
            '^' if !quoted => {
                match all.next() {
                    Some((_, escaped)) if escaped == '\t' || !escaped.is_control() => {
                        signs.push((at, escaped));
                    }
                    Some(_) => return Err(Broken::Control),
                    // cmd would ask for a further line.
                    None => {}
                }
                continue;
            }
            '\t' => {}
            _ if sign.is_control() => return Err(Broken::Control),
            _ if !quoted => {
                if let Some((_, sign)) = SIGNS.iter().find(|known| known.0 == sign) {
                    return Err(Broken::Sign(sign));
                }
            }
            _ => {}
        }
        signs.push((at, sign));
    }
    Ok(signs)
}

/// One word, from its first sign to the blank behind it.
fn by_library(signs: &[(usize, char)], at: &mut usize) -> String {
    let mut text = String::new();
    let mut quoted = false;
    while let Some(&(_, sign)) = signs.get(*at) {
        if is_blank(sign) && !quoted {
            break;
        }
        *at += 1;
        match sign {
            '\\' => {
                let mut count = 1;
                while signs.get(*at).is_some_and(|sign| sign.1 == '\\') {
                    count += 1;
                    *at += 1;
                }
                let before_quote = signs.get(*at).is_some_and(|sign| sign.1 == '"');
                text.extend(std::iter::repeat_n('\\', if before_quote { count / 2 } else { count }));
                if before_quote && count % 2 == 1 {
                    text.push('"');
                    *at += 1;
                }
            }
            '"' if quoted && signs.get(*at).is_some_and(|sign| sign.1 == '"') => {
                text.push('"');
                *at += 1;
            }
            '"' => quoted = !quoted,
            _ => text.push(sign),
        }
    }
    text
}

/// A text as one argument that [`Console::run`](super::Console::run) reads back as it is, for instance a message
/// behind `/message:`. A control character cannot be typed; it becomes a blank.
pub fn quote(text: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "_.:,=/+@-*\\".contains(sign);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for sign in text.chars() {
        if sign == '"' {
            // Each of those in front of a quote counts twice, and the quote has one of its own.
            quoted.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if sign == '\\' { backslashes + 1 } else { 0 };
        quoted.push(if sign.is_control() { ' ' } else { sign });
    }
    quoted.push_str(&"\\".repeat(backslashes));
    quoted.push('"');
    if !text.contains(['"', '%']) {
        return quoted;
    }
    let mut escaped = String::with_capacity(2 * quoted.len());
    for sign in quoted.chars() {
        if "()%!^\"<>&|".contains(sign) {
            escaped.push('^');
        }
        escaped.push(sign);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn texts(line: &str) -> Vec<String> {
        split(line).unwrap().list.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn lines_are_read_as_cmd_and_the_library_do() {
        for (line, words) in [
            ("", &[][..]),
            ("  \t ", &[]),
            ("job  cancel\t3", &["job", "cancel", "3"]),
            (r#"/message:"two words""#, &["/message:two words"]),
            (r#""/message:two words""#, &["/message:two words"]),
            (r#"a"b c"d"#, &["ab cd"]),
            (r#"say \"no\""#, &["say", "\"no\""]),
            (r#""say ""no"" ""#, &["say \"no\" "]),
            (r"C:\bin\x", &[r"C:\bin\x"]),
            (r#""C:\bin\\" x"#, &[r"C:\bin\", "x"]),
            (r#"a\\\"b"#, &["a\\\"b"]),
            ("a ^& b", &["a", "&", "b"]),
            ("a^ b", &["a", "b"]),
            ("50^%", &["50%"]),
            ("50%", &["50%"]),
            (r#""a & b""#, &["a & b"]),
            (r#""a ^ b""#, &["a ^ b"]),
            (r#"/message:^"say \^"no\^" ^& go\\^""#, &[r#"/message:say "no" & go\"#]),
            (r#""open"#, &["open"]),
            ("end^", &["end"]),
            (r#""""#, &[""]),
        ] {
            assert_eq!(texts(line), words, "{line}");
        }
        for (line, broken) in [
            ("sleep 5 && exit 3", Broken::Sign("&")),
            ("dir | more", Broken::Sign("|")),
            ("dir > file", Broken::Sign(">")),
            ("sort < file", Broken::Sign("<")),
            (r#"^"a & b^""#, Broken::Sign("&")),
            ("a\nb", Broken::Control),
            ("a^\nb", Broken::Control),
            ("\"a\0b\"", Broken::Control),
        ] {
            assert_eq!(split(line).err(), Some(broken), "{line:?}");
        }
    }

    #[test]
    fn the_rest_of_a_line_is_handed_on_as_it_stands() {
        let words = split(r#"job add 1 /name:a "C:\my bin\x.exe"  /in ^&^& exit 3  "#).unwrap();
        assert_eq!(words.rest(4), r#""C:\my bin\x.exe"  /in && exit 3"#);
        assert_eq!(words.rest(99), "");
    }

    #[test]
    fn what_is_quoted_is_read_back() {
        let mut random = Random::new(5);
        let alphabet: Vec<char> = " \\\"%^&|<>()!ab:=,ü😀'`{}".chars().collect();
        for _ in 0..20_000 {
            let length = random.below(12) as usize;
            let text: String =
                (0..length).map(|_| alphabet[random.below(alphabet.len() as u64) as usize]).collect();
            let line = ["x /message:", &quote(&text), " y"].concat();
            assert_eq!(texts(&line), ["x", &["/message:", &text].concat(), "y"], "{line}");
        }
        assert_eq!(quote("a\nb"), "\"a b\"");
    }
}
