//! Items in tables, whatever file the table stands in: a header row, then a row for each item.
//!
//! The header's names are matched loosely ([`columns`]), and what was taken for what is said in a note. Keys are written as
//! letters, numbers or the options' texts; which of them is found out from the whole table ([`keys`]), never from a guess at one row.

mod columns;
mod keys;
mod row;

use super::collector::Collector;
use crate::Place;
use columns::Columns;
use keys::Convention;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// The most columns that a table may have.
pub(crate) const MAX_COLUMNS: usize = 200;

/// A row of a table.
pub(crate) struct Row<'a> {
    pub(crate) cells: &'a [Cow<'a, str>],
    /// Where the cell of this index stands (from 0), which may be one past the last.
    pub(crate) place: &'a dyn Fn(usize) -> Place,
    /// What is wrong with the row before anything is read from it.
    pub(crate) broken: Option<String>,
}

/// What takes the rows, one after another, until it has enough.
pub(crate) type Taker<'a> = dyn FnMut(&Row<'_>) -> ControlFlow<()> + 'a;

/// Something that has rows and gives them as often as it is asked, from the first that isn't empty.
pub(crate) trait Table {
    /// Hands over each row that isn't empty.
    ///
    /// # Errors
    /// The table can't be read on, and why.
    fn rows(&mut self, taker: &mut Taker<'_>) -> Result<(), String>;
}

/// Why a table holds no items: its header, in words for people.
pub(crate) fn why_unusable(table: &mut dyn Table) -> Result<Option<String>, String> {
    Ok(header(table)?.err())
}

fn header(table: &mut dyn Table) -> Result<Result<Columns, String>, String> {
    let mut columns = Err("The table is empty.".to_owned());
    table.rows(&mut |row| {
        columns = match &row.broken {
            Some(broken) => Err(format!("The header row can't be read: {broken}")),
            None => Columns::of(row.cells),
        };
        ControlFlow::Break(())
    })?;
    Ok(columns)
}

/// Reads a table whose first row is its header.
pub(crate) fn read(table: &mut dyn Table, collector: &mut Collector<'_>) {
    if let Err(reason) = try_read(table, collector) {
        collector.refuse(reason);
    }
}

fn try_read(table: &mut dyn Table, collector: &mut Collector<'_>) -> Result<(), String> {
    let columns = header(table)??;
    collector.note(columns.note());
    let convention = convention(table, &columns)?;
    if let Some(note) = convention.note() {
        collector.note(note);
    }
    let mut first = true;
    table.rows(&mut |row| {
        if !std::mem::take(&mut first) {
            row::read(row, &columns, &convention, collector);
        }
        if collector.full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}

fn convention(table: &mut dyn Table, columns: &Columns) -> Result<Convention, String> {
    let mut convention = Convention::new(columns.is_own());
    let mut first = true;
    table.rows(&mut |row| {
        if !std::mem::take(&mut first) && row.broken.is_none() {
            convention.learn(&columns.get(row, columns::Role::Key), &row::options(row, columns));
        }
        ControlFlow::Continue(())
    })?;
    Ok(convention)
}
