//! Pages of long lists, the newest first. A page begins behind a place and not at a number, so that what is added
//! meanwhile moves nothing.

use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::columns::at;

/// Where a row stands in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its moment, in milliseconds since 1970.
    pub at_ms: u64,
    /// Its id, among rows of the same moment.
    pub id: [u8; 16],
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Behind which place; from the newest if there is none.
    pub after: Option<Place>,
    /// At most so many rows.
    pub limit: u64,
}

impl Page {
    /// The newest rows.
    pub fn first(limit: u64) -> Self {
        Page { after: None, limit }
    }

    /// What follows a place.
    pub fn after(place: Place, limit: u64) -> Self {
        Page { after: Some(place), limit }
    }

    pub(super) fn of<E: EntityTrait>(self, mut list: Select<E>, when: E::Column, id: E::Column) -> Select<E> {
        if let Some(place) = self.after {
            let columns = Expr::tuple([when.into_expr(), id.into_expr()]);
            let values = Expr::tuple([Expr::value(at(place.at_ms)), Expr::value(Uuid::from_bytes(place.id))]);
            list = list.filter(columns.lt(values));
        }
        list.order_by_desc(when).order_by_desc(id).limit(self.limit)
    }
}
