//! `GET /provider/sites/new`, `POST /provider/sites/new`: a name becomes a site with a code that claims it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use cloud_store::books::NewSite as NewRow;
use cloud_store::{Refused as Rule, StoreError};
use domain::ids::SiteId;
use web_ui::cloud::{Link, NewSite, NewSiteProblem, SiteLink, Standing};

use super::claim_code::FreshCode;
use super::list::standing;
use crate::chance::Kernel;
use crate::cloud::Cloud;
use crate::people::audit::{self, Deed};
use crate::people::forms::SignedForm;
use crate::people::refused::Refused;
use crate::people::show;
use crate::people::visitor::Owner;

const LONGEST_NAME: usize = 80;

pub(crate) async fn show(State(cloud): State<Arc<Cloud>>, owner: Owner) -> Result<Response, Refused> {
    may_begin(&cloud, &owner).await?;
    Ok(show::ok(&NewSite { frame: owner.visitor.frame(&cloud), name: String::new(), problem: None }))
}

pub(crate) async fn submit(
    State(cloud): State<Arc<Cloud>>,
    owner: Owner,
    SignedForm(fields): SignedForm,
) -> Result<Response, Refused> {
    may_begin(&cloud, &owner).await?;
    let name = fields.get("name").trim();
    let made = if is_fit(name) { make(&cloud, &owner, name).await? } else { Err(NewSiteProblem::UnfitName) };
    Ok(match made {
        Ok(site) => show::see_other(Link::Site(SiteLink { site, on_behalf_of: None })),
        Err(problem) => {
            let page = NewSite { frame: owner.visitor.frame(&cloud), name: name.to_owned(), problem: Some(problem) };
            show::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    })
}

async fn make(cloud: &Cloud, owner: &Owner, name: &str) -> Result<Result<SiteId, NewSiteProblem>, Refused> {
    let (id, now_ms) = (SiteId::draw(&mut Kernel), cloud.clock.unix_ms());
    let code = FreshCode::of(cloud, id, now_ms);
    let row = NewRow { id, name, claim_hash: &code.hash, claim_expires_ms: code.expires_ms };
    match cloud.store.provider(owner.provider).create_site(row, now_ms).await {
        Ok(()) => {
            let user = &owner.signed_in.user;
            audit::write_down(cloud, user, Some(owner.provider), Deed::CreateSite, &id.to_string()).await?;
            Ok(Ok(id))
        }
        Err(StoreError::Refused(Rule::SiteNameTaken)) => Ok(Err(NewSiteProblem::NameTaken)),
        Err(error) => Err(error.into()),
    }
}

async fn may_begin(cloud: &Cloud, owner: &Owner) -> Result<(), Refused> {
    match standing(cloud, owner).await? {
        Standing::Active => Ok(()),
        Standing::Pending | Standing::Suspended => Err(Refused::NotActive),
    }
}

fn is_fit(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}
