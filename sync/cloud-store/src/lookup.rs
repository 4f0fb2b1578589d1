//! Looking up many rows at once, each by its whole key. A question that names all keys leaves it to the server how to find
//! them, and PostgreSQL, where its statistics are behind, then reads all that a provider has: for every batch of an outbox
//! that an outage has filled. So each key is looked up for itself, within one statement, by equality on all columns of an
//! index: whatever the statistics say, no other way looks cheaper.

use sea_orm::prelude::*;
use sea_orm::sea_query::{ArrayType, Expr, ExprTrait as _, ValueTuple};
use sea_orm::{DbBackend, Iterable as _, QueryOrder as _, Statement, Value};

use crate::error::StoreError;
use crate::transaction::Transaction;

/// To be called once before: a way that was chosen while a table was small is not taken again.
pub(crate) async fn plan_anew(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared("set local plan_cache_mode = force_custom_plan").await?;
    }
    Ok(())
}

/// What a column of the keys holds, a value a key.
pub(crate) enum Values {
    Ids(Vec<Uuid>),
    Texts(Vec<String>),
}

/// Rows of one table by their keys. All columns together are the first ones of an index.
pub(crate) struct Lookup<E: EntityTrait> {
    /// What is the same in all keys; the provider comes first.
    pub(crate) alike: Vec<(E::Column, Value)>,
    /// What differs.
    pub(crate) keys: Vec<(E::Column, Values)>,
}

/// What is done with the rows.
#[derive(Clone, Copy)]
enum Manner<C> {
    /// They are locked until the transaction ends.
    Hold,
    /// Of several under one key the one is wanted that is the greatest by a column.
    Last(C),
}

impl<E: EntityTrait> Lookup<E> {
    /// The rows there are; nobody else changes them until the transaction ends.
    pub(crate) async fn hold(self, transaction: &Transaction<'_>) -> Result<Vec<E::Model>, StoreError> {
        self.find(transaction, Manner::Hold).await
    }

    /// The rows there are; of several under one key at least the last by a column, and behind the others.
    pub(crate) async fn last_by(
        self,
        transaction: &Transaction<'_>,
        column: E::Column,
    ) -> Result<Vec<E::Model>, StoreError> {
        self.find(transaction, Manner::Last(column)).await
    }

    async fn find(self, transaction: &Transaction<'_>, manner: Manner<E::Column>) -> Result<Vec<E::Model>, StoreError> {
        if transaction.get_database_backend() == DbBackend::Postgres {
            return Ok(E::find().from_raw_sql(self.one_by_one(manner)).all(&**transaction).await?);
        }
        // SQLite goes by the columns of its indexes alone, and one writer writes.
        let mut select = E::find().filter(self.all_at_once());
        for (column, value) in self.alike {
            select = select.filter(column.eq(value));
        }
        let select = match manner {
            Manner::Hold => select,
            Manner::Last(column) => select.order_by_asc(column),
        };
        Ok(select.all(&**transaction).await?)
    }

    fn all_at_once(&self) -> Expr {
        let count = self.keys.first().map_or(0, |(_, values)| values.len());
        if let [(column, values)] = self.keys.as_slice() {
            return column.is_in((0..count).filter_map(|place| values.at(place)));
        }
        let tuple = |place| ValueTuple::Many(self.keys.iter().filter_map(|(_, values)| values.at(place)).collect());
        let columns = Expr::tuple(self.keys.iter().map(|(column, _)| Expr::col(*column)));
        columns.in_tuples((0..count).map(tuple))
    }

    fn one_by_one(self, manner: Manner<E::Column>) -> Statement {
        let table = E::default();
        let columns: Vec<String> = E::Column::iter().map(|column| format!("\"{}\"", column.as_str())).collect();
        let columns = columns.join(", ");
        let (mut values, mut wanted, mut names, mut conditions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (column, value) in self.alike {
            values.push(value);
            conditions.push(format!("\"{}\" = ${}", column.as_str(), values.len()));
        }
        for (place, (column, list)) in self.keys.into_iter().enumerate() {
            let kind = list.kind();
            values.push(list.into());
            wanted.push(format!("${}::{kind}[]", values.len()));
            names.push(format!("key{place}"));
            conditions.push(format!("\"{}\" = wanted.key{place}", column.as_str()));
        }
        let manner = match manner {
            Manner::Hold => "for update".to_owned(),
            Manner::Last(column) => format!("order by \"{}\" desc limit 1", column.as_str()),
        };
        let (table, wanted, names) = (table.table_name(), wanted.join(", "), names.join(", "));
        let statement = format!(
            "select found.* from unnest({wanted}) as wanted({names}) cross join lateral \
             (select {columns} from \"{table}\" where {} {manner}) as found",
            conditions.join(" and ")
        );
        Statement::from_sql_and_values(DbBackend::Postgres, statement, values)
    }
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Ids(ids) => ids.len(),
            Values::Texts(texts) => texts.len(),
        }
    }

    fn at(&self, place: usize) -> Option<Value> {
        match self {
            Values::Ids(ids) => ids.get(place).copied().map(Value::from),
            Values::Texts(texts) => texts.get(place).cloned().map(Value::from),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Values::Ids(_) => "uuid",
            Values::Texts(_) => "text",
        }
    }
}

impl From<Values> for Value {
    fn from(values: Values) -> Self {
        let (kind, list): (_, Vec<Value>) = match values {
            Values::Ids(ids) => (ArrayType::Uuid, ids.into_iter().map(Value::from).collect()),
            Values::Texts(texts) => (ArrayType::String, texts.into_iter().map(Value::from).collect()),
        };
        Value::Array(kind, Some(Box::new(list)))
    }
}
