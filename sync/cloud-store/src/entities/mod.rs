//! The tables as sea-orm sees them, one a file. Columns that the database computes (`amount`, `duration_hours`) are left out:
//! nobody here writes them.

// The derives write `pub` for what they add, and a crate outside never sees any of it.
#![allow(unreachable_pub)]

pub(crate) mod api_key;
pub(crate) mod app_token;
pub(crate) mod audit_entry;
pub(crate) mod claim;
pub(crate) mod cloud_key;
pub(crate) mod cursor;
pub(crate) mod directive;
pub(crate) mod event;
pub(crate) mod guests_forgotten;
pub(crate) mod job_run;
pub(crate) mod login;
pub(crate) mod monthly_report;
pub(crate) mod notice;
pub(crate) mod payment;
pub(crate) mod pesapal_order;
pub(crate) mod plan;
pub(crate) mod provider;
pub(crate) mod recovery_code;
pub(crate) mod review_item;
pub(crate) mod session;
pub(crate) mod site;
pub(crate) mod subscription;
pub(crate) mod ticket;
pub(crate) mod user;
