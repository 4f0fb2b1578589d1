//! Users: admins of the platform and staff of providers. One e-mail address is one user; capitals make no difference.

use domain::ids::ProviderId;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::Platform;
use crate::columns::{self, Key, at, ms};
use crate::entities::user;
use crate::error::{OrRefused, Refused, StoreError};
use crate::ids::UserId;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Role {
    /// Everything.
    #[sea_orm(string_value = "admin")]
    Admin,
    /// What concerns one provider.
    #[sea_orm(string_value = "provider")]
    Provider,
}

/// A user to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    /// Its identity, freshly drawn.
    pub id: UserId,
    /// The address to sign in with.
    pub email: &'a str,
    /// The Argon2 hash of the password, as PHC text.
    pub password_hash: &'a str,
    /// What they may do.
    pub role: Role,
    /// Whose staff they are.
    pub provider: Option<ProviderId>,
}

/// Somebody who signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Their identity.
    pub id: UserId,
    /// The address they sign in with, in small letters.
    pub email: String,
    /// The Argon2 hash of their password.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Whose staff they are.
    pub provider: Option<ProviderId>,
    /// When they were made, in milliseconds since 1970.
    pub created_ms: u64,
}

/// Without the hash.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        User {
            id: UserId::from_uuid(row.id),
            email: row.email,
            password_hash: row.password_hash,
            role: row.role,
            provider: row.provider_id.map(ProviderId::from_uuid),
            created_ms: ms(row.created_at),
        }
    }
}

fn spelling(email: &str) -> String {
    columns::text(email.trim()).to_lowercase()
}

impl Platform<'_> {
    /// Makes a user.
    pub async fn create_user(&self, new: NewUser<'_>, now_ms: u64) -> Result<(), StoreError> {
        let transaction = self.write().await?;
        let row = user::ActiveModel {
            id: Set(new.id.uuid()),
            provider_id: Set(new.provider.map(Key::uuid)),
            email: Set(spelling(new.email)),
            password_hash: Set(new.password_hash.to_owned()),
            role: Set(new.role),
            created_at: Set(at(now_ms)),
        };
        user::Entity::insert(row).exec_without_returning(&*transaction).await.or_refused(Refused::EmailTaken)?;
        transaction.commit().await
    }

    /// One user.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let transaction = self.read().await?;
        Ok(user::Entity::find_by_id(id.uuid()).one(&*transaction).await?.map(User::from))
    }

    /// Who signs in with an address.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let transaction = self.read().await?;
        let select = user::Entity::find().filter(user::Column::Email.eq(spelling(email)));
        Ok(select.one(&*transaction).await?.map(User::from))
    }

    /// Up to `limit` users behind an address, in the order of addresses.
    pub async fn users(&self, after: Option<&str>, limit: u64) -> Result<Vec<User>, StoreError> {
        let transaction = self.read().await?;
        let mut select = user::Entity::find();
        if let Some(email) = after {
            select = select.filter(user::Column::Email.gt(spelling(email)));
        }
        let rows = select.order_by_asc(user::Column::Email).limit(limit).all(&*transaction).await?;
        Ok(rows.into_iter().map(User::from).collect())
    }

    /// Changes a password. False if there is no such user.
    pub async fn set_password_hash(&self, id: UserId, password_hash: &str) -> Result<bool, StoreError> {
        let transaction = self.write().await?;
        let done = user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(password_hash))
            .filter(user::Column::Id.eq(id.uuid()))
            .exec(&*transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected == 1)
    }
}
