//! `GET /recover`, `POST /recover`: a recovery code is spent and a new password set; every other login of that user ends.
//! Then `GET /recovered`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use cloud_store::ids::UserId;
use cloud_store::platform::User;
use web_ui::cloud::{Link, Recover, RecoverProblem, Recovered, SignInProblem};

use super::audit::Deed;
use super::fields::Fields;
use super::forms::DoorForm;
use super::known_browser::attempters;
use super::refused::Refused;
use super::show;
use super::sign_in::let_in;
use super::visitor::Visitor;
use crate::cloud::Cloud;
use crate::copied_code;

/// Who has no codes: for addresses that nobody signs in with.
const NOBODY: UserId = UserId::from_bytes([0; 16]);

pub(crate) async fn show(State(cloud): State<Arc<Cloud>>, visitor: Visitor) -> Response {
    show::ok(&Recover { frame: visitor.frame(&cloud), email: String::new(), problem: None })
}

pub(crate) async fn submit(
    State(cloud): State<Arc<Cloud>>,
    visitor: Visitor,
    headers: HeaderMap,
    DoorForm(fields): DoorForm,
) -> Result<Response, Refused> {
    match judged(&cloud, &visitor, &headers, &fields).await? {
        Ok(user) => let_in(&cloud, &visitor, &user, Deed::Recover, Link::Recovered).await,
        Err(problem) => {
            let (frame, email) = (visitor.frame(&cloud), fields.get("email").to_owned());
            let page = Recover { frame, email, problem: Some(problem.clone()) };
            Ok(match problem {
                RecoverProblem::SignIn(problem) => show::not_in(&problem, &page),
                _ => show::page(StatusCode::UNPROCESSABLE_ENTITY, &page),
            })
        }
    }
}

pub(crate) async fn done(State(cloud): State<Arc<Cloud>>, visitor: Visitor) -> Result<Response, Refused> {
    let user = visitor.signed_in.as_ref().ok_or(Refused::SignInFirst)?.user.id;
    let codes_left = cloud.store.platform().recovery_codes_left(user).await?;
    Ok(show::ok(&Recovered { frame: visitor.frame(&cloud), codes_left }))
}

async fn judged(
    cloud: &Cloud,
    visitor: &Visitor,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<Result<User, RecoverProblem>, Refused> {
    if fields.get("new") != fields.get("again") {
        return Ok(Err(RecoverProblem::PasswordsDiffer));
    }
    let attempters = attempters(cloud, visitor, headers, fields.get("email"));
    if let Err(secs) = cloud.attempts.begin(&attempters, cloud.clock.unix_ms()) {
        return Ok(Err(RecoverProblem::SignIn(SignInProblem::Wait { secs })));
    }
    // Before the code is spent, and for everybody: no code is lost to a crowd, and the time tells nothing.
    let hash = match cloud.passwords.hash_new(fields.get("new").to_owned()).await {
        Ok(Ok(hash)) => hash,
        Ok(Err(_)) => return Ok(Err(RecoverProblem::UnfitPassword)),
        Err(_) => return Ok(Err(RecoverProblem::SignIn(SignInProblem::Busy))),
    };
    let user = with_code(cloud, fields.get("email"), fields.get("code")).await?;
    let Some(user) = user else { return Ok(Err(RecoverProblem::SignIn(SignInProblem::Wrong))) };
    cloud.attempts.succeeded(&attempters);
    cloud.store.platform().set_password_hash(user.id, &hash).await?;
    cloud.store.platform().remove_logins_of(user.id).await?;
    Ok(Ok(user))
}

/// Whoever has both, with the code spent.
async fn with_code(cloud: &Cloud, email: &str, code: &str) -> Result<Option<User>, Refused> {
    let platform = cloud.store.platform();
    let user = platform.user_by_email(email).await?;
    let id = user.as_ref().map_or(NOBODY, |user| user.id);
    let is_spent = platform.spend_recovery_code(id, &copied_code::hash(code), cloud.clock.unix_ms()).await?;
    Ok(user.filter(|_| is_spent))
}
