//! Writing many rows at once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IdenStatic, IntoActiveModel, Iterable, PrimaryKeyToColumn};

use crate::error::StoreError;
use crate::transaction::Transaction;

/// PostgreSQL takes 65,535 values in a statement, SQLite 32,766; no row has more than thirty.
const AT_ONCE: usize = 1000;

/// Adds rows that are new.
pub(crate) async fn add<E>(transaction: &Transaction<'_>, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Sync,
{
    write::<E>(transaction, rows, None).await
}

/// Adds rows, and replaces those that are there under the same key.
pub(crate) async fn put<E>(transaction: &Transaction<'_>, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Sync,
{
    write::<E>(transaction, rows, Some(replacing::<E>())).await
}

/// Writes back what changed of rows that were looked up. Rows that were not there are added and nothing else: whoever else
/// has added one since is not overwritten, and the transaction has to be tried again.
pub(crate) async fn save<K, E>(
    transaction: &Transaction<'_>,
    before: &BTreeMap<K, E::Model>,
    after: BTreeMap<K, E::Model>,
) -> Result<(), StoreError>
where
    K: Ord,
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + PartialEq + Sync,
{
    let (known, new): (Vec<_>, Vec<_>) = after.into_iter().partition(|(key, _)| before.contains_key(key));
    let changed = known.into_iter().filter(|(key, row)| before.get(key) != Some(row));
    put::<E>(transaction, changed.map(|(_, row)| row).collect()).await?;
    add::<E>(transaction, new.into_iter().map(|(_, row)| row).collect()).await
}

async fn write<E>(
    transaction: &Transaction<'_>,
    rows: Vec<E::Model>,
    conflict: Option<OnConflict>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Sync,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let mut insert = E::insert_many(rows.by_ref().take(AT_ONCE));
        if let Some(conflict) = &conflict {
            insert = insert.on_conflict(conflict.clone());
        }
        insert.exec_without_returning(&**transaction).await?;
    }
    Ok(())
}

fn replacing<E: EntityTrait>() -> OnConflict {
    let key: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let of_key: BTreeSet<&str> = key.iter().map(IdenStatic::as_str).collect();
    let others: Vec<E::Column> = E::Column::iter().filter(|column| !of_key.contains(column.as_str())).collect();
    OnConflict::columns(key).update_columns(others).to_owned()
}
