//! Choosing rows and properties: a GET's query, and the body of `print`.

use super::call::Arguments;
use super::query;
use super::refusal::Refusal;
use super::reply::Reply;
use super::row::Row;
use crate::form::Fields;

/// Names that are no properties.
const PROPLIST: &str = ".proplist";

/// GET on a menu: rows in which every property asked for has its value. They always tell their name.
pub(super) fn list(rows: Vec<Row>, filters: &Fields) -> Vec<Row> {
    let fits = |row: &Row| {
        let mut asked = filters.0.iter().filter(|(property, _)| property != PROPLIST && property != ".query");
        asked.all(|(property, value)| row.get(property).is_some_and(|own| query::equals(own, value)))
    };
    let rows = rows.into_iter().filter(fits);
    match proplist(filters) {
        Some(mut wanted) => {
            wanted.push(".id".to_owned());
            rows.map(|row| row.only(&wanted)).collect()
        }
        None => rows.collect(),
    }
}

/// GET on a row, or on a menu that has none.
pub(super) fn show(row: Row, filters: &Fields) -> Row {
    match proplist(filters) {
        Some(wanted) => row.only(&wanted),
        None => row,
    }
}

/// POST on `print`.
pub(super) fn print(rows: Vec<Row>, arguments: &Arguments) -> Result<Reply, Refusal> {
    arguments.allow(&[PROPLIST, ".query", "count-only", "detail", "stats", "without-paging", "once"])?;
    let words = arguments.list(".query").unwrap_or_default();
    let mut chosen = Vec::new();
    for row in rows {
        if query::fits(&words, &row)? {
            chosen.push(row);
        }
    }
    if arguments.text("count-only").is_some() {
        return Ok(Reply::Returned(chosen.len().to_string()));
    }
    Ok(Reply::Rows(match arguments.list(PROPLIST) {
        Some(wanted) => chosen.into_iter().map(|row| row.only(&wanted)).collect(),
        None => chosen,
    }))
}

fn proplist(filters: &Fields) -> Option<Vec<String>> {
    filters.get(PROPLIST).map(|wanted| wanted.split(',').map(str::to_owned).collect())
}
