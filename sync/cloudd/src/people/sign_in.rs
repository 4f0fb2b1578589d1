//! `GET /sign-in`, `POST /sign-in`: e-mail and password. Whether somebody is known is told neither by the answer nor by
//! the time it takes.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use cloud_store::platform::User;
use web_ui::cloud::{Link, SignIn, SignInProblem};

use super::audit::Deed;
use super::forms::DoorForm;
use super::home::at_home;
use super::known_browser::{attempters, remember};
use super::login::SignedIn;
use super::refused::Refused;
use super::show;
use super::visitor::Visitor;
use crate::cloud::Cloud;

pub(crate) async fn show(State(cloud): State<Arc<Cloud>>, visitor: Visitor) -> Response {
    if visitor.signed_in.is_some() {
        return show::see_other(at_home(&visitor));
    }
    show::ok(&SignIn { frame: visitor.frame(&cloud), email: String::new(), problem: None })
}

pub(crate) async fn submit(
    State(cloud): State<Arc<Cloud>>,
    visitor: Visitor,
    headers: HeaderMap,
    DoorForm(fields): DoorForm,
) -> Result<Response, Refused> {
    let email = fields.get("email");
    let attempters = attempters(&cloud, &visitor, &headers, email);
    let judged = match cloud.attempts.begin(&attempters, cloud.clock.unix_ms()) {
        Ok(()) => user(&cloud, email, fields.get("password")).await?,
        Err(secs) => Err(SignInProblem::Wait { secs }),
    };
    match judged {
        Ok(user) => {
            cloud.attempts.succeeded(&attempters);
            let_in(&cloud, &visitor, &user, Deed::SignIn, Link::Home).await
        }
        Err(problem) => {
            tracing::info!(address = %visitor.address, ?problem, "a sign-in was refused");
            let frame = visitor.frame(&cloud);
            let page = SignIn { frame, email: email.to_owned(), problem: Some(problem.clone()) };
            Ok(show::not_in(&problem, &page))
        }
    }
}

async fn user(cloud: &Cloud, email: &str, password: &str) -> Result<Result<User, SignInProblem>, Refused> {
    let user = cloud.store.platform().user_by_email(email).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    Ok(match (cloud.passwords.verify(password.to_owned(), hash).await, user) {
        (Err(_), _) => Err(SignInProblem::Busy),
        (Ok(true), Some(user)) => Ok(user),
        _ => Err(SignInProblem::Wrong),
    })
}

/// Signs a browser in, in the place of whoever was signed in there, and leads it on.
pub(super) async fn let_in(
    cloud: &Cloud,
    visitor: &Visitor,
    user: &User,
    deed: Deed,
    on: Link,
) -> Result<Response, Refused> {
    if let Some(before) = &visitor.signed_in {
        before.end(cloud).await?;
    }
    let cookies = [SignedIn::begin(cloud, user, deed).await?, remember(cloud, &user.email)];
    let mut response = show::see_other(on);
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}
