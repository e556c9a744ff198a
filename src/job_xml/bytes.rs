//! Bytes of a file into text: UTF-8, or UTF-16 with its mark, as the editors of that time saved it.

use super::parser::{BYTES_MAX, Place, Read};
use std::borrow::Cow;

/// The text, and the encoding that the file's own declaration must not contradict.
pub(super) fn text_of(bytes: &[u8]) -> Read<(Cow<'_, str>, &'static str)> {
    if bytes.len() > BYTES_MAX {
        return Err(Place::start_of("").error(&["This is longer than 64 MiB."]));
    }
    let unit = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return utf8(bytes).map(|text| (Cow::Borrowed(text), "utf-8")),
    };
    let mut text = String::new();
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    for char in char::decode_utf16(units) {
        match char {
            Ok(char) => text.push(char),
            Err(_) => {
                return Err(
                    Place::end_of(&text).error(&["This is not UTF-16: half of a character is missing."])
                );
            }
        }
    }
    if bytes.len() % 2 == 1 {
        return Err(
            Place::end_of(&text).error(&["This is not UTF-16: it ends in the middle of a character."])
        );
    }
    Ok((Cow::Owned(text), "utf-16"))
}

fn utf8(bytes: &[u8]) -> Read<&str> {
    str::from_utf8(bytes).map_err(|error| {
        let good = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let byte = format!("{:02X}", bytes[error.valid_up_to()]);
        Place::end_of(good).error(&["This is not UTF-8 (the byte ", &byte, "): save the file as UTF-8."])
    })
}
