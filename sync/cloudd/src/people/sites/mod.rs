//! Sites as people see them: lists, one by one, and how a gateway becomes a site's own.

mod claim;
mod claim_code;
mod confirm;
pub(crate) mod create;
mod desk;
mod differ;
mod facts;
mod list;
mod list_all;
mod show;

pub(crate) use claim::claim;
pub(crate) use confirm::confirm;
pub(crate) use differ::differ;
pub(crate) use list::list;
pub(crate) use list_all::list_all;
pub(crate) use show::show;
