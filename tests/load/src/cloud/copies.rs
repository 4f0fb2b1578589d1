//! Many sites at once: the row of one site that was enrolled and confirmed is copied in the database. Enrolling ten thousand
//! one by one would take longer than what is measured with them.

use anyhow::Result;
use domain::ids::SiteId;
use testkit::postgres::Cluster;

/// The site of a copy, counted from 1.
pub fn copy_of(nth: u32) -> SiteId {
    SiteId::from_bytes(u128::from(nth).to_be_bytes())
}

/// Copies a site so often. The copies differ by id and name alone, so that this needs to know nothing else of the table.
pub fn copy_site(cluster: &Cluster, url: &str, site: SiteId, copies: u32) -> Result<()> {
    let statements = format!(
        "INSERT INTO sites SELECT copy.* FROM sites, generate_series(1, {copies}) AS nth, LATERAL \
         jsonb_populate_record(sites, jsonb_build_object('id', lpad(to_hex(nth), 32, '0'), 'name', 'copy ' || nth)) \
         AS copy WHERE sites.id = '{site}'; ANALYZE sites"
    );
    Ok(cluster.sql_behind(url, &statements).map(drop)?)
}
