//! Instants, and run-time limits as CCP writes them.

use std::fmt;

/// An instant or a length of time in whole milliseconds; an instant counts from the Unix epoch. Within
/// [`TIME_MIN`]..=[`TIME_MAX`], so that JavaScript numbers hold it exactly.
pub type Time = i64;

/// The last instant: 2^53 − 1 ms.
pub const TIME_MAX: Time = (1 << 53) - 1;
/// The first instant: −(2^53 − 1) ms.
pub const TIME_MIN: Time = -TIME_MAX;

/// `from` + `length`, or `None` where that lies out of range: such a deadline never comes.
pub(crate) fn after(from: Time, length: Time) -> Option<Time> {
    from.checked_add(length).filter(|instant| *instant <= TIME_MAX)
}

/// The earlier of two instants; `None` never comes.
pub(crate) fn earliest(one: Option<Time>, other: Option<Time>) -> Option<Time> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// A run-time limit: "Infinite", "dd:hh:mm", or (ours, for what minutes cannot say) "dd:hh:mm:ss".
///
/// ```
/// use ccp_scheduler::Runtime;
/// assert_eq!("00:01:30".parse(), Ok(Runtime::from_seconds(5_400)));
/// assert_eq!(Runtime::from_seconds(90).to_string(), "00:00:01:30");
/// assert!("1:30".parse::<Runtime>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Runtime {
    /// So many seconds of wall clock, 0 ..= [`Runtime::SECONDS_MAX`].
    Seconds(u32),
    /// No limit: the default.
    #[default]
    Infinite,
}

impl Runtime {
    /// 36,500 days less a second: what "dd:hh:mm:ss" is allowed to say.
    pub const SECONDS_MAX: u32 = 36_500 * 86_400 - 1;

    /// A limit of so many seconds; more than [`Runtime::SECONDS_MAX`] is `Infinite`.
    pub const fn from_seconds(seconds: u32) -> Runtime {
        if seconds > Runtime::SECONDS_MAX { Runtime::Infinite } else { Runtime::Seconds(seconds) }
    }

    /// The limit in milliseconds, `None` for Infinite.
    pub const fn millis(self) -> Option<Time> {
        match self {
            Runtime::Seconds(seconds) => Some(seconds as Time * 1_000),
            Runtime::Infinite => None,
        }
    }
}

impl std::str::FromStr for Runtime {
    type Err = ();

    fn from_str(text: &str) -> Result<Runtime, ()> {
        if text == "Infinite" {
            return Ok(Runtime::Infinite);
        }
        let mut parts = text.split(':');
        let mut field = |digits: std::ops::RangeInclusive<usize>, max: u32| -> Result<u32, ()> {
            let part = parts.next().ok_or(())?;
            if !digits.contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(());
            }
            part.parse().ok().filter(|value| *value <= max).ok_or(())
        };
        let days = field(2..=5, 36_499)?;
        let hours = field(2..=2, 23)?;
        let minutes = field(2..=2, 59)?;
        let seconds = if text.split(':').count() == 4 { field(2..=2, 59)? } else { 0 };
        match parts.next() {
            Some(_) => Err(()),
            None => Ok(Runtime::Seconds(((days * 24 + hours) * 60 + minutes) * 60 + seconds)),
        }
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Runtime::Infinite => f.write_str("Infinite"),
            Runtime::Seconds(all) => {
                let (minutes, seconds) = (all / 60, all % 60);
                write!(f, "{:02}:{:02}:{:02}", minutes / 1_440, minutes / 60 % 24, minutes % 60)?;
                if seconds > 0 { write!(f, ":{seconds:02}") } else { Ok(()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes_read_and_write_as_documented() {
        for (text, seconds) in [
            ("00:00:01", 60),
            ("01:00:00", 86_400),
            ("00:00:00", 0),
            ("36499:23:59:59", Runtime::SECONDS_MAX),
        ] {
            assert_eq!(text.parse(), Ok(Runtime::Seconds(seconds)), "{text}");
            assert_eq!(Runtime::Seconds(seconds).to_string(), text);
        }
        for text in [
            "",
            "infinite",
            "0:0:1",
            "00:24:00",
            "00:00:60",
            "00:00:00:60",
            "36500:00:00",
            "00:00:+1",
            "00:00:00:00:00",
            "00:00",
        ] {
            assert_eq!(text.parse::<Runtime>(), Err(()), "{text}");
        }
    }
}
