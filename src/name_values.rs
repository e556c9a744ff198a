//! INameValueCollection: names and values in an order, duplicates allowed.

use crate::building::set;
use crate::error::{ClusterError, ErrorCode, Result};

/// `INameValueCollection`. What a cluster gives back is a plain list of pairs, which no change of the cluster reaches
/// and which is read-only in CCP; this is for collections of one's own. Names are compared exactly.
/// [sdk:inamevaluecollection]
///
/// ```
/// use ccp_scheduler::NameValueCollection;
/// let mut variables = NameValueCollection::new();
/// variables.add("A", "1");
/// variables.add("A", "2");
/// variables.set("A", "3"); // the first match
/// variables.insert(0, "B", "0")?;
/// assert_eq!(variables.count(), 3);
/// variables.remove("A");
/// assert_eq!(Vec::from(variables), [("B".to_owned(), "0".to_owned()), ("A".to_owned(), "2".to_owned())]);
/// # Ok::<(), ccp_scheduler::ClusterError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameValueCollection(Vec<(String, String)>);

impl NameValueCollection {
    /// An empty one.
    pub fn new() -> NameValueCollection {
        NameValueCollection::default()
    }

    /// `Add` and `AddNameValue`: appends at the end. [sdk:inamevaluecollection-add, -addnamevalue]
    pub fn add(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// `Clear`: removes all. [sdk:inamevaluecollection-clear]
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// `get_Count`. [sdk:inamevaluecollection-get-count]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// `GetEnumerator`: name and value of each, in order. [sdk:inamevaluecollection-getenumerator]
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// `Insert`: before what stands at that index, from 0; the count itself appends.
    /// [sdk:inamevaluecollection-insert]
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: an index above the count.
    pub fn insert(&mut self, index: usize, name: &str, value: &str) -> Result<()> {
        if index > self.0.len() {
            return Err(no_such_index(index));
        }
        self.0.insert(index, (name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// `Remove`: the first of that name; one that is not there is no error. [sdk:inamevaluecollection-remove]
    pub fn remove(&mut self, name: &str) {
        if let Some(at) = self.0.iter().position(|pair| pair.0 == name) {
            self.0.remove(at);
        }
    }

    /// `RemoveAt`: what stands at that index, from 0. [sdk:inamevaluecollection-removeat]
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: nothing stands there.
    pub fn remove_at(&mut self, index: usize) -> Result<()> {
        if index >= self.0.len() {
            return Err(no_such_index(index));
        }
        self.0.remove(index);
        Ok(())
    }

    /// `Set`: replaces the value of the first of that name, or appends. [sdk:inamevaluecollection-set]
    pub fn set(&mut self, name: &str, value: &str) {
        set(&mut self.0, name, value, str::eq);
    }
}

impl From<Vec<(String, String)>> for NameValueCollection {
    fn from(pairs: Vec<(String, String)>) -> NameValueCollection {
        NameValueCollection(pairs)
    }
}

impl From<NameValueCollection> for Vec<(String, String)> {
    fn from(collection: NameValueCollection) -> Vec<(String, String)> {
        collection.0
    }
}

fn no_such_index(index: usize) -> ClusterError {
    ClusterError::new(ErrorCode::ArgumentOutOfRange, format!("The collection has no place {index}."))
}
