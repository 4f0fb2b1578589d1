//! Columns that several tables share, and the one place where cents, seconds and bytes become what reports show.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, decimal_len, decimal_len_null, timestamp_with_time_zone, uuid};

/// The first column of every key of a tenant's table.
pub(crate) const PROVIDER: &str = "provider_id";

/// A tenant's table with a key that begins with the provider.
pub(crate) fn tenant_table(name: &'static str, key: &[&'static str]) -> TableCreateStatement {
    let mut index = Index::create();
    index.col(PROVIDER);
    for column in key {
        index.col(*column);
    }
    Table::create().table(name).col(uuid(PROVIDER)).primary_key(&mut index).to_owned()
}

/// An index of a tenant's table; it begins with the provider too.
pub(crate) fn tenant_index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table).col(PROVIDER);
    for column in columns {
        index.col(*column);
    }
    index.to_owned()
}

/// A moment, to the millisecond.
pub(crate) fn moment(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

/// A moment that may not have come.
pub(crate) fn moment_null(name: &'static str) -> ColumnDef {
    sea_orm_migration::schema::timestamp_with_time_zone_null(name)
}

/// A count that begins at zero.
pub(crate) fn count(name: &'static str) -> ColumnDef {
    big_integer(name).default(0).to_owned()
}

/// Money as reports show it, computed from a column of cents.
pub(crate) fn shillings(name: &'static str, cents: &str) -> ColumnDef {
    decimal_len(name, 10, 2).generated(Expr::cust(format!("{cents} / 100.0")), true).to_owned()
}

/// Hours as reports show them, computed from a column of seconds.
pub(crate) fn hours(name: &'static str, secs: &str) -> ColumnDef {
    decimal_len_null(name, 12, 4).generated(Expr::cust(format!("{secs} / 3600.0")), true).to_owned()
}

/// Megabytes (a million bytes each) as reports show them, computed from a column of bytes.
pub(crate) fn megabytes(name: &'static str, bytes: &str) -> ColumnDef {
    decimal_len_null(name, 16, 6).generated(Expr::cust(format!("{bytes} / 1000000.0")), true).to_owned()
}
